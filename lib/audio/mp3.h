// SPDX-License-Identifier: Apache-2.0
// The frames of an MP3 (MPEG 1, 2 and 2.5, layers I to III). libsndfile believes what the first
// frame says of the others, or guesses from its bit rate, and stops there.
#ifndef AURICLE_LIB_AUDIO_MP3_H_
#define AURICLE_LIB_AUDIO_MP3_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "lib/audio/bytes.h"

namespace auricle {

struct Mp3Frames {
  // The first frame says how many there are ("Xing", "Info" or "VBRI"), so that a cut can be seen.
  bool counted = false;
  int64_t samples = 0;  // Per channel, of all frames that are there. 0: none of a known length.
};

// Reads all of the file. Errors: those of ReadAt.
absl::StatusOr<Mp3Frames> ScanMp3(const Bytes& bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_MP3_H_
