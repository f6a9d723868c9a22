// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/winograd.h"

#include <ATen/Functions.h>

#include "gtest/gtest.h"
#include "lib/nn/kernels/width_testing.h"
#include "lib/nn/layers/convolution.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

at::Tensor Values(at::IntArrayRef sizes, double step) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return at::arange(count, at::kDouble).mul(step).sin().view(sizes);
}

struct Gradients {
  at::Tensor y, x, weight, bias;
};

// With the gradients of <y, direction>, whose sums do not cancel.
template <typename Function>
Gradients Differentiate(const Function& function, at::Tensor x, at::Tensor weight,
                        at::Tensor bias) {
  for (at::Tensor* tensor : {&x, &weight, &bias}) tensor->set_requires_grad(true);
  const at::Tensor y = function(x, weight, bias);
  y.mul(Values(y.sizes(), 0.71).add(0.5).to(y.scalar_type())).sum().backward();
  return {y.detach(), x.grad(), weight.grad(), bias.grad()};
}

double Distance(const at::Tensor& a, const at::Tensor& exact) {
  return ScalarValue(a.to(at::kDouble).sub(exact).norm()) / ScalarValue(exact.norm());
}

at::Tensor Direct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return at::conv2d(x, weight, bias, 1, 1);
}

class WinogradAtEachWidth : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(WinogradAtEachWidth);

TEST_P(WinogradAtEachWidth, IsTheDirectOneWithItsGradients) {
  (void)StartRuntime({1, "cpu", "fp32"});
  struct Case {
    int64_t items, in, out, frames, bins;
  };
  // The last one is LibTorch's, as it does not pay.
  for (const Case& c : {Case{2, 32, 64, 33, 21}, Case{3, 64, 48, 17, 16}, Case{1, 128, 32, 21, 25},
                        Case{1, 16, 16, 9, 9}}) {
    SCOPED_TRACE(c.frames);
    const at::Tensor x = Values({c.items, c.in, c.frames, c.bins}, 0.37);
    const at::Tensor weight = Values({c.out, c.in, 3, 3}, 1.13).mul(0.05);
    const at::Tensor bias = Values({c.out}, 2.9);
    const Gradients exact = Differentiate(&Direct, x.clone(), weight.clone(), bias.clone());
    for (const bool last : {true, false}) {
      const auto format = last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
      const auto single = [&](const at::Tensor& t) {
        return t.dim() == 4 ? t.to(at::kFloat).contiguous(format) : t.to(at::kFloat);
      };
      const Gradients ours = Differentiate(&Convolve3x3, single(x), single(weight), single(bias));
      EXPECT_LT(Distance(ours.y, exact.y), 1e-5);
      EXPECT_LT(Distance(ours.x, exact.x), 1e-5);
      EXPECT_LT(Distance(ours.weight, exact.weight), 1e-5);
      EXPECT_LT(Distance(ours.bias, exact.bias), 1e-5);
    }
  }
}

TEST(Winograd, GoesWinogradsWayOnlyWhereItPays) {
  const Runtime runtime = *StartRuntime({1, "cpu", "fp32"});
  const at::Tensor large = at::zeros({4, 64, 125, 64}), weight = at::zeros({64, 64, 3, 3});
  EXPECT_TRUE(HasWinograd(large, weight));
  EXPECT_TRUE(HasWinograd(large, at::zeros({128, 64, 3, 3})));
  EXPECT_FALSE(HasWinograd(at::zeros({1, 64, 8, 8}), weight));
  EXPECT_TRUE(HasWinograd(at::zeros({16, 512, 8, 7}), at::zeros({512, 512, 3, 3})));
  EXPECT_FALSE(HasWinograd(at::zeros({8, 512, 8, 7}), at::zeros({512, 512, 3, 3})));
  const at::Tensor many = at::zeros({9, 256, 31, 33}), to_few = at::zeros({80, 256, 3, 3});
  EXPECT_TRUE(HasWinograd(many, to_few));
  EXPECT_FALSE(HasWinograd(at::zeros({4, 16, 125, 64}), at::zeros({64, 16, 3, 3})));
  EXPECT_FALSE(HasWinograd(at::zeros({4, 40, 125, 64}), at::zeros({64, 40, 3, 3})));
  EXPECT_FALSE(HasWinograd(large.to(at::kDouble), weight.to(at::kDouble)));
  const AutocastScope bf16(runtime.device.type(), true);
  EXPECT_FALSE(HasWinograd(large, weight));
}

