// SPDX-License-Identifier: Apache-2.0
// The items of mapped streams and where their features lie: nothing of the data itself is held.
#ifndef AURICLE_LIB_DATA_ITEMS_H_
#define AURICLE_LIB_DATA_ITEMS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/records/mapped.h"
#include "protos/clip.pb.h"
#include "protos/front_end.pb.h"
#include "protos/tensor.pb.h"

namespace auricle {

// One stored record's share of an item's feature, in place.
struct Stretch {
  int32_t chunk = 0;
  int32_t of = 0;  // Chunks of the item; 0: this one did not know.
  bool last = true;
  int64_t frames = 0;
  DType dtype = FLOAT32;
  absl::string_view bytes;  // [frames, bins], row-major; lies in the MappedRecords.
};

// Where an item's wave is.
struct StoredAudio {
  AudioRef ref;
  std::string path;              // Of the file, with the corpus' root; "": none.
  std::vector<Stretch> samples;  // Stored with the records, in time order: `frames` are samples.
};

class FrameMaker;

struct StoredItem {
  std::string id;
  std::string source;         // The leak group; the id where the clip names none.
  uint64_t digest = 0;        // Of the decoded audio; 0: unknown.
  Part part = UNASSIGNED;     // By the plan asked for.
  std::vector<Label> labels;  // Of each task asked for; kind not set: unknown.
  int64_t frames = 0;
  double hop_s = 0;                // From one frame to the next; 0: the stream does not say.
  double first_centre_s = 0;       // Of frame 0, from the item's start.
  double duration_s = 0;           // 0: the stream does not say.
  std::vector<Stretch> stretches;  // In time order.
  std::shared_ptr<const StoredAudio> audio;  // Where asked for.
  std::shared_ptr<const FrameMaker> maker;   // Of frames that are not stored.
};

// Makes frames from the wave when they are asked for. Immutable, thread-safe.
class FrameMaker {
 public:
  virtual ~FrameMaker() = default;
  virtual const FrontEnd& front_end() const = 0;
  virtual int32_t bins() const = 0;
  // Fills the item's frames and times from its audio. Errors, without the item: of the audio.
  virtual absl::Status Describe(StoredItem* item) const = 0;
  // As CopyFrames. Errors name the item.
  virtual absl::Status Frames(const StoredItem& item, int64_t first, int64_t count,
                              float* out) const = 0;
};

struct StoredItems {
  std::vector<StoredItem> items;  // In stream order.
  int32_t bins = 0;
  std::vector<std::string> plans;  // All that occur, sorted.
};

// Judges a bad item by its error, where it is ("record 4 'dog-3'") and its id: OK drops the item,
// an error is the one to stop with.
using JudgeItem = std::function<absl::Status(const absl::Status& error, const std::string& where,
                                             const std::string& id)>;

struct ListOptions {
  std::vector<std::string> tasks;  // Whose labels are kept.
  std::string plan;
  bool audio = false;                       // StoredItem.audio is filled.
  std::shared_ptr<const FrameMaker> maker;  // Makes the features of clips that have none.
  JudgeItem judge;                          // Null: a bad item is an error.
};

// Reads every clip once. Chunks of one item may lie anywhere (shards deal records in turn). Bad
// items, which options.judge may drop: a feature that is missing (and nobody makes it), does not
// fill its shape, has other bins or a value that is not finite; audio that cannot be used. Errors:
// these otherwise; an item stored twice, a chunk missing.
absl::StatusOr<StoredItems> ListItems(const MappedRecords& records, const ListOptions& options);

// Copies frames [first, first + count) of `item` to `out`, [count, bins], as float32, or has its
// maker make them. Errors: kInvalidArgument naming item and frame if a value is not finite; those
// of the maker. REQUIRES: the frames exist.
absl::Status CopyFrames(const StoredItem& item, int32_t bins, int64_t first, int64_t count,
                        float* out);

// The Stretch of a record's feature, and that of its samples. Errors: the shape is not [time, bin]
// or [samples], samples are not float32, or the bytes do not fill the shape.
absl::StatusOr<Stretch> FeatureStretch(const Clip& clip, absl::string_view bytes);
absl::StatusOr<Stretch> SamplesStretch(const Clip& clip, absl::string_view bytes);
// Which chunk of its item `clip` is.
void SetChunk(const Clip& clip, Stretch* stretch);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_ITEMS_H_
