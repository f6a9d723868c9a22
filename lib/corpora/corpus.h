// SPDX-License-Identifier: Apache-2.0
// What a corpus parser is given and what it hands back. A parser knows the layout of one corpus on
// disk; it reads names and metadata, never audio.
#ifndef AURICLE_LIB_CORPORA_CORPUS_H_
#define AURICLE_LIB_CORPORA_CORPUS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/clip_list.h"
#include "protos/record.pb.h"

namespace auricle {

// What the user asked for. A parser reads the fields that its layout leaves open.
struct CorpusRequest {
  std::string path;  // The corpus as the user gave it: a directory or a file ("-": stdin).
  std::string root;  // What AudioRef.path is relative to; "": the parser knows.
  std::string name;  // Header.corpus.name and the first part of every id; "": the parser knows.
  std::string task;  // What the label is called; "": the parser knows.

  // Of corpora that the user lays out: tables (csv) and folders of folders.
  std::vector<std::string> columns;  // Names of a header-less table's columns, or of the levels.
  std::string label_pattern;         // A NamePattern of files; its fields are like columns.
  std::vector<std::string> tasks;  // Columns that become tasks; empty: all that have no other use.
  std::vector<std::string> tags;   // Columns with several labels in a cell; they become tags.
  std::string tag_separators = ",;|";  // Each of them parts labels.
  std::string file_column;
  std::string label_column;  // Must not be empty in any row.
  std::string id_column;
  std::string source_column;
  std::string split_column;  // Names a part: becomes the plan "official".
  std::string start_column;  // Seconds from the file's start.
  std::string end_column;
  std::string channel_column;            // From 1; empty or 0: the mean of all.
  std::vector<std::string> class_order;  // The label's classes in their order; empty: sorted.
  bool allow_unlabelled = false;
  bool merge_alike = false;      // Names that read alike (lib/base/alike.h) become one.
  bool parts_known = false;      // By a parser, not by a column: one that names parts is a task.
  bool allow_unseen = false;     // Of tables that are parts: classes that training lacks.
  bool all_microphones = false;  // Of takes that several recorded; else the first by name.

  // Of every corpus, once it is listed (KeepAtMost). 0: all clips.
  int64_t at_most = 0;
  uint64_t seed = 1;
};

// What a parser found. Clips stand in an order that follows from names and metadata alone.
struct Listing {
  Header header;   // Corpus; vocabularies whose order the corpus prescribes; plans it explains.
  ClipList clips;  // Filled by Add.
  std::string label_task;        // Of layouts with one label: its task; "": none, or several.
  std::string unit = "files";    // What was counted: "files", "rows".
  int64_t seen = 0;              // Files or rows that were looked at …
  std::vector<Dropped> refused;  // … that should have become clips, and why they did not,
  std::map<std::string, int64_t> passed_over;         // … that are none: why → how many.
  std::vector<std::string> notes;                     // What was guessed, for the user to know.
  absl::flat_hash_map<uint64_t, size_t> place_of_id;  // Add's: an id's hash → its place in clips.

  // Takes a clip; one without a source is its own. Refuses one whose text no stream can hold
  // (Unfit) or whose id is taken.
  void Add(Clip clip);
  void Refuse(absl::string_view item, absl::string_view reason);
};

using ParseCorpus = absl::StatusOr<Listing> (*)(const CorpusRequest& request);

// What the header says of the corpus; name and root are the user's where given, else these.
void NameCorpus(const CorpusRequest& request, const std::string& name, const std::string& root,
                Header* header);
void AddPlan(const std::string& name, const std::string& how, Header* header);
// `classes` of `task`, whose order the corpus prescribes; a container of anything that is text.
template <typename Classes>
void AddVocabulary(const std::string& task, const Classes& classes, Header* header) {
  Vocabulary* const vocabulary = header->add_vocabularies();
  vocabulary->set_task(task);
  for (const auto& name : classes) vocabulary->add_classes(name);
}

// The classes of listing->label_task are `order`, whichever of them occur; what does not is noted.
// Errors: kInvalidArgument if there is no such task, a class stands twice, or a clip has another.
absl::Status PrescribeClasses(const std::vector<std::string>& order, Listing* listing);

// Why no stream can hold `clip` (text that is not UTF-8, no path, an empty label), or "".
std::string Unfit(const Clip& clip);

// Completes a parser's listing: tasks without a vocabulary get one (SortClasses); official plans
// are named in the header.
// Errors: kInvalidArgument if there is no clip.
absl::Status FinishListing(Listing* listing);

// train, valid or test by any of the usual names ("dev", "validation", "eval", …), any case; "" is
// UNASSIGNED. Errors: kInvalidArgument.
absl::StatusOr<Part> PartFromName(absl::string_view name);

// All names of classes that a label holds, its scope included.
std::vector<std::string> ClassesOfLabel(const Label& label);

// clip->labels[task] = name.
void SetName(const std::string& task, const std::string& name, Clip* clip);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_CORPUS_H_
