// SPDX-License-Identifier: Apache-2.0
#include "lib/records/grammar.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "lib/base/status_macros.h"
#include "lib/records/check_header.h"
#include "lib/records/serialize.h"

namespace auricle {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Moves `in` behind the tag and length of the message's field `number`; its length, or nothing.
// Fields stand in the order of their numbers.
absl::optional<uint32_t> FindMessage(int number, CodedInputStream* in) {
  while (const uint32_t tag = in->ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field > number) return absl::nullopt;
    uint32_t size = 0;
    if (field == number) {
      return in->ReadVarint32(&size) ? absl::optional<uint32_t>(size) : absl::nullopt;
    }
    if (!WireFormatLite::SkipField(in, tag)) return absl::nullopt;
  }
  return absl::nullopt;
}

absl::Status NotOurs() {
  return absl::DataLossError(
      "a record is whole, but no message of ours (or of a newer version that this one cannot read "
      "without; use a newer one)");
}

}  // namespace

bool IsPassedOver(int kind) {
  return kind >= kFirstPassedOver && Record::descriptor()->FindFieldByNumber(kind) == nullptr;
}

absl::StatusOr<int> RecordKind(absl::string_view payload) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(payload.data()), payload.size());
  const uint32_t tag = in.ReadTag();
  const int number = WireFormatLite::GetTagFieldNumber(tag);
  uint32_t size = 0;
  if (WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED &&
      (Record::descriptor()->FindFieldByNumber(number) != nullptr || IsPassedOver(number)) &&
      in.ReadVarint32(&size) && in.CurrentPosition() + uint64_t{size} == payload.size()) {
    return number;
  }
  return NotOurs();
}

absl::Status ParseRecord(absl::string_view payload, Record* record) {
  SilenceProtobuf();
  RETURN_IF_ERROR(RecordKind(payload).status());
  if (record->ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return absl::OkStatus();
  }
  return NotOurs();
}

absl::Status CheckHeader(const Record& record) {
  if (!record.has_header()) return absl::DataLossError("a section does not begin with a header");
  const Header& header = record.header();
  if (header.magic() != "auricle") {
    return absl::InvalidArgumentError(absl::StrCat("these are records of something else (magic '",
                                                   header.magic(), "', want 'auricle')"));
  }
  if (header.version() != 1) {
    return absl::UnimplementedError(absl::StrCat("the stream is of format version ",
                                                 header.version(),
                                                 ", this program reads 1; use a newer one"));
  }
  return CheckHeaderContents(header);
}

absl::Status CheckEndCount(const End& end, int64_t records) {
  if (end.records() == records) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the section's end counts ", end.records(),
                                          " records, but ", records, " are there"));
}

absl::Status CheckEndDigest(const End& end, uint64_t digest) {
  if (end.digest() == digest) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("the section's end has digest %016x, but its records give %016x; some were "
                      "exchanged or moved",
                      end.digest(), digest));
}

bool ItemGoesOn(const Clip& clip) {
  const Chunk& chunk = clip.chunk();
  return clip.has_chunk() && !chunk.last() && chunk.index() + int64_t{1} != chunk.of();
}

bool ItemGoesOn(absl::string_view payload) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(payload.data()), payload.size());
  if (!FindMessage(Record::kClipFieldNumber, &in).has_value()) return false;
  const absl::optional<uint32_t> size = FindMessage(Clip::kChunkFieldNumber, &in);
  const size_t at = in.CurrentPosition();
  if (!size.has_value() || *size > payload.size() - at) return false;
  Clip clip;
  return clip.mutable_chunk()->ParseFromArray(payload.data() + at, static_cast<int>(*size)) &&
         ItemGoesOn(clip);
}

absl::Status CheckShard(const Header& header, const Header& first, int index, int of) {
  const Shard& shard = header.shard();
  if (shard.of() != of || shard.index() != index) {
    return absl::DataLossError(absl::StrCat("it is shard ", shard.index(), " of ", shard.of(),
                                            ", want ", index, " of ", of, "; was a file renamed?"));
  }
  if (shard.run() != first.shard().run()) {
    return absl::DataLossError(
        absl::StrFormat("it is of run %016x, but shard 0 of run %016x; write all shards anew",
                        shard.run(), first.shard().run()));
  }
  // Fingerprints are taken without the shard.
  if (HeaderFingerprint(header) != HeaderFingerprint(first)) {
    return absl::DataLossError("its header contradicts that of shard 0; write all shards anew");
  }
  return absl::OkStatus();
}

absl::Status CheckShardEnds(const std::vector<const End*>& ends) {
  const End& first = *ends[0];
  uint64_t all = 0;  // Counts of strangers may not add up; they wrap, and are not these.
  for (size_t i = 0; i < ends.size(); ++i) {
    if (ends[i]->whole_digest() != first.whole_digest() ||
        ends[i]->whole_records() != first.whole_records()) {
      return absl::DataLossError(
          absl::StrCat("shard ", i, " is of a run over other data than shard 0; write all anew"));
    }
    all += ends[i]->records();
  }
  if (all != first.whole_records()) {
    return absl::DataLossError(absl::StrCat("the shards hold ", all, " records, want ",
                                            first.whole_records(), "; write all anew"));
  }
  return absl::OkStatus();
}

End WholeEnd(const End& first_shard) {
  End end = first_shard;
  end.set_records(end.whole_records());
  end.set_digest(end.whole_digest());
  end.clear_whole_records();
  end.clear_whole_digest();
  return end;
}

}  // namespace auricle
