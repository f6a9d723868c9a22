// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/net.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/torch/guard.h"

namespace auricle {
namespace {

std::string ShapeText(const at::Tensor& tensor) {
  if (!tensor.defined()) return "nothing";
  return absl::StrCat("[", absl::StrJoin(tensor.sizes(), ", "), "]");
}

}  // namespace

at::Tensor Net::Add(const std::string& name, const std::vector<int64_t>& shape, const Init& init,
                    int depth, bool decays) {
  at::Tensor tensor = at::empty(shape, at::kFloat);
  if (tensor.dim() == 4) tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
  tensor.set_requires_grad(true);
  tensors_.push_back({name, tensor, /*buffer=*/false, decays, init, depth});
  return tensor;
}

at::Tensor Net::AddBuffer(const std::string& name, const std::vector<int64_t>& shape, double first,
                          int depth) {
  const at::Tensor tensor = at::empty(shape, at::kFloat);
  tensors_.push_back(
      {name, tensor, /*buffer=*/true, /*decays=*/false, {Init::CONSTANT, first}, depth});
  return tensor;
}

absl::Status Net::Initialise(uint64_t seed) {
  return TorchGuard([&]() -> absl::Status {
    const c10::NoGradGuard no_grad;
    for (NetTensor& tensor : tensors_) {
      FillTensor(tensor.init, seed, tensor.name, &tensor.tensor);
    }
    return absl::OkStatus();
  });
}

std::vector<NetTensor> Net::Trainable() const {
  std::vector<NetTensor> result;
  for (const NetTensor& tensor : tensors_) {
    if (!tensor.buffer && tensor.tensor.requires_grad()) result.push_back(tensor);
  }
  return result;
}

void Net::FreezeTensor(size_t index) {
  if (!tensors_[index].buffer) tensors_[index].tensor.set_requires_grad(false);
}

absl::Status Net::FreezeUpTo(const std::string& tap) {
  ASSIGN_OR_RETURN(const std::string resolved, ResolveTap(tap));
  const int depth = Depth(resolved);
  for (size_t i = 0; i < tensors_.size(); ++i) {
    if (tensors_[i].depth <= depth) FreezeTensor(i);
  }
  return absl::OkStatus();
}

std::string Net::FixedTap(const std::string&) const { return ""; }

absl::Status Net::Freeze(const std::string& prefix) {
  bool found = false;
  const std::string inside = absl::StrCat(prefix, ".");
  for (size_t i = 0; i < tensors_.size(); ++i) {
    const std::string& name = tensors_[i].name;
    if (!prefix.empty() && name != prefix && !absl::StartsWith(name, inside)) continue;
    found = true;
    FreezeTensor(i);
  }
  if (found) return absl::OkStatus();
  std::vector<std::string> names;
  for (const NetTensor& tensor : tensors_) names.push_back(tensor.name);
  const std::string near = Nearest(prefix, names);
  return absl::InvalidArgumentError(
      absl::StrCat("network '", config_.name(), "' has no tensor '", prefix, "' nor '", inside,
                   "…'", near.empty() ? "; the" : absl::StrCat("; did you mean '", near, "'? The"),
                   " first is '", names.front(), "', the last '", names.back(), "'"));
}

absl::Status Net::To(const at::Device& device) {
  return TorchGuard([&]() -> absl::Status {
    const c10::NoGradGuard no_grad;
    for (NetTensor& tensor : tensors_) tensor.tensor.set_data(tensor.tensor.to(device));
    return absl::OkStatus();
  });
}

absl::Status Net::CheckBatch(const Batch& batch, int64_t min_frames) const {
  const at::Tensor& x = batch.features;
  if (!x.defined() || x.dim() != 4 || x.size(0) < 1 || x.size(1) != 1 ||
      x.scalar_type() != at::kFloat) {
    return absl::InvalidArgumentError(
        absl::StrCat("features are ", ShapeText(x), ", want float32 [items, 1, frames, bins]"));
  }
  if (x.size(3) != config_.bins()) {
    return absl::InvalidArgumentError(absl::StrCat("features have ", x.size(3),
                                                   " bins, the network takes ", config_.bins(),
                                                   "; make them with the network's front end"));
  }
  if (x.size(2) < min_frames) {
    return absl::InvalidArgumentError(
        absl::StrCat("features have ", x.size(2), " frames, network '", config_.name(), "' needs ",
                     min_frames, " or more; use longer windows (padded where an item is shorter)"));
  }
  const at::Tensor& n = batch.lengths;
  if (!n.defined()) return absl::OkStatus();
  if (n.dim() != 1 || n.size(0) != x.size(0) || n.scalar_type() != at::kLong || !n.is_cpu() ||
      !n.is_contiguous()) {
    return absl::InvalidArgumentError(
        absl::StrCat("lengths are ", ShapeText(n), ", want int64 [", x.size(0), "] on the CPU"));
  }
  for (int64_t i = 0; i < n.size(0); ++i) {
    const int64_t length = n.data_ptr<int64_t>()[i];
    if (length >= 1 && length <= x.size(2)) continue;
    return absl::InvalidArgumentError(absl::StrCat("item ", i, " of the batch has ", length,
                                                   " valid frames, want 1 to ", x.size(2)));
  }
  return absl::OkStatus();
}

}  // namespace auricle
