// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/attributes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

absl::StatusOr<double> Seconds(const std::string& column, absl::string_view text) {
  double seconds = 0;
  if (!absl::SimpleAtod(text, &seconds) || !std::isfinite(seconds) || seconds < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", column, "' is '", text, "', not a number of seconds from 0, such as 1.5",
                     absl::StrContains(text, ',') ? " (with a point, not a comma)" : ""));
  }
  return seconds;
}

absl::StatusOr<int> Channel(const std::string& column, absl::string_view text) {
  int channel = 0;
  if (!text.empty() && (!absl::SimpleAtoi(text, &channel) || channel < 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", column, "' is '", text, "', not a channel's number (from 1)"));
  }
  return channel;
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void SetTags(const CorpusRequest& request, const std::string& task, absl::string_view value,
             Clip* clip) {
  std::set<std::string> names;
  for (const absl::string_view tag :
       absl::StrSplit(value, absl::ByAnyChar(request.tag_separators))) {
    const absl::string_view name = absl::StripAsciiWhitespace(tag);
    if (!name.empty()) names.emplace(name);
  }
  Tags* const tags = (*clip->mutable_labels())[task].mutable_tags();
  for (const std::string& name : names) tags->add_names(name);
}

absl::Status SetLabel(const CorpusRequest& request, const std::string& column,
                      absl::string_view value, Clip* clip) {
  const bool is_label = column == request.label_column;
  if (value.empty()) {
    if (!is_label || request.allow_unlabelled) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "its '", column, "' is empty; fill it in, or take it as unknown (--allow_unlabelled)"));
  }
  const bool is_tags = Holds(request.tags, column);
  if (!request.tasks.empty() && !is_label && !is_tags && !Holds(request.tasks, column)) {
    return absl::OkStatus();
  }
  const std::string task = is_label ? LabelTask(request) : column;
  if (clip->labels().count(task) > 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "two columns say its '", task, "'; call one otherwise, or leave it out with --tasks"));
  }
  if (is_tags) {
    SetTags(request, task, value, clip);
  } else {
    SetName(task, std::string(value), clip);
  }
  return absl::OkStatus();
}

}  // namespace

std::string LabelTask(const CorpusRequest& request) {
  return request.label_column.empty() || request.task.empty() ? request.label_column : request.task;
}

absl::Status ApplyAttribute(const CorpusRequest& request, const std::string& column,
                            absl::string_view raw, Clip* clip) {
  if (column.empty()) return absl::OkStatus();
  const absl::string_view value = absl::StripAsciiWhitespace(raw);
  if (column == request.id_column) {
    if (value.empty()) return absl::InvalidArgumentError("its id is empty");
    clip->set_id(absl::StrCat(request.name, "/", value));
  } else if (column == request.source_column) {
    if (!value.empty()) clip->set_source(absl::StrCat(request.name, "/", value));
  } else if (column == request.split_column) {
    ASSIGN_OR_RETURN(const Part part, PartFromName(value));
    if (part != UNASSIGNED) (*clip->mutable_assignments())["official"] = part;
  } else if (column == request.start_column) {
    ASSIGN_OR_RETURN(const double start, Seconds(column, value));
    clip->mutable_audio()->set_start_s(start);
  } else if (column == request.end_column) {
    ASSIGN_OR_RETURN(const double end, Seconds(column, value));
    clip->mutable_audio()->set_duration_s(end);
  } else if (column == request.channel_column) {
    ASSIGN_OR_RETURN(const int channel, Channel(column, value));
    clip->mutable_audio()->set_channel(channel);
  } else {
    return SetLabel(request, column, value, clip);
  }
  return absl::OkStatus();
}

absl::Status CheckColumnsExist(const CorpusRequest& request,
                               const std::vector<std::string>& columns) {
  std::vector<std::pair<std::string, std::string>> asked = {
      {"file_column", request.file_column},   {"label_column", request.label_column},
      {"id_column", request.id_column},       {"source_column", request.source_column},
      {"split_column", request.split_column}, {"start_column", request.start_column},
      {"end_column", request.end_column},     {"channel_column", request.channel_column},
  };
  for (const std::string& task : request.tasks) asked.emplace_back("tasks", task);
  for (const std::string& column : request.tags) asked.emplace_back("tags", column);
  for (const auto& [flag, name] : asked) {
    if (name.empty() || std::find(columns.begin(), columns.end(), name) != columns.end()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "--", flag, "='", name, "': there is no such column", InsteadOf(name, columns)));
  }
  return absl::OkStatus();
}

absl::Status EndToDuration(Clip* clip) {
  AudioRef* audio = clip->mutable_audio();
  const double end = audio->duration_s();
  if (end <= audio->start_s()) {
    return absl::InvalidArgumentError(
        absl::StrCat("it ends at ", end, " s but starts at ", audio->start_s(), " s"));
  }
  audio->set_duration_s(end - audio->start_s());
  return absl::OkStatus();
}

}  // namespace auricle
