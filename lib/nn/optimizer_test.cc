// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/optimizer.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include <limits>

namespace auricle {
namespace {

using testing::HasSubstr;

std::vector<NetTensor> Parameters() {
  std::vector<NetTensor> parameters;
  parameters.push_back({"w", at::arange(72, at::kFloat).cos().view({4, 2, 3, 3}), false});
  parameters.push_back({"b", at::arange(5, at::kFloat).sin(), false});
  parameters[0].tensor = parameters[0].tensor.contiguous(at::MemoryFormat::ChannelsLast);
  for (NetTensor& p : parameters) p.tensor.set_requires_grad(true);
  return parameters;
}

// A gradient of both sizes and signs, in the plain order of bytes.
at::Tensor Gradient(const at::Tensor& like, int step) {
  return at::arange(like.numel(), at::kFloat).mul(0.7).add(step).sin().mul(3).view(like.sizes());
}

std::unique_ptr<torch::optim::Optimizer> Reference(const OptimizerOptions& o,
                                                   const std::vector<at::Tensor>& parameters) {
  if (o.name == "adam") {
    return std::make_unique<torch::optim::Adam>(
        parameters, torch::optim::AdamOptions(0.01).weight_decay(o.weight_decay));
  }
  if (o.name == "adamw") {
    return std::make_unique<torch::optim::AdamW>(
        parameters, torch::optim::AdamWOptions(0.01).weight_decay(o.weight_decay));
  }
  return std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(0.01)
                                                             .momentum(o.momentum)
                                                             .nesterov(o.nesterov)
                                                             .weight_decay(o.weight_decay));
}

void ExpectLikeTorch(const OptimizerOptions& options) {
  const std::vector<NetTensor> ours = Parameters();
  std::vector<at::Tensor> theirs;
  for (const NetTensor& p : Parameters()) theirs.push_back(p.tensor);
  const auto reference = Reference(options, theirs);
  const auto optimizer = Optimizer::Create(options, ours);
  ASSERT_TRUE(optimizer.ok()) << optimizer.status();
  for (int step = 0; step < 20; ++step) {
    for (size_t i = 0; i < ours.size(); ++i) {
      at::Tensor(ours[i].tensor).mutable_grad() = Gradient(ours[i].tensor, step);
      theirs[i].mutable_grad() = Gradient(ours[i].tensor, step);
    }
    ASSERT_TRUE((*optimizer)->Update(0.01).ok());
    reference->step();
  }
  for (size_t i = 0; i < ours.size(); ++i) {
    EXPECT_TRUE(ours[i].tensor.allclose(theirs[i], 1e-5, 1e-6)) << options.name << " " << i;
  }
}

TEST(Optimizer, StepsAsLibTorchsOwn) {
  for (const char* name : {"adam", "adamw", "sgd"}) {
    for (const double weight_decay : {0.0, 0.1}) {
      for (const bool nesterov : {false, true}) {
        OptimizerOptions options;
        options.name = name;
        options.weight_decay = weight_decay;
        options.nesterov = nesterov;
        ExpectLikeTorch(options);
      }
    }
  }
}

class Resume : public testing::TestWithParam<const char*> {};

TEST_P(Resume, GoesOnBitForBit) {
  OptimizerOptions options;
  options.name = GetParam();
  options.weight_decay = 0.01;
  const std::vector<NetTensor> whole = Parameters(), parts = Parameters();
  const auto run = [](Optimizer* optimizer, const std::vector<NetTensor>& parameters, int from,
                      int to) {
    for (int step = from; step < to; ++step) {
      for (const NetTensor& p : parameters) {
        at::Tensor(p.tensor).mutable_grad() = Gradient(p.tensor, step);
      }
      ASSERT_TRUE(optimizer->Update(0.01).ok());
    }
  };
  run(Optimizer::Create(options, whole)->get(), whole, 0, 9);
  const auto before = Optimizer::Create(options, parts);
  run(before->get(), parts, 0, 4);
  const auto after = Optimizer::Create(options, parts);
  ASSERT_TRUE((*after)->Restore((*before)->State()).ok());
  run(after->get(), parts, 4, 9);
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_TRUE(whole[i].tensor.equal(parts[i].tensor)) << i;
  }
}
INSTANTIATE_TEST_SUITE_P(Names, Resume, testing::Values("adam", "adamw", "sgd"));

TEST(Optimizer, AForeignStateIsRefusedByName) {
  const std::vector<NetTensor> parameters = Parameters();
  const auto optimizer = Optimizer::Create({}, parameters);
  TensorMap state = (*optimizer)->State();
  state["w.m"] = at::zeros({3});
  EXPECT_THAT(std::string((*optimizer)->Restore(state).message()), HasSubstr("shape of 'w.m'"));
  state.erase("w.m");
  EXPECT_THAT(std::string((*optimizer)->Restore(state).message()), HasSubstr("lacks 'w.m'"));
}

TEST(Optimizer, AParameterWithoutGradientStays) {
  const std::vector<NetTensor> parameters = Parameters();
  const auto optimizer = Optimizer::Create({}, parameters);
  const at::Tensor before = parameters[1].tensor.clone();
  at::Tensor(parameters[0].tensor).mutable_grad() = Gradient(parameters[0].tensor, 1);
  ASSERT_TRUE((*optimizer)->Update(0.1).ok());
  EXPECT_TRUE(parameters[1].tensor.equal(before));
  (*optimizer)->ZeroGrad();
  EXPECT_FALSE(parameters[0].tensor.grad().defined());
}

TEST(Optimizer, ClipsTheNormOverAllGradientsAndTellsNan) {
  const std::vector<NetTensor> parameters = Parameters();
  const auto optimizer = Optimizer::Create({}, parameters);
  for (const NetTensor& p : parameters) {
    at::Tensor(p.tensor).mutable_grad() = at::ones_like(p.tensor);
  }
  EXPECT_NEAR((*optimizer)->ClipGradNorm(1), std::sqrt(77.0), 1e-5);
  EXPECT_NEAR((*optimizer)->GradNorm(), 1, 1e-5);
  EXPECT_NEAR((*optimizer)->ClipGradNorm(2), 1, 1e-5);
  parameters[1].tensor.grad()[0].fill_(std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(std::isnan((*optimizer)->GradNorm()));
}

TEST(Optimizer, WrongOptionsAreRefused) {
  const auto error = [](OptimizerOptions options, const std::vector<NetTensor>& parameters) {
    return std::string(Optimizer::Create(options, parameters).status().message());
  };
  OptimizerOptions options;
  EXPECT_THAT(error(options, {}), HasSubstr("every parameter is frozen"));
  options.name = "adamax";
  EXPECT_THAT(error(options, Parameters()), HasSubstr("want adam, adamw or sgd"));
  options.name = "adam";
  options.beta2 = 1;
  EXPECT_THAT(error(options, Parameters()), HasSubstr("below 1"));
  EXPECT_FALSE((*Optimizer::Create({}, Parameters()))->Update(std::nan("")).ok());
}

}  // namespace
}  // namespace auricle
