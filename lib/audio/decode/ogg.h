// SPDX-License-Identifier: Apache-2.0
// The pages of an OGG (RFC 3533).
#ifndef AURICLE_LIB_AUDIO_DECODE_OGG_H_
#define AURICLE_LIB_AUDIO_DECODE_OGG_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"

namespace auricle {

struct OggFile {
  int64_t end = 0;  // Behind the last page.
  // What the first packet says: "Vorbis", "Opus", "FLAC", "Speex" …, or "an unknown codec".
  std::string codec;
};

// Errors: kDataLoss for a file that ends before the last page of a stream, or is damaged;
// kInvalidArgument for streams after one another, of which decoders read the first.
absl::StatusOr<OggFile> CheckOgg(const Bytes& bytes);

// The plain FLAC file that the pages of the first FLAC stream hold, after one another: its packets
// are the blocks and frames of one. Errors: kInvalidArgument if there is none; those of ReadAt.
absl::StatusOr<std::shared_ptr<const Bytes>> FlacOfOgg(std::shared_ptr<const Bytes> bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_OGG_H_
