// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/item_shape.h"

#include <algorithm>
#include <cmath>

#include "lib/audio/spectra/framer.h"
#include "lib/audio/spectra/resample.h"

namespace auricle {

ItemShape::ItemShape(const FrontEnd& front_end, double rate_hz, double chunk_s)
    : front_end_(front_end), rate_hz_(rate_hz) {
  const double hops_a_second = front_end.sample_rate_hz() / front_end.hop_samples();
  // A thousandth of a frame: 60 s of 10 ms are 6000 frames, whatever division makes of it.
  const double frames = std::floor(std::min(chunk_s * hops_a_second, 1e15) + 1e-3);
  // An item that is lengthened is never cut.
  const double least = std::ceil(front_end.min_duration_s() * hops_a_second - 1e-3) + 1;
  chunk_frames_ =
      static_cast<int64_t>(std::max(frames, front_end.min_duration_s() > 0 ? least : 1));
}

int64_t ItemShape::Lengthened(int64_t n) const {
  return std::max<int64_t>(n, std::llround(front_end_.min_duration_s() * rate_hz_));
}

int64_t ItemShape::Frames(int64_t n) const {
  return FrameCount(front_end_,
                    ResampledLength(Lengthened(n), rate_hz_, front_end_.sample_rate_hz()));
}

int64_t ItemShape::Chunks(int64_t n) const {
  const int64_t hop = front_end_.hop_samples();
  const int64_t samples = ResampledLength(Lengthened(n), rate_hz_, front_end_.sample_rate_hz());
  const int64_t hops = (samples + hop - 1) / hop;
  const int64_t most = std::min(hops, Frames(n));
  return std::max<int64_t>(1, (most + chunk_frames_ - 1) / chunk_frames_);
}

int64_t ItemShape::ChunkStart(int64_t index) const {
  return std::llround(ChunkStartSeconds(index) * rate_hz_);
}

double ItemShape::ChunkStartSeconds(int64_t index) const {
  return index * chunk_frames_ * front_end_.hop_samples() / front_end_.sample_rate_hz();
}

Chunk ItemShape::ChunkAt(int64_t index, int64_t of) const {
  Chunk chunk;
  chunk.set_index(index);
  chunk.set_of(of);
  chunk.set_last(index + 1 == of);
  chunk.set_first_frame(index * chunk_frames_);
  chunk.set_offset_s(ChunkStartSeconds(index));
  return chunk;
}

}  // namespace auricle
