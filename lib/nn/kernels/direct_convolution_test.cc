// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/direct_convolution.h"

#include <ATen/Functions.h>

#include <vector>

#include "gtest/gtest.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

at::Tensor Values(at::IntArrayRef sizes, double step) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return at::arange(count, at::kDouble).mul(step).sin().view(sizes);
}

double Distance(const at::Tensor& a, const at::Tensor& exact) {
  return ScalarValue(a.to(at::kDouble).sub(exact).norm()) / ScalarValue(exact.norm());
}

struct Case {
  int64_t items, in, out, frames, bins, kernel, stride;
  Padding padding;
};

const Case kCases[] = {{2, 32, 64, 15, 12, 3, 2, {1, 1, 0, 1}},
                       {3, 1, 32, 9, 8, 3, 1, {1, 1, 1, 1}},
                       {2, 64, 32, 8, 8, 1, 2, {}},
                       {2, 5, 7, 11, 6, 3, 2, {0, 1, 0, 1}},
                       {1, 16, 16, 4, 4, 3, 1, {1, 1, 1, 1}},
                       {2, 3, 6, 1, 1, 3, 2, {1, 1, 1, 1}},
                       {2, 3, 6, 5, 7, 1, 1, {}}};

// y and the gradients of x and weight.
using Results = std::vector<at::Tensor>;

template <typename Function>
Results Differentiate(const Function& function, at::Tensor x, at::Tensor weight) {
  x.set_requires_grad(true);
  weight.set_requires_grad(true);
  const at::Tensor y = function(x, weight);
  // Of values that bfloat16 has.
  y.mul(Values(y.sizes(), 0.71).add(0.5).to(at::kBFloat16).to(y.scalar_type())).sum().backward();
  return {y.detach(), x.grad(), weight.grad()};
}

void ExpectLikeLibTorch(const Case& c, at::ScalarType type, double tolerance) {
  const at::Tensor x = Values({c.items, c.in, c.frames, c.bins}, 0.37).to(type);
  // Of values that bfloat16 has, so that only the maps are rounded.
  const at::Tensor weight =
      Values({c.out, c.in, c.kernel, c.kernel}, 1.13).to(at::kBFloat16).to(at::kFloat);
  ASSERT_TRUE(HasDirectConvolution(x, weight));
  const Padding& p = c.padding;
  const Results exact = Differentiate(
      [&](const at::Tensor& map, const at::Tensor& w) {
        return at::conv2d(at::constant_pad_nd(map, {p.left, p.right, p.top, p.bottom}), w, {},
                          c.stride);
      },
      x.to(at::kDouble), weight.to(at::kDouble));
  const Results ours =
      Differentiate([&](const at::Tensor& map,
                        const at::Tensor& w) { return DirectConvolution(map, w, c.stride, p); },
                    x, weight.clone());
  ASSERT_EQ(ours[0].sizes(), exact[0].sizes());
  EXPECT_EQ(ours[0].scalar_type(), type);
  EXPECT_EQ(ours[2].scalar_type(), at::kFloat);
  for (size_t i = 0; i < exact.size(); ++i) EXPECT_LT(Distance(ours[i], exact[i]), tolerance) << i;
}

TEST(DirectConvolution, IsLibTorchsOnAPaddedMapWithItsGradients) {
  const at::Tensor x = at::zeros({1, 1, 3, 3}), weight = at::zeros({1, 1, 3, 3});
  if (!HasDirectConvolution(x, weight)) GTEST_SKIP() << "this processor has no AVX-512";
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.in);
    ExpectLikeLibTorch(c, at::kFloat, 1e-6);
    ExpectLikeLibTorch(c, at::kBFloat16, 4e-3);
  }
}

TEST(DirectConvolution, RoundsToBfloat16InAutocast) {
  const at::Tensor x = Values({1, 16, 6, 6}, 0.3).to(at::kFloat);
  const at::Tensor weight = Values({16, 16, 3, 3}, 0.7).to(at::kFloat);
  if (!HasDirectConvolution(x, weight)) GTEST_SKIP() << "this processor has no AVX-512";
  const AutocastScope autocast(at::DeviceType::CPU, true);
  const at::Tensor y = DirectConvolution(x, weight, 1, {1, 1, 1, 1});
  EXPECT_EQ(y.scalar_type(), at::kBFloat16);
  EXPECT_FALSE(y.requires_grad());
}

TEST(DirectConvolution, IsNotForOtherTypes) {
  const at::Tensor x = at::zeros({1, 4, 6, 6}), weight = at::zeros({4, 4, 3, 3});
  EXPECT_FALSE(HasDirectConvolution(x.to(at::kDouble), weight.to(at::kDouble)));
  EXPECT_FALSE(HasDirectConvolution(x.to(at::kHalf), weight));
}

}  // namespace
}  // namespace auricle