TEST(Winograd, OfALargeBatchIsThatOfItsItems) {
  const at::Tensor x = Values({5, 64, 31, 30}, 0.3).to(at::kFloat);
  const at::Tensor weight = Values({64, 64, 3, 3}, 0.7).to(at::kFloat);
  const at::Tensor bias = Values({64}, 0.2).to(at::kFloat);
  const auto half = [&](int64_t begin, int64_t count) {
    return Differentiate(&Convolve3x3, x.narrow(0, begin, count).clone(), weight.clone(),
                         bias.clone());
  };
  const Gradients all = half(0, 5), first = half(0, 2), second = half(2, 3);
  EXPECT_TRUE(all.y.narrow(0, 0, 2).equal(first.y));
  EXPECT_TRUE(all.y.narrow(0, 2, 3).equal(second.y));
  // What follows is of other directions, except for the first items.
  EXPECT_TRUE(all.x.narrow(0, 0, 2).equal(first.x));
  EXPECT_EQ(all.weight.sizes(), weight.sizes());
  const Gradients direct = Differentiate(&Direct, x.clone(), weight.clone(), bias.clone());
  EXPECT_LT(Distance(all.x, direct.x.to(at::kDouble)), 1e-5);
  EXPECT_LT(Distance(all.weight, direct.weight.to(at::kDouble)), 1e-4);  // Sums that cancel.
  EXPECT_LT(Distance(all.bias, direct.bias.to(at::kDouble)), 1e-5);
}

TEST(Winograd, FrozenTensorsGetNoGradient) {
  const at::Tensor x = Values({4, 64, 125, 32}, 0.3).to(at::kFloat);
  const at::Tensor weight = Values({64, 64, 3, 3}, 0.7).to(at::kFloat), bias = at::zeros({64});
  EXPECT_FALSE(Convolve3x3(x, weight, bias).requires_grad());
  weight.set_requires_grad(true);
  Convolve3x3(x, weight, bias).sum().backward();
  EXPECT_TRUE(weight.grad().defined());
  EXPECT_FALSE(x.grad().defined());
  EXPECT_FALSE(bias.grad().defined());
}

TEST(Winograd, ABiasIsTrainedThoughItsWeightsAreFrozen) {
  const at::Tensor x = Values({4, 64, 125, 32}, 0.3).to(at::kFloat);
  const at::Tensor weight = Values({64, 64, 3, 3}, 0.7).to(at::kFloat), bias = at::zeros({64});
  ASSERT_TRUE(HasWinograd(x, weight));
  bias.set_requires_grad(true);
  Convolve3x3(x, weight, bias).sum().backward();
  ASSERT_TRUE(bias.grad().defined());
  EXPECT_TRUE(at::allclose(bias.grad(), at::full({64}, 4.0 * 125 * 32)));
  EXPECT_FALSE(weight.grad().defined());
}

TEST(Winograd, WithoutABiasIsThatWithOneOfZeros) {
  const at::Tensor x = Values({2, 32, 20, 18}, 0.3).to(at::kFloat);
  const at::Tensor weight = Values({48, 32, 3, 3}, 0.7).to(at::kFloat).set_requires_grad(true);
  const at::Tensor y = WinogradConvolution(x, weight, {});
  EXPECT_TRUE(y.equal(WinogradConvolution(x, weight, at::zeros({48}))));
  y.sum().backward();
  EXPECT_TRUE(weight.grad().defined());
}

}  // namespace
}  // namespace auricle
