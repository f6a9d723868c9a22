// SPDX-License-Identifier: Apache-2.0
#include "lib/data/items.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/tensor_values.h"
#include "lib/records/tensors.h"

namespace auricle {

void SetChunk(const Clip& clip, Stretch* stretch) {
  if (!clip.has_chunk()) return;
  stretch->chunk = clip.chunk().index();
  stretch->of = clip.chunk().of();
  stretch->last = clip.chunk().last();
}

absl::StatusOr<Stretch> FeatureStretch(const Clip& clip, absl::string_view bytes) {
  const Tensor& tensor = clip.feature().tensor();
  if (!clip.has_feature()) {
    return absl::InvalidArgumentError("no feature; make features first, with wav2mel");
  }
  if (tensor.shape_size() != 2 || tensor.shape(0) < 1 || tensor.shape(1) < 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "feature of shape [", tensor.shape_size() > 0 ? tensor.shape(0) : 0,
        tensor.shape_size() > 1 ? ", …" : "", "], want [time, bin] of at least one frame"));
  }
  RETURN_IF_ERROR(FeatureElementBytes(tensor.dtype()).status());
  RETURN_IF_ERROR(Annotate(CountElements(tensor, bytes).status(), "its feature"));
  Stretch stretch;
  stretch.frames = tensor.shape(0);
  stretch.dtype = tensor.dtype();
  stretch.bytes = bytes;
  SetChunk(clip, &stretch);
  return stretch;
}

absl::StatusOr<Stretch> SamplesStretch(const Clip& clip, absl::string_view bytes) {
  const Tensor& tensor = clip.samples();
  if (tensor.shape_size() != 1 || tensor.dtype() != FLOAT32) {
    return absl::InvalidArgumentError("its samples are not float32 of one dimension");
  }
  RETURN_IF_ERROR(Annotate(CountElements(tensor, bytes).status(), "its samples"));
  Stretch stretch;
  stretch.frames = tensor.shape(0);
  stretch.bytes = bytes;
  SetChunk(clip, &stretch);
  return stretch;
}

absl::Status CopyFrames(const StoredItem& item, int32_t bins, int64_t first, int64_t count,
                        float* out) {
  if (item.maker != nullptr) return item.maker->Frames(item, first, count, out);
  int64_t begin = 0;  // Of the stretch, in the item's frames.
  for (const Stretch& stretch : item.stretches) {
    const int64_t from = std::max(first, begin);
    const int64_t to = std::min(first + count, begin + stretch.frames);
    if (from < to && !ToFloats(stretch.bytes, stretch.dtype, (from - begin) * bins,
                               (to - from) * bins, out + (from - first) * bins)) {
      return absl::InvalidArgumentError(
          absl::StrCat("item '", item.id, "' has a value that is not finite in frames ", from,
                       " … ", to - 1, " of its feature; drop the item or make its feature again"));
    }
    begin += stretch.frames;
  }
  return absl::OkStatus();
}

}  // namespace auricle
