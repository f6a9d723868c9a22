// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/head.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/nn/layers/frame_head.h"
#include "lib/nn/layers/head_layers.h"
#include "lib/nn/layers/linear_head.h"

namespace auricle {

absl::StatusOr<std::unique_ptr<HeadModule>> MakeHead(const Head& head, const HeadOptions& options) {
  const std::string prefix =
      options.prefix.empty() ? absl::StrCat("head.", head.name()) : options.prefix;
  const bool frames = head.level() == Head::FRAME;
  if (frames && options.sizes.frames == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "head '", head.name(),
        "' tells frames, and the network's body gives one vector for a whole window; "
        "use a body that keeps time (flatten { keep_time: true }), or a head of items"));
  }
  if (!frames && options.sizes.pooled == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("head '", head.name(),
                     "' tells items, and the network's body ends with frames; end it with "
                     "global_pool, or give the head level: FRAME"));
  }
  if (frames) {
    return std::unique_ptr<HeadModule>(
        std::make_unique<FrameHead>(head, prefix, options.sizes.frames));
  }
  const bool hidden =
      head.layers() == Head::FAMILY ? options.hidden : head.layers() == Head::HIDDEN;
  if (!hidden) {
    return std::unique_ptr<HeadModule>(
        std::make_unique<LinearHead>(prefix, options.sizes.pooled, head.classes_size()));
  }
  HeadLayers::Sizes sizes;
  sizes.features = options.sizes.pooled;
  sizes.classes = head.classes_size();
  sizes.dropout = options.dropout;
  sizes.shared_unit = head.activation() == Head::SOFTMAX;
  return std::unique_ptr<HeadModule>(std::make_unique<HeadLayers>(prefix, sizes));
}

}  // namespace auricle
