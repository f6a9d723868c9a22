// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/batch_norm.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <vector>

#include "lib/base/rng.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

at::Tensor Values(at::IntArrayRef sizes, double step) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return at::arange(count, at::kDouble).mul(step).sin().add(0.3).view(sizes);
}

BatchNorm Norm(int64_t channels, at::ScalarType type = at::kFloat,
               const double* batch_share = nullptr) {
  const TensorAdder add = {
      [&](const std::string&, const std::vector<int64_t>& shape, const Init& init, int, bool) {
        return at::full(shape, init.value, type).set_requires_grad(true);
      },
      [&](const std::string&, const std::vector<int64_t>& shape, double first, int) {
        return at::full(shape, first, type);
      },
      batch_share};
  return BatchNorm::Create("norm", channels, 1, add);
}

at::Tensor Apply(const BatchNorm& norm, const at::Tensor& x, const at::Tensor& lengths,
                 bool training) {
  NormOptions options;
  options.lengths = lengths;
  options.training = training;
  return norm.Apply(x, options);
}

// The valid frames of all items in one row: [1, C, ΣL, F].
at::Tensor Joined(const at::Tensor& x, const std::vector<int64_t>& lengths) {
  std::vector<at::Tensor> parts;
  for (size_t i = 0; i < lengths.size(); ++i) {
    parts.push_back(x.narrow(0, i, 1).narrow(2, 0, lengths[i]));
  }
  return at::cat(parts, 2);
}

TEST(BatchNorm, TrainingStatisticsAreThoseOfValidCellsOnly) {
  const std::vector<int64_t> lengths = {5, 2, 4};
  const at::Tensor x = Values({3, 4, 5, 3}, 0.7);
  const at::Tensor wide = at::full({3, 4, 9, 3}, 1e3, at::kDouble);
  wide.narrow(2, 0, 5).copy_(x);
  const BatchNorm norm = Norm(4, at::kDouble), joined = Norm(4, at::kDouble);
  const at::Tensor y = Apply(norm, wide, IntTensor(lengths), true);
  const at::Tensor want = Apply(joined, Joined(x, lengths), {}, true);
  EXPECT_TRUE(Joined(y, lengths).allclose(want, 1e-9, 1e-9));
  EXPECT_TRUE(norm.running_mean.allclose(joined.running_mean, 1e-12, 1e-12));
  EXPECT_TRUE(norm.running_var.allclose(joined.running_var, 1e-12, 1e-12));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ScalarValue(y[i].narrow(1, lengths[i], 9 - lengths[i]).abs().max()), 0);
  }
}

TEST(BatchNorm, RunningStatisticsMoveByAHundredthAndVarianceIsUnbiased) {
  const BatchNorm norm = Norm(2);
  const at::Tensor x = at::arange(8, at::kFloat).view({4, 2});  // Means 3, 4; variances 20/3.
  const at::Tensor y = Apply(norm, x, {}, true);
  EXPECT_NEAR(ScalarValue(norm.running_mean[0]), 0.03, 1e-6);
  EXPECT_NEAR(ScalarValue(norm.running_var[1]), 0.99 + 0.01 * 20 / 3, 1e-6);
  EXPECT_NEAR(ScalarValue(y[0][0]), -3 / std::sqrt(5 + 1e-3), 1e-6);  // The biased one inside.
}

// With the published share alone they begin far off: after 20 batches 0.82 of them is still the 0
// and 1 of the start.
TEST(BatchNorm, RunningStatisticsMayBeginAsTheMeanOverAllBatches) {
  double share = 0;
  const BatchNorm norm = Norm(2, at::kDouble, &share);
  at::Tensor sum = at::zeros({2}, at::kDouble);
  for (int update = 0; update < 20; ++update) {
    share = 1.0 / (update + 1);
    const at::Tensor x = Values({8, 2}, 0.7 + update);
    sum.add_(x.mean(0));
    Apply(norm, x, {}, true);
    EXPECT_TRUE(norm.running_mean.allclose(sum.div(update + 1), 1e-9, 1e-9));
  }
}

TEST(BatchNorm, EvaluationAndFrozenWeightsUseRunningStatisticsAndKeepThem) {
  BatchNorm norm = Norm(4);
  norm.running_mean.fill_(0.5);
  norm.running_var.fill_(4);
  const at::Tensor x = Values({2, 4, 3, 2}, 0.9).to(at::kFloat);
  const at::Tensor want = x.sub(0.5).div(std::sqrt(4.001));
  EXPECT_TRUE(Apply(norm, x, {}, false).allclose(want, 1e-5, 1e-6));
  norm.weight.set_requires_grad(false);
  EXPECT_TRUE(Apply(norm, x, {}, true).allclose(want, 1e-5, 1e-6));
  EXPECT_EQ(ScalarValue(norm.running_mean.max()), 0.5);
  const at::Tensor padded = Apply(norm, x, IntTensor({3, 1}), true);
  EXPECT_EQ(ScalarValue(padded[1].narrow(1, 1, 2).abs().max()), 0);
}

