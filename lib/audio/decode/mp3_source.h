// SPDX-License-Identifier: Apache-2.0
// MP3 (MPEG audio of every version and layer), decoded by libmpg123. libsndfile, which decodes it
// by the same library, stops where the first frame's bit rate lets it expect the end, and leaves
// the library's words on stderr.
#ifndef AURICLE_LIB_AUDIO_DECODE_MP3_SOURCE_H_
#define AURICLE_LIB_AUDIO_DECODE_MP3_SOURCE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/interleaved.h"

namespace auricle {

// Errors: kUnimplemented for what is no MP3; kDataLoss for fewer frames than its first counts;
// kInvalidArgument for more, as of joined files.
absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenMp3(std::shared_ptr<const Bytes> bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_MP3_SOURCE_H_
