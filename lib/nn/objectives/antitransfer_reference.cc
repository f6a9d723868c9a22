// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/antitransfer_reference.h"

#include <cstddef>
#include <string>

namespace auricle {
namespace {

// One letter a module of the published list: convolution, ReLU (in place), max pool 2×2.
constexpr char kModules[] = "crcrmcrcrmcrcrcrmcrcrcrmcrcrcrm";
constexpr size_t kFeatureTensors = 26;
constexpr double kGramUnit = 0.001;

std::vector<torch::Tensor> Copies(const std::vector<torch::Tensor>& tensors, size_t count) {
  std::vector<torch::Tensor> copies;
  for (size_t i = 0; i < count; ++i) {
    copies.push_back(
        tensors[i].detach().clone(torch::MemoryFormat::Contiguous).set_requires_grad(true));
  }
  return copies;
}

torch::Tensor Features(const std::vector<torch::Tensor>& tensors, int modules, torch::Tensor x) {
  size_t next = 0;
  for (const char module : std::string(kModules, modules)) {
    if (module == 'c') {
      x = torch::conv2d(x, tensors[next], tensors[next + 1], 1, 1);
      next += 2;
    } else {
      x = module == 'r' ? x.relu_() : torch::max_pool2d(x, {2, 2});
    }
  }
  return x;
}

torch::Tensor Logits(const std::vector<torch::Tensor>& tensors, const torch::Tensor& x) {
  torch::Tensor y = torch::adaptive_avg_pool2d(Features(tensors, 31, x), {7, 7}).flatten(1);
  y = torch::linear(y, tensors[26], tensors[27]).relu_();
  y = torch::linear(y, tensors[28], tensors[29]).relu_();
  return torch::linear(y, tensors[30], tensors[31]);
}

// G = F Fᵀ / (N C S) / 0.001 with F [N C, S].
torch::Tensor Gram(const torch::Tensor& maps) {
  const int64_t rows = maps.size(0) * maps.size(1), columns = maps.size(2) * maps.size(3);
  const torch::Tensor f = maps.reshape({rows, columns});
  return torch::mm(f, f.t()) / static_cast<double>(rows * columns) / kGramUnit;
}

}  // namespace

AntiTransferReference::AntiTransferReference(const std::vector<torch::Tensor>& current,
                                             const std::vector<torch::Tensor>& frozen, int slice,
                                             double learning_rate)
    : current_(Copies(current, current.size())),
      frozen_(Copies(frozen, kFeatureTensors)),
      slice_(slice),
      adam_(std::make_unique<torch::optim::Adam>(current_,
                                                 torch::optim::AdamOptions(learning_rate))) {}

AntiTransferReference::Result AntiTransferReference::Step(const torch::Tensor& x,
                                                          const torch::Tensor& y) {
  adam_->zero_grad();
  const torch::Tensor cross_entropy = torch::cross_entropy_loss(Logits(current_, x), y);
  const torch::Tensor c = Features(current_, slice_, x), p = Features(frozen_, slice_, x);
  const torch::Tensor r = torch::cosine_similarity(Gram(c), Gram(p), /*dim=*/-1);
  const torch::Tensor antitransfer = r.abs().mean().pow(2);
  (cross_entropy + antitransfer).backward();
  adam_->step();
  return {cross_entropy.item<double>(), antitransfer.item<double>()};
}

}  // namespace auricle