TEST(BatchNorm, OneCellHasNoVarianceAndPoisonsNothing) {
  const BatchNorm norm = Norm(3);
  const at::Tensor y = Apply(norm, at::full({1, 3}, 7, at::kFloat), {}, true);
  EXPECT_EQ(ScalarValue(y.abs().max()), 0);
  EXPECT_NEAR(ScalarValue(norm.running_var[0]), 0.99, 1e-6);
  EXPECT_NEAR(ScalarValue(norm.running_mean[0]), 0.07, 1e-6);
}

TEST(BatchNorm, AddsAResidualOfFewerChannelsThenRectifies) {
  BatchNorm norm = Norm(4);
  NormOptions options;
  const at::Tensor x = Values({2, 4, 3, 2}, 0.9).to(at::kFloat);
  options.residual = Values({2, 2, 3, 2}, 1.7).to(at::kFloat);
  options.relu = true;
  at::Tensor want = Apply(norm, x, {}, false);
  want = at::cat({want.narrow(1, 0, 2).add(options.residual), want.narrow(1, 2, 2)}, 1).relu();
  EXPECT_TRUE(norm.Apply(x, options).equal(want));
}

// Central differences in double precision, of a sum that does not cancel.
TEST(BatchNorm, GradientsUnderPaddingAreTheDifferencesOfTheLoss) {
  BatchNorm norm = Norm(2, at::kDouble);
  const at::Tensor x = Values({2, 2, 4, 3}, 0.7), lengths = IntTensor({4, 3});
  NormOptions options;
  options.training = options.relu = true;
  options.lengths = lengths;
  options.residual = Values({2, 1, 4, 3}, 0.4);
  options.residual[1].narrow(1, 3, 1).zero_();
  const at::Tensor direction = Values({2, 2, 4, 3}, 0.31);
  const auto loss = [&] { return norm.Apply(x, options).mul(direction).sum(); };
  for (at::Tensor tensor : {x, norm.weight, norm.bias, options.residual}) {
    tensor.set_requires_grad(true);
    tensor.mutable_grad().reset();
    loss().backward();
    const at::Tensor grad = tensor.grad().clone();
    tensor.set_requires_grad(tensor.is_same(norm.weight));
    for (int64_t i = 0; i < tensor.numel(); i += 5) {
      double* const value = tensor.data_ptr<double>() + i;
      const double was = *value;
      *value = was + 1e-5;
      const double above = ScalarValue(loss());
      *value = was - 1e-5;
      const double slope = (above - ScalarValue(loss())) / 2e-5;
      *value = was;
      EXPECT_NEAR(grad.contiguous().data_ptr<double>()[i], slope, 1e-6);
    }
  }
}

// One formula: fused loops for float32, plain tensors for float64 and devices. Dropout's values
// fall alike in both.
TEST(BatchNorm, FusedLoopsAreThePlainFormula) {
  for (const bool training : {true, false}) {
    std::vector<std::vector<at::Tensor>> results;
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
      const BatchNorm norm = Norm(20, type);
      const auto map = [&](int64_t channels, double step) {
        return Values({3, channels, 9, 5}, step)
            .to(type)
            .contiguous(at::MemoryFormat::ChannelsLast)
            .set_requires_grad(true);
      };
      const at::Tensor x = map(20, 0.9), residual = map(12, 0.4);
      Rng rng(3, "dropout");
      NormOptions options;
      options.lengths = IntTensor({9, 4, 7});
      options.training = training;
      options.relu = true;
      options.residual = residual;
      options.dropout = 0.3;
      options.rng = &rng;
      const at::Tensor y = norm.Apply(x, options);
      y.mul(Values(y.sizes(), 0.31).to(type)).sum().backward();
      std::vector<at::Tensor> valid;
      for (const at::Tensor& t : {y.detach(), x.grad(), residual.grad()}) {
        valid.push_back(Joined(t, {9, 4, 7}).to(at::kDouble));
      }
      for (const at::Tensor& t : {norm.weight.grad(), norm.running_mean, norm.running_var}) {
        valid.push_back(t.to(at::kDouble));
      }
      results.push_back(valid);
    }
    for (size_t i = 0; i < results[0].size(); ++i) {
      EXPECT_TRUE(results[0][i].allclose(results[1][i], 1e-4, 1e-4)) << i << " " << training;
    }
  }
}

}  // namespace
}  // namespace auricle
