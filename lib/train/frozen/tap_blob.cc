// SPDX-License-Identifier: Apache-2.0
#include "lib/train/frozen/tap_blob.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/torch/tensors.h"
#include "lib/records/little_endian.h"

namespace auricle {
namespace {

struct Stored {
  at::ScalarType type = at::kFloat;
  int64_t channels = 0, frames = 0, bins = 0;
  absl::string_view values;
};

int64_t ValueBytes(at::ScalarType type) { return type == at::kFloat ? 4 : 2; }

// Takes one tap off the front of `blob`.
absl::StatusOr<Stored> TakeTap(absl::string_view* blob) {
  if (blob->size() < kTapHeadBytes) return absl::DataLossError("a cached tap ends early");
  Stored tap;
  tap.type = static_cast<at::ScalarType>(ReadFixed64(blob->data()));
  tap.channels = static_cast<int64_t>(ReadFixed64(blob->data() + 8));
  tap.frames = static_cast<int64_t>(ReadFixed64(blob->data() + 16));
  tap.bins = static_cast<int64_t>(ReadFixed64(blob->data() + 24));
  blob->remove_prefix(kTapHeadBytes);
  // Each bound is of a factor by itself, so that no product overflows.
  const auto most = static_cast<int64_t>(blob->size());
  uint64_t bytes = ValueBytes(tap.type);
  bool sound = tap.type == at::kFloat || tap.type == at::kBFloat16;
  for (const int64_t size : {tap.channels, tap.frames, tap.bins}) {
    sound = sound && size >= 1 && size <= most && bytes <= static_cast<uint64_t>(most / size);
    if (sound) bytes *= static_cast<uint64_t>(size);
  }
  if (!sound) return absl::DataLossError("a cached tap is not what its head says");
  tap.values = blob->substr(0, bytes);
  blob->remove_prefix(bytes);
  return tap;
}

// Every channel's valid frames to the beginning of its row of `frames`.
void Place(const Stored& tap, int64_t frames, char* to) {
  const size_t from_bytes = tap.values.size() / tap.channels;
  const size_t to_bytes = frames * tap.bins * ValueBytes(tap.type);
  const char* from = tap.values.data();
  if (from_bytes == to_bytes) {
    std::memcpy(to, from, tap.values.size());
    return;
  }
  for (int64_t c = 0; c < tap.channels; ++c, from += from_bytes, to += to_bytes) {
    std::memcpy(to, from, from_bytes);
  }
}

absl::StatusOr<Tap> Join(const std::vector<Stored>& stored, int64_t frames) {
  const Stored& first = stored.front();
  const bool vector = frames == 0;
  const int64_t rows = vector ? 1 : frames, items = static_cast<int64_t>(stored.size());
  Tap tap;
  const bool padded = std::any_of(stored.begin(), stored.end(),
                                  [&](const Stored& one) { return one.frames < rows; });
  const at::TensorOptions type(first.type);
  tap.tensor = padded ? at::zeros({items, first.channels, rows, first.bins}, type)
                      : at::empty({items, first.channels, rows, first.bins}, type);
  const size_t item_bytes = first.channels * rows * first.bins * ValueBytes(first.type);
  char* to = static_cast<char*>(tap.tensor.data_ptr());
  std::vector<int64_t> lengths;
  for (const Stored& one : stored) {
    if (one.type != first.type || one.channels != first.channels || one.bins != first.bins ||
        one.frames > rows) {
      return absl::DataLossError(absl::StrCat("a cached tap has ", one.frames, " frames of ",
                                              one.channels, " × ", one.bins, ", the batch ", rows,
                                              " of ", first.channels, " × ", first.bins));
    }
    Place(one, rows, to);
    to += item_bytes;
    lengths.push_back(one.frames);
  }
  if (vector) tap.tensor = tap.tensor.flatten(1);
  if (padded) tap.lengths = IntTensor(lengths);
  return tap;
}

}  // namespace

std::string TapBlob(const std::vector<Tap>& taps) {
  std::string blob;
  for (const Tap& tap : taps) {
    at::Tensor x = tap.tensor[0].detach();
    if (x.dim() == 3 && tap.lengths.defined()) {
      x = x.narrow(1, 0, std::min(tap.lengths.data_ptr<int64_t>()[0], x.size(1)));
    }
    x = x.to(at::kCPU).contiguous();
    AppendFixed64(static_cast<uint64_t>(x.scalar_type()), &blob);
    for (int64_t axis = 0; axis < 3; ++axis) {
      AppendFixed64(axis < x.dim() ? x.size(axis) : 1, &blob);
    }
    blob.append(static_cast<const char*>(x.data_ptr()), x.numel() * ValueBytes(x.scalar_type()));
  }
  return blob;
}

absl::StatusOr<std::vector<Tap>> TapsFromBlobs(const std::vector<absl::string_view>& blobs,
                                               const std::vector<int64_t>& frames) {
  std::vector<absl::string_view> rest = blobs;
  std::vector<Tap> taps;
  for (const int64_t rows : frames) {
    std::vector<Stored> stored;
    for (absl::string_view& blob : rest) {
      ASSIGN_OR_RETURN(Stored one, TakeTap(&blob));
      stored.push_back(one);
    }
    ASSIGN_OR_RETURN(Tap tap, Join(stored, rows));
    taps.push_back(std::move(tap));
  }
  return taps;
}

}  // namespace auricle
