// SPDX-License-Identifier: Apache-2.0
// What makes a sequence of records a stream: file = section+, section = header, records, end.
#ifndef AURICLE_LIB_RECORDS_GRAMMAR_H_
#define AURICLE_LIB_RECORDS_GRAMMAR_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "protos/record.pb.h"

namespace auricle {

// The number of the one field of Record that `payload` is, with nothing beside it; what is in the
// field is not looked at. Every reader goes by it, so that all see the same records. A kind that
// this version does not know is one all the same if its number says that it may be passed over.
// Errors: kDataLoss.
absl::StatusOr<int> RecordKind(absl::string_view payload);

// Kinds of records from this number on may be passed over by who does not know them: the stream
// means the same without them. They stand between a header and its end, which neither counts nor
// digests them, and are no items.
constexpr int kFirstPassedOver = 1000;

// Whether a record of this kind is to be passed over by this version.
bool IsPassedOver(int kind);

// Errors: kDataLoss if the payload is no Record.
absl::Status ParseRecord(absl::string_view payload, Record* record);

// Whether `record` opens a section that this version reads. Errors: kDataLoss if it is no header;
// kInvalidArgument if it is another program's or says what none must (CheckHeaderContents);
// kUnimplemented for a later version.
absl::Status CheckHeader(const Record& record);

// Whether `end` tells the truth of the records before it. Errors: kDataLoss naming both values.
absl::Status CheckEndCount(const End& end, int64_t records);
absl::Status CheckEndDigest(const End& end, uint64_t digest);

// Whether the records after this one hold more of its item: it is a chunk, and not the last.
bool ItemGoesOn(const Clip& clip);
// The same of a serialised Record, of which only the fields before the chunk are passed; false of
// anything else than a clip.
bool ItemGoesOn(absl::string_view payload);

// Whether `header` is of shard `index` of `of`, and of the run of `first`, with which it agrees.
// Errors: kDataLoss.
absl::Status CheckShard(const Header& header, const Header& first, int index, int of);
// Whether the ends of all shards speak of one whole that was dealt out. Errors: kDataLoss.
absl::Status CheckShardEnds(const std::vector<const End*>& ends);
// The end of that whole, as if it had never been dealt.
End WholeEnd(const End& first_shard);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_GRAMMAR_H_
