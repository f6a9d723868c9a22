// SPDX-License-Identifier: Apache-2.0
// What libsndfile decodes: FLAC, Vorbis, Opus, AIFF, AU, CAF, SPHERE, codecs in WAV …
#ifndef AURICLE_LIB_AUDIO_DECODE_SNDFILE_SOURCE_H_
#define AURICLE_LIB_AUDIO_DECODE_SNDFILE_SOURCE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/interleaved.h"

namespace auricle {

// checked: whether the bytes were seen to be a whole file and one; else the source notes that it is
// of a kind of which this cannot be told. Errors: kUnimplemented if libsndfile does not know the
// bytes.
absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenSndfile(std::shared_ptr<const Bytes> bytes,
                                                               bool checked = true);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_SNDFILE_SOURCE_H_
