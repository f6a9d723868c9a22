// SPDX-License-Identifier: Apache-2.0
// Whether a file that libsndfile reads is all there, and where its audio ends. libsndfile takes a
// cut file for a shorter one, and what follows the audio of a SPHERE for more of it.
#ifndef AURICLE_LIB_AUDIO_DECODE_WHOLE_H_
#define AURICLE_LIB_AUDIO_DECODE_WHOLE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/kind.h"

namespace auricle {

// AIFF, RIFX, AU, CAF and SPHERE say how many bytes of audio they have: returns where those end, or
// where they begin if the header does not know, as on a pipe. Of what else there is 0: nothing is
// known. Errors: kDataLoss for a truncated file; kInvalidArgument for a SPHERE that is compressed.
absl::StatusOr<int64_t> CheckWhole(const Bytes& bytes, AudioKind kind);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_WHOLE_H_
