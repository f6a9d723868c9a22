// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/runtime.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "lib/nn/networks/nets.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/tensors.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::HasSubstr;

Runtime Start(RuntimeOptions options) {
  options.device = "cpu";
  absl::StatusOr<Runtime> runtime = StartRuntime(options);
  EXPECT_TRUE(runtime.ok()) << runtime.status();
  return *runtime;
}

TEST(StartRuntime, SetsTheThreadsItSays) {
  EXPECT_EQ(Start({3, "cpu", "fp32"}).threads, 3);
  EXPECT_EQ(at::get_num_threads(), 3);
  EXPECT_GE(Start({}).threads, 1);
  EXPECT_FALSE(StartRuntime({-1, "cpu", "fp32"}).ok());
}

TEST(StartRuntime, OpenBlasTakesNoMoreThreadsThanItSays) {
  const auto get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  if (get == nullptr) GTEST_SKIP() << "the BLAS library is another one";
  for (const int threads : {2, 1}) {
    Start({threads, "cpu", "fp32"});
    EXPECT_EQ(get(), threads);
  }
}

TEST(StartRuntime, FlushesDenormals) {
  Start({1, "cpu", "fp32"});
  EXPECT_EQ(at::full({8}, 1e-30, at::kFloat).mul(1e-10).sum().item<float>(), 0);
}

TEST(StartRuntime, RefusesWhatThereIsNot) {
  const auto error = [](const std::string& device, const std::string& precision) {
    return std::string(StartRuntime({1, device, precision}).status().message());
  };
  EXPECT_THAT(error("gpu", "fp32"), HasSubstr("want auto, cpu, cuda or cuda:N"));
  EXPECT_THAT(error("cuda:x", "fp32"), HasSubstr("device is 'cuda:x'"));
  EXPECT_THAT(error("cpu", "fp16"), HasSubstr("want auto, fp32 or bf16"));
  if (!at::hasCUDA()) {
    EXPECT_EQ(StartRuntime({1, "cuda", "fp32"}).status().code(),
              absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(error("cuda:0", "fp32"), HasSubstr("--device=cpu"));
  }
}

// Blocks go back and forth between threads; no two live tensors may share one.
TEST(CachingAllocator, NeverGivesABlockTwice) {
  Start({1, "cpu", "fp32"});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      std::vector<at::Tensor> live;
      for (int i = 0; i < 400; ++i) {
        const int64_t n = 1 + (i * 7919 + t * 104729) % 700000;
        live.push_back(at::full({n}, t * 1000 + i, at::kFloat));
        if (live.size() < 9) continue;
        const at::Tensor& oldest = live.front();
        const float first = oldest[0].item<float>();
        EXPECT_EQ(oldest.min().item<float>(), first);
        EXPECT_EQ(oldest.max().item<float>(), first);
        EXPECT_EQ(first, t * 1000 + i - 8);
        live.erase(live.begin());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

Network Config() {
  Network config;
  config.set_name("vgg16");
  config.set_classes(4);
  config.set_bins(40);
  config.mutable_vgg()->set_width(0.25);
  return config;
}

// bfloat16 has 8 bits: outputs differ by some percent of their size, and never by nothing.
TEST(AutocastScope, ComputesInBf16WithFloatWeightsOutputsAndGradients) {
  const auto net = *CreateNet(Config(), 1);
  net->SetTraining(false);
  const at::Tensor x = at::arange(2 * 64 * 40, at::kFloat).sin().view({2, 1, 64, 40});
  Request request;
  request.taps = {"conv3_1"};
  const Outputs exact = *net->Forward({x, {}}, request);
  Outputs rough;
  {
    const AutocastScope autocast(at::DeviceType::CPU, true);
    rough = *net->Forward({x, {}}, request);
  }
  EXPECT_EQ(rough.taps.at("conv3_1").tensor.scalar_type(), at::kBFloat16);
  EXPECT_EQ(rough.logits().scalar_type(), at::kFloat);
  const double error =
      ScalarValue(rough.logits().sub(exact.logits()).norm().div(exact.logits().norm()));
  EXPECT_GT(error, 0);
  EXPECT_LT(error, 0.05);
  ASSERT_TRUE(Backward(rough.logits().sum()).ok());
  EXPECT_EQ(net->tensors()[0].tensor.grad().scalar_type(), at::kFloat);
  // Outside the scope nothing is left of it.
  EXPECT_TRUE(net->Forward({x, {}}, request)->logits().equal(exact.logits()));
}

TEST(NoGradScope, EndsWhereItEnds) {
  const at::Tensor x = at::ones({2}).set_requires_grad(true);
  {
    const NoGradScope no_grad;
    EXPECT_FALSE(x.mul(2).requires_grad());
  }
  EXPECT_TRUE(x.mul(2).requires_grad());
}

TEST(TorchGuard, MakesAStatusOfWhatLibTorchThrows) {
  const absl::Status status = TorchGuard([]() -> absl::Status {
    at::ones({2, 3}).mm(at::ones({2, 3}));
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("torch: mat1 and mat2"));
  EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("\n")));
}

}  // namespace
}  // namespace auricle
