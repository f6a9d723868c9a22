// SPDX-License-Identifier: Apache-2.0
// Whether a file that libsndfile reads is all there. libsndfile takes a cut file for a shorter one,
// and of several streams written after one another it reads the first.
#ifndef AURICLE_LIB_AUDIO_WHOLE_H_
#define AURICLE_LIB_AUDIO_WHOLE_H_

#include "absl/status/status.h"
#include "lib/audio/bytes.h"

namespace auricle {

// AIFF, RIFX, AU and NIST say how many bytes they have, every stream of an OGG marks its last page.
// OK for what else there is: FLAC's and CAF's decoders see a cut themselves, and mp3.h is for MP3.
// Errors: kDataLoss for a truncated file; kInvalidArgument for OGG streams after one another.
absl::Status CheckWhole(const Bytes& bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_WHOLE_H_
