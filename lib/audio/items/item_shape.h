// SPDX-License-Identifier: Apache-2.0
// How many frames and chunks an item of so many samples gives.
#ifndef AURICLE_LIB_AUDIO_ITEMS_ITEM_SHAPE_H_
#define AURICLE_LIB_AUDIO_ITEMS_ITEM_SHAPE_H_

#include <cstdint>

#include "protos/clip.pb.h"
#include "protos/front_end.pb.h"

namespace auricle {

class ItemShape {
 public:
  // rate_hz: of the file, in which all `n` here are counted.
  ItemShape(const FrontEnd& front_end, double rate_hz, double chunk_s);
  // n, or more where the front end lengthens short items.
  int64_t Lengthened(int64_t n) const;
  int64_t Frames(int64_t n) const;
  // Records: by the item's duration; the last also takes the frames that padding adds at the end.
  int64_t Chunks(int64_t n) const;
  // Frames of every chunk but the last.
  int64_t chunk_frames() const { return chunk_frames_; }
  // Where chunk `index` begins: in samples of the file, and in seconds.
  int64_t ChunkStart(int64_t index) const;
  double ChunkStartSeconds(int64_t index) const;
  Chunk ChunkAt(int64_t index, int64_t of) const;

 private:
  const FrontEnd& front_end_;
  double rate_hz_;
  int64_t chunk_frames_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_ITEM_SHAPE_H_
