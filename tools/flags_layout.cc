// SPDX-License-Identifier: Apache-2.0
#include "tools/flags_layout.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gflags/gflags.h"

DEFINE_string(task, "", "csv, folders: what the label is called. Default: its column; label.");
DEFINE_string(columns, "",
              "csv: names of the columns, for a table without a header. folders: names of the "
              "levels of folders, from the top (speaker,word). An empty name passes one over.");
DEFINE_string(tasks, "",
              "csv, folders: the columns that become tasks, beside the label. Default: all.");
DEFINE_string(label_pattern, "",
              "folders: what files are called, {label}_{speaker}_{take}.wav; each field becomes a "
              "task, as a column of csv does. {speaker:2} is two characters, {} passes over. With "
              "a / it is matched with folders. No --corpus means folders.");
DEFINE_string(tags, "",
              "csv: columns with several labels in a cell (Bark,Dog), which become sets of tags.");
DEFINE_string(tag_separators, ",;|", "csv: the characters that part the labels of --tags.");
DEFINE_bool(merge_alike, false,
            "csv, folders: names that read alike (in another case or Unicode form, with a no-break "
            "space) become one, the most frequent. Default: they are said.");
DEFINE_string(
    file_column, "",
    "csv: the audio files. Default: file, filename, path, audio, wav, fname, or the first.");
DEFINE_string(label_column, "",
              "csv: the label, which no row may lack. Default: label, or the only further column.");
DEFINE_string(id_column, "", "csv: unique ids. Default: the path.");
DEFINE_string(source_column, "",
              "csv, folders: what a clip was cut from; no split parts it. Default: the file.");
DEFINE_string(split_column, "",
              "csv alone, folders: train, valid (dev, val), test (eval): the plan 'official'. "
              "Default of csv: split, subset, part, … if all of its values are parts.");
DEFINE_string(start_column, "", "csv: where the clip starts in its file, in seconds.");
DEFINE_string(end_column, "", "csv: where it ends, in seconds.");
DEFINE_string(channel_column, "", "csv: its channel, from 1; empty or 0: the mean of all.");
DEFINE_string(class_order, "",
              "csv, folders: the label's classes, a,b,c, in the order that losses and "
              "reports take. Default: sorted, by number if all are whole numbers.");
DEFINE_bool(allow_unseen, false, "csv_parts: classes that no row of train.csv has are no error.");
DEFINE_bool(allow_unlabelled, false,
            "csv: an empty label is unknown, not an error. iemocap: so is a WAV without emotion.");
DEFINE_bool(all_microphones, false,
            "goodsounds: every microphone's recording of a take, not only that of the first name.");

namespace auricle {
namespace {

std::vector<std::string> Names(const std::string& flag) {
  return flag.empty() ? std::vector<std::string>() : absl::StrSplit(flag, ',');
}

}  // namespace

CorpusRequest LayoutFromFlags() {
  CorpusRequest request;
  request.task = FLAGS_task;
  request.columns = Names(FLAGS_columns);
  request.label_pattern = FLAGS_label_pattern;
  request.tasks = Names(FLAGS_tasks);
  request.tags = Names(FLAGS_tags);
  request.tag_separators = FLAGS_tag_separators;
  request.file_column = FLAGS_file_column;
  request.label_column = FLAGS_label_column;
  request.id_column = FLAGS_id_column;
  request.source_column = FLAGS_source_column;
  request.split_column = FLAGS_split_column;
  request.start_column = FLAGS_start_column;
  request.end_column = FLAGS_end_column;
  request.channel_column = FLAGS_channel_column;
  request.class_order = Names(FLAGS_class_order);
  request.allow_unseen = FLAGS_allow_unseen;
  request.allow_unlabelled = FLAGS_allow_unlabelled;
  request.merge_alike = FLAGS_merge_alike;
  request.all_microphones = FLAGS_all_microphones;
  return request;
}

}  // namespace auricle
