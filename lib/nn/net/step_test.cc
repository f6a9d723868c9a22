// SPDX-License-Identifier: Apache-2.0
// Whole training steps: network, loss and optimizer together.
#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "lib/base/rng.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

Network Config() {
  Network config;
  config.set_name("vgg16");
  config.set_classes(3);
  config.set_bins(40);
  config.mutable_vgg()->set_width(0.0625);
  config.mutable_vgg()->set_dropout(0.5);
  config.mutable_vgg()->set_batch_norm(true);
  config.mutable_vgg()->set_pool(Vgg::GLOBAL_MEAN);
  return config;
}

struct Result {
  TensorMap weights;
  std::vector<double> losses;
};

// `steps` steps on one padded batch of three classes (stripes of three pitches).
Result Train(const Runtime& runtime, const std::string& text, int steps) {
  const auto net = *CreateNet(Config(), 1), frozen = *CreateNet(Config(), 2);
  frozen->SetTraining(false);
  EXPECT_TRUE(frozen->Freeze("").ok());
  const auto optimizer = *Optimizer::Create({}, net->Trainable());
  const Loss loss = *Loss::Create(text, ObjectiveContext());
  Request request, frozen_request;
  request.taps.assign(loss.needs().at(PassKey()).taps.begin(),
                      loss.needs().at(PassKey()).taps.end());
  frozen_request.taps = request.taps;
  frozen_request.heads.clear();
  at::Tensor x = at::arange(40, at::kFloat).mul(at::arange(1, 7, at::kFloat).view({6, 1, 1, 1}));
  const Batch batch{x.mul(0.3).sin().expand({6, 1, 48, 40}).contiguous(),
                    IntTensor({48, 40, 48, 33, 48, 48})};
  Rng rng(1, "dropout");
  request.rng = &rng;
  Result result;
  for (int i = 0; i < steps; ++i) {
    Step step;
    step.target().classes = IntTensor({0, 1, 2, 0, 1, 2});
    LossValue value;
    {
      const AutocastScope autocast(runtime);
      if (!request.taps.empty()) {
        const NoGradScope no_grad;
        step.passes[{PassKey::FROZEN, ""}] = *frozen->Forward(batch, frozen_request);
      }
      step.current() = *net->Forward(batch, request);
      value = *loss(step);
    }
    optimizer->ZeroGrad();
    EXPECT_TRUE(Backward(value.total).ok());
    EXPECT_TRUE(optimizer->Update(3e-3).ok());
    result.losses.push_back(ScalarValue(value.total));
  }
  result.weights = Snapshot(*net);
  return result;
}

class Precision : public testing::TestWithParam<const char*> {};

TEST_P(Precision, TheSameSeedTrainsTheSameBits) {
  const Runtime runtime = *StartRuntime({2, "cpu", GetParam()});
  const std::string loss = "cross_entropy,antitransfer(at=[conv2_2,conv5_1])";
  const Result a = Train(runtime, loss, 2), b = Train(runtime, loss, 2);
  EXPECT_EQ(a.losses, b.losses);
  for (const auto& [name, tensor] : a.weights) {
    EXPECT_TRUE(tensor.equal(b.weights.at(name))) << name;
  }
}

TEST_P(Precision, CrossEntropyFallsInTraining) {
  const Runtime runtime = *StartRuntime({1, "cpu", GetParam()});
  const Result result = Train(runtime, "cross_entropy", 20);
  EXPECT_LT(result.losses.back(), 0.5 * result.losses.front());
}

TEST_P(Precision, AntiTransferAloneMakesTheTapsUnalike) {
  const Runtime runtime = *StartRuntime({1, "cpu", GetParam()});
  const Result result = Train(runtime, "antitransfer(at=conv4_2)", 20);
  EXPECT_LT(result.losses.back(), 0.5 * result.losses.front());
}

INSTANTIATE_TEST_SUITE_P(Precisions, Precision, testing::Values("fp32", "bf16"));

}  // namespace
}  // namespace auricle
