// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/clip_filter.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/help.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

constexpr int kDropsToSay = 10;
constexpr int kMostNamedDrops = 1000;  // As in a stream.

}  // namespace

void StampProvenance(const NumberFlags& number_flags, const std::vector<uint64_t>& parents,
                     Header* header) {
  StampProvenance(number_flags.names(), parents, header);
}

void StampProvenance(const std::vector<std::string>& number_flags,
                     const std::vector<uint64_t>& parents, Header* header) {
  Provenance* provenance = header->mutable_provenance();
  provenance->Clear();
  provenance->set_tool(ToolName());
  provenance->set_version(AuricleVersion());
  std::vector<std::string> names = number_flags;
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    gflags::CommandLineFlagInfo flag;
    if (gflags::GetCommandLineFlagInfo(name.c_str(), &flag)) {
      provenance->add_flags(absl::StrCat(name, "=", ShortestValue(flag.current_value, flag.type)));
    }
  }
  for (const uint64_t parent : parents) provenance->add_parents(parent);
}

std::string WhereInStream(const RecordReader& reader, const Clip& clip) {
  std::string where = absl::StrCat("stream '", reader.name(), "', record ", reader.records_read());
  if (!clip.id().empty()) absl::StrAppend(&where, ", item '", clip.id(), "'");
  if (!clip.audio().path().empty()) absl::StrAppend(&where, " (", clip.audio().path(), ")");
  return where;
}

absl::StatusOr<BadItems> BadItems::FromFlag() {
  BadItems bad;
  absl::string_view text = FLAGS_max_bad;
  bad.percent_ = absl::ConsumeSuffix(&text, "%");
  if (!absl::SimpleAtod(text, &bad.limit_) || !(bad.limit_ >= 0) ||
      (bad.percent_ && bad.limit_ > 100)) {
    return ToolMisuse(absl::StrCat("--max_bad='", FLAGS_max_bad,
                                   "' is neither a count such as 3 nor a share such as 1%"));
  }
  return bad;
}

absl::Status BadItems::Allow(const absl::Status& error, const std::string& where,
                             const std::string& id, RecordWriter* writer) {
  const absl::Status annotated = Annotate(error, where);
  if (limit_ == 0 || (!percent_ && dropped_ + 1 > limit_)) {
    if (dropped_ > 0) {
      return Annotate(annotated, absl::StrCat("more bad items than --max_bad=", FLAGS_max_bad));
    }
    return absl::Status(annotated.code(),
                        absl::StrCat(annotated.message(), " (--max_bad=1 leaves one bad item out, ",
                                     "--max_bad=1% one of a hundred)"));
  }
  ++dropped_;
  if (dropped_ <= kDropsToSay) Say(absl::StrCat("dropped: ", annotated.message()));
  const std::string reason(error.message().data(), error.message().size());
  if (writer != nullptr) {
    writer->Drop(id, reason);
    return absl::OkStatus();
  }
  unwritten_.set_dropped_count(unwritten_.dropped_count() + 1);
  if (unwritten_.dropped_size() == kMostNamedDrops) return absl::OkStatus();
  Dropped* dropped = unwritten_.add_dropped();
  dropped->set_id(id);
  dropped->set_reason(reason);
  return absl::OkStatus();
}

absl::Status BadItems::Finish(int64_t items) const {
  if (dropped_ == 0) return absl::OkStatus();
  const std::string summary = absl::StrCat("dropped ", dropped_, " of ", items, " items");
  if (percent_ && dropped_ * 100.0 > limit_ * items) {
    return absl::DataLossError(absl::StrCat(summary, ", more than --max_bad=", FLAGS_max_bad));
  }
  Say(summary);
  return absl::OkStatus();
}

}  // namespace auricle
