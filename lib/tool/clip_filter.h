// SPDX-License-Identifier: Apache-2.0
// The shape of every filter: clips in, the same sections out, one for one.
#ifndef AURICLE_LIB_TOOL_CLIP_FILTER_H_
#define AURICLE_LIB_TOOL_CLIP_FILTER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {

// Stamps provenance: tool, version, flags that shape numbers, and the parent's header fingerprint.
void StampProvenance(const std::vector<std::string>& number_flags,
                     const std::vector<uint64_t>& parents, Header* header);

// Lets bad items go within --max_bad (a count or a percentage) and counts them. One budget a run.
class BadItems {
 public:
  // OK: the item is dropped and named in the section's end; else the error to stop with, annotated
  // with stream, record, id and path. kCancelled and kDataLoss of the stream itself always stop.
  absl::Status Allow(const absl::Status& error, const RecordReader& reader, const Clip& clip,
                     RecordWriter* writer);
  // At the end of the input: judges a percentage, and says on stderr what was dropped.
  absl::Status Finish(int64_t items);

 private:
  int64_t dropped_ = 0;
};

// Copies all sections of `inputs` to --output, `edit_header` once a section, `edit_clip` each clip.
absl::Status FilterClips(const std::vector<std::string>& inputs,
                         const std::function<absl::Status(Header*)>& edit_header,
                         const std::function<absl::Status(const Header&, Clip*)>& edit_clip,
                         const std::vector<std::string>& number_flags);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_CLIP_FILTER_H_
