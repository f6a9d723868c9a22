// SPDX-License-Identifier: Apache-2.0
// The shape of every filter: clips in, the same sections out, one for one.
#ifndef AURICLE_LIB_TOOL_CLIP_FILTER_H_
#define AURICLE_LIB_TOOL_CLIP_FILTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {

// Stamps provenance: this tool, its version, those of `number_flags` that shape numbers (as
// "name=value"), and the fingerprints of the headers that were read.
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

// Copies all sections of `inputs` to --output: `edit_header` once a section (after which provenance
// is stamped), `edit_clip` each clip. A clip that `edit_clip` refuses is judged by --max_bad.
// Errors: an input without any section, or whose sections do not hold clips.
absl::Status FilterClips(const std::vector<std::string>& inputs,
                         const std::function<absl::Status(Header*)>& edit_header,
                         const std::function<absl::Status(const Header&, Clip*)>& edit_clip,
                         const std::vector<std::string>& number_flags);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_CLIP_FILTER_H_
