// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/headed_net_testing.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

bool BeginsWithOne(const std::string& name, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&name](const std::string& prefix) { return absl::StartsWith(name, prefix); });
}

at::Tensor Direction(const at::Tensor& like) {
  return at::arange(like.numel(), at::kFloat).mul(1.3).cos().view(like.sizes());
}

void Descend(Net* net, const std::string& head, const Batch& batch) {
  const at::Tensor logits = TestPass(net, head, batch).logits();
  ASSERT_TRUE(Backward(logits.mul(Direction(logits)).sum()).ok());
  for (const NetTensor& tensor : net->Trainable()) {
    if (!tensor.tensor.grad().defined()) continue;
    tensor.tensor.detach().sub_(tensor.tensor.grad(), 0.01);
    tensor.tensor.mutable_grad().reset();
  }
}

}  // namespace

void AddTestHead(const std::string& name, int classes, const std::string& path, Network* config) {
  Head* const head = config->add_heads();
  head->set_name(name);
  head->set_path(path);
  for (int i = 0; i < classes; ++i) head->add_classes(absl::StrCat("c", i));
}

std::unique_ptr<Net> MakeTestNet(const Network& config, bool training, uint64_t seed) {
  absl::StatusOr<std::unique_ptr<Net>> net = CreateNet(config, seed);
  EXPECT_TRUE(net.ok()) << net.status();
  (*net)->SetTraining(training);
  return *std::move(net);
}

at::Tensor TestFeatures(int64_t items, int64_t frames, int64_t bins) {
  const at::Tensor x = at::arange(items * frames * bins, at::kFloat);
  return x.mul(0.37).sin().add(x.mul(0.011).cos()).view({items, 1, frames, bins});
}

Outputs TestPass(Net* net, const std::string& head, const Batch& batch, Request request,
                 uint64_t seed) {
  Rng rng(seed, "dropout");
  if (request.heads.empty()) {
    request.way_of = head;
  } else {
    request.heads = {head};
  }
  request.rng = &rng;
  absl::StatusOr<Outputs> outputs = net->Forward(batch, request);
  EXPECT_TRUE(outputs.ok()) << outputs.status();
  return *std::move(outputs);
}

std::map<std::string, at::Tensor> TestTensors(const Net& net) {
  std::map<std::string, at::Tensor> tensors;
  for (const NetTensor& tensor : net.tensors()) tensors[tensor.name] = tensor.tensor.detach();
  return tensors;
}

int64_t TrainableOf(const Net& net, const std::vector<std::string>& prefixes) {
  int64_t count = 0;
  for (const NetTensor& tensor : net.Trainable()) {
    if (BeginsWithOne(tensor.name, prefixes)) count += tensor.tensor.numel();
  }
  return count;
}

void ExpectPaddingChangesNothing(Net* net, const std::string& head,
                                 const std::vector<int64_t>& lengths,
                                 const std::vector<std::string>& taps) {
  const int64_t items = static_cast<int64_t>(lengths.size()), bins = net->config().bins();
  const int64_t most = *std::max_element(lengths.begin(), lengths.end());
  const at::Tensor padded = at::full({items, 1, most, bins}, 1e3, at::kFloat);  // Any rubbish.
  const at::Tensor values = TestFeatures(items, most, bins);
  for (int64_t i = 0; i < items; ++i) {
    padded[i].narrow(1, 0, lengths[i]).copy_(values[i].narrow(1, 0, lengths[i]));
  }
  Request request;
  request.taps = taps;
  const Outputs together = TestPass(net, head, {padded, IntTensor(lengths)}, request);
  for (int64_t i = 0; i < items; ++i) {
    SCOPED_TRACE(absl::StrCat("head ", head, ", item ", i));
    const at::Tensor one = padded.narrow(0, i, 1).narrow(2, 0, lengths[i]);
    const Outputs alone = TestPass(net, head, {one, {}}, request);
    EXPECT_TRUE(together.logits().narrow(0, i, 1).allclose(alone.logits(), 1e-4, 1e-5));
    for (const std::string& name : taps) {
      const Tap& tap = together.taps.at(name);
      const int64_t valid = alone.taps.at(name).tensor.size(2);
      EXPECT_EQ(tap.lengths.data_ptr<int64_t>()[i], valid) << name;
      const at::Tensor want = alone.taps.at(name).tensor[0];
      const at::Tensor difference = tap.tensor[i].narrow(1, 0, valid).sub(want);
      EXPECT_LE(ScalarValue(difference.norm()), 1e-5 * ScalarValue(want.norm()) + 1e-6) << name;
      const at::Tensor behind = tap.tensor[i].narrow(1, valid, tap.tensor.size(2) - valid);
      EXPECT_EQ(ScalarValue(behind.abs().sum()), 0) << name;
    }
  }
}

int ExpectGradientsAreDifferences(Net* net, const std::string& head, const Batch& batch,
                                  const std::vector<std::string>& elsewhere, double least) {
  const auto loss = [&] {
    const at::Tensor logits = TestPass(net, head, batch).logits();
    return logits.mul(Direction(logits)).sum();
  };
  EXPECT_TRUE(Backward(loss()).ok());
  const NoGradScope no_grad;
  int checked = 0;
  for (const NetTensor& tensor : net->Trainable()) {
    const bool used = !BeginsWithOne(tensor.name, elsewhere);
    EXPECT_EQ(tensor.tensor.grad().defined(), used) << tensor.name;
    if (!used || !tensor.tensor.grad().defined()) continue;
    const at::Tensor grad = tensor.tensor.grad();
    const double norm = ScalarValue(grad.norm());
    if (norm < least) continue;  // Mostly rounding.
    const at::Tensor step = grad.mul(1e-3 / norm);
    tensor.tensor.add_(step);
    const double above = ScalarValue(loss());
    tensor.tensor.sub_(step, 2);
    const double slope = (above - ScalarValue(loss())) / 2e-3;
    tensor.tensor.add_(step);
    EXPECT_NEAR(slope / norm, 1, 0.1) << tensor.name << " " << norm;
    ++checked;
  }
  return checked;
}

void ExpectTrainingLeavesOthersAlone(const Network& config, const std::string& head,
                                     const std::string& other, const Batch& batch,
                                     const std::vector<std::string>& frozen) {
  const auto net = MakeTestNet(config, /*training=*/true);
  for (const std::string& prefix : frozen) ASSERT_TRUE(net->Freeze(prefix).ok()) << prefix;
  const auto evaluate = [&](const std::string& name) {
    net->SetTraining(false);
    const at::Tensor logits = TestPass(net.get(), name, batch).logits().detach();
    net->SetTraining(true);
    return logits;
  };
  const at::Tensor before = evaluate(other), own = evaluate(head);
  std::map<std::string, at::Tensor> first;
  for (const auto& [name, tensor] : TestTensors(*net)) first[name] = tensor.clone();
  for (int i = 0; i < 3; ++i) ASSERT_NO_FATAL_FAILURE(Descend(net.get(), head, batch));
  EXPECT_TRUE(evaluate(other).equal(before));
  EXPECT_FALSE(evaluate(head).equal(own));
  for (const auto& [name, tensor] : TestTensors(*net)) {
    if (BeginsWithOne(name, {absl::StrCat("way.", head, "."), absl::StrCat("head.", head, ".")})) {
      continue;
    }
    EXPECT_TRUE(tensor.equal(first.at(name))) << name;
  }
}

}  // namespace auricle
