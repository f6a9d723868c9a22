// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/optim/optimizer.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>

#include <algorithm>
#include <functional>
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
  const auto eps = [&](double own) { return o.eps > 0 ? o.eps : own; };
  if (o.name == "adam") {
    return std::make_unique<torch::optim::Adam>(
        parameters, torch::optim::AdamOptions(0.01).eps(eps(1e-8)).weight_decay(o.weight_decay));
  }
  if (o.name == "adamw") {
    return std::make_unique<torch::optim::AdamW>(
        parameters, torch::optim::AdamWOptions(0.01).eps(eps(1e-8)).weight_decay(o.weight_decay));
  }
  if (o.name == "rmsprop") {
    return std::make_unique<torch::optim::RMSprop>(
        parameters,
        torch::optim::RMSpropOptions(0.01).alpha(0.9).eps(eps(1e-7)).weight_decay(o.weight_decay));
  }
  return std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(0.01)
                                                             .momentum(o.momentum)
                                                             .nesterov(o.nesterov)
                                                             .weight_decay(o.weight_decay));
}

// Whether parameter i has a gradient at a step.
using HasGradient = std::function<bool(size_t i, int step)>;

void ExpectLikeTorch(
    const OptimizerOptions& options, int steps = 20,
    const HasGradient& has = [](size_t, int) { return true; }) {
  const std::vector<NetTensor> ours = Parameters();
  std::vector<at::Tensor> theirs;
  for (const NetTensor& p : Parameters()) theirs.push_back(p.tensor);
  const auto reference = Reference(options, theirs);
  const auto optimizer = Optimizer::Create(options, ours);
  ASSERT_TRUE(optimizer.ok()) << optimizer.status();
  for (int step = 0; step < steps; ++step) {
    for (size_t i = 0; i < ours.size(); ++i) {
      at::Tensor(ours[i].tensor).mutable_grad().reset();
      theirs[i].mutable_grad().reset();
      if (!has(i, step)) continue;
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

TEST(Optimizer, StepsAsLibTorchsOwnWhereAParameterHasAGradientNowAndThen) {
  for (const char* name : {"adam", "adamw", "rmsprop", "sgd"}) {
    OptimizerOptions options;
    options.name = name;
    options.weight_decay = 0.1;
    // Of many heads only those have a gradient that an update's batches are of.
    ExpectLikeTorch(options, 40,
                    [](size_t i, int step) { return i != 1 || (step >= 20 && step % 3 == 0); });
  }
}

TEST(Optimizer, StepsAsLibTorchsOwn) {
  for (const char* name : {"adam", "adamw", "rmsprop", "sgd"}) {
    for (const double weight_decay : {0.0, 0.1}) {
      for (const bool other : {false, true}) {
        OptimizerOptions options;
        options.name = name;
        options.weight_decay = weight_decay;
        options.nesterov = other;
        options.momentum = other ? 0.8 : 0.9;
        options.eps = other ? 0.3 : 0;  // So large that its place in the formula shows.
        ExpectLikeTorch(options);
      }
    }
  }
}

// Twenty updates of `parameters`, from the update after `first`.
void Train(Optimizer* optimizer, const std::vector<NetTensor>& parameters, double rate,
           int first = 0, int end = 20) {
  for (int step = first; step < end; ++step) {
    for (const NetTensor& p : parameters) {
      at::Tensor(p.tensor).mutable_grad() = Gradient(p.tensor, step).to(p.tensor.scalar_type());
    }
    ASSERT_TRUE(optimizer->Update(rate).ok());
  }
}

OptimizerOptions Named(const std::string& name, double weight_decay = 0) {
  OptimizerOptions options;
  options.name = name;
  options.weight_decay = weight_decay;
  return options;
}

// LibTorch's C++ has no Adadelta. These are "b" of Parameters() after torch.optim.Adadelta(lr=0.5,
// rho=0.95, eps=1e-7, weight_decay=…) of Python's torch 1.13 in float64, with the same gradients.
TEST(Optimizer, AdadeltaStepsAsTorchsOfPython) {
  const std::vector<std::pair<double, std::vector<float>>> golden = {
      {0, {-3.3381321e-05, 0.840675158, 0.908452652, 0.140299903, -0.757389229}},
      {0.1, {-3.30138171e-05, 0.840231782, 0.908029612, 0.140228944, -0.756875284}}};
  for (const auto& [weight_decay, want] : golden) {
    const std::vector<NetTensor> parameters = Parameters();
    Train(Optimizer::Create(Named("adadelta", weight_decay), parameters)->get(), parameters, 0.5);
    for (size_t i = 0; i < want.size(); ++i) {
      EXPECT_NEAR(parameters[1].tensor[i].item<float>(), want[i], 3e-7) << weight_decay;
    }
  }
}

class EveryOptimizer : public testing::TestWithParam<const char*> {};

TEST_P(EveryOptimizer, GoesOnBitForBit) {
  const OptimizerOptions options = Named(GetParam(), 0.01);
  const std::vector<NetTensor> whole = Parameters(), parts = Parameters();
  // Before the last two updates only the first has a gradient.
  const auto train = [](Optimizer* optimizer, const std::vector<NetTensor>& all, int first,
                        int end) {
    Train(optimizer, {all[0]}, 0.01, first, std::min(end, 7));
    Train(optimizer, all, 0.01, std::max(first, 7), end);
  };
  train(Optimizer::Create(options, whole)->get(), whole, 0, 9);
  const auto before = Optimizer::Create(options, parts);
  train(before->get(), parts, 0, 4);
  const auto after = Optimizer::Create(options, parts);
  ASSERT_TRUE((*after)->Restore((*before)->State()).ok());
  train(after->get(), parts, 4, 9);
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_TRUE(whole[i].tensor.equal(parts[i].tensor)) << i;
  }
}

// What no kernel is for (here float64) goes by whole tensors.
TEST_P(EveryOptimizer, StepsAlikeByKernelAndByTensor) {
  for (const double weight_decay : {0.0, 0.1}) {
    OptimizerOptions options = Named(GetParam(), weight_decay);
    options.nesterov = weight_decay > 0;
    const std::vector<NetTensor> kernel = Parameters();
    std::vector<NetTensor> tensor = Parameters();
    for (NetTensor& p : tensor)
      p.tensor = p.tensor.detach().to(at::kDouble).set_requires_grad(true);
    Train(Optimizer::Create(options, kernel)->get(), kernel, 0.01);
    Train(Optimizer::Create(options, tensor)->get(), tensor, 0.01);
    for (size_t i = 0; i < kernel.size(); ++i) {
      EXPECT_TRUE(kernel[i].tensor.to(at::kDouble).allclose(tensor[i].tensor, 1e-5, 1e-6)) << i;
    }
  }
}

// With a gradient of 0 only decay moves a parameter.
TEST_P(EveryOptimizer, DecaysWhatDecaysAndByItsOwnValue) {
  std::vector<NetTensor> parameters;
  for (const char* name : {"pre.weight", "pre.norm.weight", "way.a.conv.weight", "way.a.norm.bias",
                           "way.ab.conv.weight", "way.b.conv.weight", "way.b.stage.weight"}) {
    NetTensor parameter{name, at::ones({3}).set_requires_grad(true), false};
    parameter.decays = std::string(name).find("norm") == std::string::npos;
    parameters.push_back(parameter);
  }
  OptimizerOptions options = Named(GetParam(), 0.1);
  options.decays = {{"way.b.stage", 0.1}, {"way.a", 0.2}, {"way.b", 0}, {"way.c", 5}};
  const auto optimizer = Optimizer::Create(options, parameters);
  ASSERT_TRUE(optimizer.ok()) << optimizer.status();
  for (NetTensor& p : parameters) p.tensor.mutable_grad() = at::zeros({3});
  ASSERT_TRUE((*optimizer)->Update(0.5).ok());
  const auto moved = [&](int i) { return 1 - parameters[i].tensor[0].item<double>(); };
  EXPECT_GT(moved(0), 1e-5);
  for (const int still : {1, 3, 5}) EXPECT_EQ(moved(still), 0) << parameters[still].name;
  for (const int as_all : {4, 6}) EXPECT_EQ(moved(as_all), moved(0)) << parameters[as_all].name;
  const std::string name = GetParam();
  if (name == "sgd" || name == "adamw") {
    EXPECT_NEAR(moved(0), 0.5 * 0.1, 1e-6);
    EXPECT_NEAR(moved(2), 0.5 * 0.2, 1e-6);
  }
}

TEST_P(EveryOptimizer, HasADefaultRate) {
  const absl::StatusOr<double> rate = DefaultLearningRate(GetParam());
  ASSERT_TRUE(rate.ok()) << rate.status();
  EXPECT_GT(*rate, 0);
}
INSTANTIATE_TEST_SUITE_P(Names, EveryOptimizer,
                         testing::Values("adadelta", "adam", "adamw", "rmsprop", "sgd"));

TEST(Optimizer, AStateOfAnotherOptimizerIsRefused) {
  const std::vector<NetTensor> parameters = Parameters();
  for (const char* name : {"adadelta", "adam", "rmsprop", "sgd"}) {
    for (const char* other : {"adadelta", "adam", "rmsprop", "sgd"}) {
      const TensorMap state = (*Optimizer::Create(Named(name), parameters))->State();
      const absl::Status restored = (*Optimizer::Create(Named(other), parameters))->Restore(state);
      EXPECT_EQ(restored.ok(), std::string(name) == other) << name << " " << other;
    }
  }
}

TEST(Optimizer, WithoutMomentumAStepOfSgdIsTheGradientTimesTheRate) {
  const std::vector<NetTensor> parameters = Parameters();
  const at::Tensor before = parameters[1].tensor.detach().clone();
  OptimizerOptions options = Named("sgd");
  options.momentum = 0;
  Train(Optimizer::Create(options, parameters)->get(), parameters, 0.01, 0, 2);
  at::Tensor want = before - Gradient(before, 0) * 0.01 - Gradient(before, 1) * 0.01;
  EXPECT_TRUE(parameters[1].tensor.allclose(want, 1e-6, 1e-7));
}

TEST(Optimizer, AForeignStateIsRefusedByName) {
  const std::vector<NetTensor> parameters = Parameters();
  const auto optimizer = Optimizer::Create({}, parameters);
  TensorMap state = (*optimizer)->State();
  state["w.m"] = at::zeros({3});
  EXPECT_THAT(std::string((*optimizer)->Restore(state).message()), HasSubstr("shape of 'w.m'"));
  state.erase("w.m");
  EXPECT_THAT(std::string((*optimizer)->Restore(state).message()), HasSubstr("lacks 'w.m'"));
  state = (*optimizer)->State();
  state["step"] = at::ones({1}, at::kLong);  // One count for all, of which there are two.
  EXPECT_THAT(std::string((*optimizer)->Restore(state).message()),
              HasSubstr("1 counts of updates in 'step', want 2"));
  state.erase("step");
  EXPECT_THAT(std::string((*optimizer)->Restore(state).message()), HasSubstr("has 0 counts"));
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
  EXPECT_THAT(error(options, Parameters()),
              HasSubstr("'adamax', want adadelta, adam, adamw, rmsprop or sgd"));
  EXPECT_FALSE(DefaultLearningRate("adamax").ok());
  options.name = "adam";
  options.beta2 = 1;
  EXPECT_THAT(error(options, Parameters()), HasSubstr("beta2 is 1, want 0 or more, below 1"));
  options = Named("rmsprop", -1);
  EXPECT_THAT(error(options, Parameters()), HasSubstr("weight decay is -1"));
  options.weight_decay = 0;
  options.eps = -1;
  EXPECT_THAT(error(options, Parameters()), HasSubstr("eps is -1"));
  options.eps = 0;
  options.decays = {{"way.a", std::nan("")}};
  EXPECT_THAT(error(options, Parameters()), HasSubstr("weight decay of 'way.a' is nan"));
  options.decays = {{"w", 0}, {"w", 0.1}};
  EXPECT_THAT(error(options, Parameters()), HasSubstr("'w' has two weight decays"));
  EXPECT_FALSE((*Optimizer::Create({}, Parameters()))->Update(std::nan("")).ok());
}

// The kernels of float32 and the tensors' formula, which float64 takes, are the same rule.
TEST(Optimizer, KernelsAreThePlainFormulas) {
  for (const char* name : {"adadelta", "adam", "adamw", "rmsprop", "sgd"}) {
    for (const bool nesterov : {false, true}) {
      OptimizerOptions options;
      options.name = name;
      options.weight_decay = 0.1;
      options.nesterov = nesterov;
      std::vector<NetTensor> single = Parameters(), wide = Parameters();
      for (size_t i = 0; i < wide.size(); ++i) {
        single[i].decays = wide[i].decays = i == 0;
        wide[i].tensor = wide[i].tensor.detach().to(at::kDouble).set_requires_grad(true);
      }
      const auto ours = Optimizer::Create(options, single),
                 plain = Optimizer::Create(options, wide);
      ASSERT_TRUE(ours.ok() && plain.ok());
      for (int step = 0; step < 10; ++step) {
        for (size_t i = 0; i < wide.size(); ++i) {
          single[i].tensor.mutable_grad() = Gradient(single[i].tensor, step);
          wide[i].tensor.mutable_grad() = single[i].tensor.grad().to(at::kDouble);
        }
        EXPECT_NEAR((*ours)->GradNorm(), (*plain)->GradNorm(), 1e-3) << name;
        ASSERT_TRUE((*ours)->Update(0.01).ok() && (*plain)->Update(0.01).ok());
      }
      for (size_t i = 0; i < wide.size(); ++i) {
        EXPECT_TRUE(single[i].tensor.to(at::kDouble).allclose(wide[i].tensor, 1e-4, 1e-5)) << name;
      }
    }
  }
}

}  // namespace
}  // namespace auricle
