// SPDX-License-Identifier: Apache-2.0
// The decoder that a file wants, after it was seen to be whole and one: plain WAV and W64 by us,
// MP3 by libmpg123, all else by libsndfile.
#ifndef AURICLE_LIB_AUDIO_DECODE_OPEN_INTERLEAVED_H_
#define AURICLE_LIB_AUDIO_DECODE_OPEN_INTERLEAVED_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/interleaved.h"

namespace auricle {

// Errors: kInvalidArgument for what is not audio, for a codec that is not decoded (it is named,
// with a way to convert it) and for files joined into one; kDataLoss for a truncated file.
absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenInterleaved(
    std::shared_ptr<const Bytes> bytes);

// What is said of bytes that begin so and are no audio.
std::string NotAudio(absl::string_view first_bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_OPEN_INTERLEAVED_H_
