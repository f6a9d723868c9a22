// SPDX-License-Identifier: Apache-2.0
// What every filter does: clips in, the same sections out, one for one; where they came from, and
// what was dropped on the way.
#ifndef AURICLE_LIB_TOOL_CLIP_FILTER_H_
#define AURICLE_LIB_TOOL_CLIP_FILTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "lib/tool/number_flags.h"
#include "protos/record.pb.h"

namespace auricle {

// Stamps provenance: this tool, its version, those of `number_flags` that shape numbers (as
// "name=value"), and the fingerprints of the headers that were read.
void StampProvenance(const NumberFlags& number_flags, const std::vector<uint64_t>& parents,
                     Header* header);
// The same of a list that depends on what was asked for. A name that is no flag of this program is
// left out, as lists that several tools share name flags that some of them do not have.
void StampProvenance(const std::vector<std::string>& number_flags,
                     const std::vector<uint64_t>& parents, Header* header);

// "stream 'x.tfr', record 4, item 'dog-3' (dogs/3.wav)": where an error arose.
std::string WhereInStream(const RecordReader& reader, const Clip& clip);

// Lets bad items go within --max_bad (a count, or a percentage of the items) and counts them.
class BadItems {
 public:
  // Reads --max_bad. Errors: ToolMisuse if it is neither a count nor a percentage.
  static absl::StatusOr<BadItems> FromFlag();

  // OK: the item may be dropped; it is named in `writer`'s section end (null: in unwritten()) and,
  // the first ten times, on stderr. Else the error to stop with: `error`, annotated with `where`.
  // kCancelled and a damaged stream (`error` from a reader) are not to be passed here.
  absl::Status Allow(const absl::Status& error, const std::string& where, const std::string& id,
                     RecordWriter* writer);

  // At the end of an input of `items` in all: judges a percentage and says what was dropped.
  absl::Status Finish(int64_t items) const;

  int64_t dropped() const { return dropped_; }
  // What was let go while there was no writer yet, for its CarryDrops.
  const End& unwritten() const { return unwritten_; }

 private:
  double limit_ = 0;
  bool percent_ = false;
  int64_t dropped_ = 0;
  End unwritten_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_CLIP_FILTER_H_
