// SPDX-License-Identifier: Apache-2.0
// The frames of an MP3 (MPEG 1, 2 and 2.5, layers I to III): how many there are, and how many the
// first frame says there are.
#ifndef AURICLE_LIB_AUDIO_DECODE_MP3_H_
#define AURICLE_LIB_AUDIO_DECODE_MP3_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"

namespace auricle {

struct Mp3Frames {
  int64_t samples = 0;  // Per channel, of all frames that are there. 0: none of a known length.
  // Of all frames that the first one counts ("Xing", "Info" or "VBRI"), so that a cut and joined
  // files can be seen. -1: it counts none.
  int64_t counted = -1;
  int64_t frame_samples = 0;     // Of one frame.
  bool ends_within_one = false;  // The last frame is cut off.
  // There are frames of another version, layer or rate than the first, which are not in `samples`.
  bool mixed = false;
};

// Where the audio begins: behind an ID3 tag and zeros that pad it, else 0.
absl::StatusOr<int64_t> BehindId3(const Bytes& bytes);

// Reads all of the file. Errors: those of ReadAt.
absl::StatusOr<Mp3Frames> ScanMp3(const Bytes& bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_MP3_H_
