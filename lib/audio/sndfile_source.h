// SPDX-License-Identifier: Apache-2.0
// What libsndfile decodes: FLAC, Vorbis, Opus, AIFF, AU, CAF, SPHERE, codecs in WAV …
#ifndef AURICLE_LIB_AUDIO_SNDFILE_SOURCE_H_
#define AURICLE_LIB_AUDIO_SNDFILE_SOURCE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/audio/bytes.h"
#include "lib/audio/interleaved.h"

namespace auricle {

// Errors: kUnimplemented if libsndfile does not know the bytes.
absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenSndfile(std::shared_ptr<const Bytes> bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_SNDFILE_SOURCE_H_
