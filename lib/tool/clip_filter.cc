// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/clip_filter.h"

#include <algorithm>
#include <memory>

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

absl::Status FilterSection(RecordReader* reader, const Header& header, RecordWriter* writer,
                           const std::function<absl::Status(const Header&, Clip*)>& edit_clip,
                           BadItems* bad, int64_t* items) {
  for (Record record;;) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
    if (!more) break;
    if (!record.has_clip()) continue;
    ++*items;
    Clip* clip = record.mutable_clip();
    if (const absl::Status edited = edit_clip(header, clip); !edited.ok()) {
      if (absl::IsCancelled(edited)) return edited;
      RETURN_IF_ERROR(bad->Allow(edited, WhereInStream(*reader, *clip), clip->id(), writer));
      continue;
    }
    RETURN_IF_ERROR(writer->Write(*clip));
  }
  writer->CarryDrops(reader->end());
  return writer->EndSection();
}

absl::Status FilterStream(const std::string& input,
                          const std::function<absl::Status(Header*)>& edit_header,
                          const std::function<absl::Status(const Header&, Clip*)>& edit_clip,
                          const std::vector<std::string>& number_flags, RecordWriter* writer,
                          BadItems* bad, int64_t* items) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                   RecordReader::Open(input, ReadOptionsFromFlags()));
  while (true) {
    ASSIGN_OR_RETURN(const bool more, reader->NextSection());
    if (!more) break;
    if (reader->header().content() != Header::CLIPS) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", input, "' holds ", Header::Content_Name(reader->header().content()),
                       ", not clips; give the stream of a tool that writes clips"));
    }
    Header header = reader->header();
    RETURN_IF_ERROR(Annotate(edit_header(&header), absl::StrCat("stream '", input, "'")));
    StampProvenance(number_flags, {reader->header_fingerprint()}, &header);
    RETURN_IF_ERROR(writer->BeginSection(header));
    RETURN_IF_ERROR(FilterSection(reader.get(), header, writer, edit_clip, bad, items));
  }
  if (!reader->salvage_note().empty()) Say(reader->salvage_note());
  return absl::OkStatus();
}

}  // namespace

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

absl::Status FilterClips(const std::vector<std::string>& inputs,
                         const std::function<absl::Status(Header*)>& edit_header,
                         const std::function<absl::Status(const Header&, Clip*)>& edit_clip,
                         const std::vector<std::string>& number_flags) {
  ASSIGN_OR_RETURN(BadItems bad, BadItems::FromFlag());
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  int64_t items = 0;
  for (const std::string& input : inputs) {
    RETURN_IF_ERROR(
        FilterStream(input, edit_header, edit_clip, number_flags, writer.get(), &bad, &items));
  }
  RETURN_IF_ERROR(bad.Finish(items));
  return writer->Commit();
}

}  // namespace auricle
