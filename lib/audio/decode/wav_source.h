// SPDX-License-Identifier: Apache-2.0
// Samples of a WAV or W64 of plain numbers.
#ifndef AURICLE_LIB_AUDIO_DECODE_WAV_SOURCE_H_
#define AURICLE_LIB_AUDIO_DECODE_WAV_SOURCE_H_

#include <memory>

#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/interleaved.h"
#include "lib/audio/decode/wav.h"

namespace auricle {

// REQUIRES: `format` is what ParseWav says of `bytes`, and its encoding is not kOther.
std::unique_ptr<InterleavedSource> OpenWav(std::shared_ptr<const Bytes> bytes,
                                           const WavFormat& format);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_WAV_SOURCE_H_
