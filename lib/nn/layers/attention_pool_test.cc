// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/attention_pool.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

void Append(const nlohmann::json& json, std::vector<float>* values) {
  if (!json.is_array()) return values->push_back(json.get<float>());
  for (const nlohmann::json& part : json) Append(part, values);
}

at::Tensor FromJson(const nlohmann::json& json, at::IntArrayRef sizes) {
  std::vector<float> values;
  Append(json, &values);
  return FloatTensor(values, {static_cast<int64_t>(values.size())}).view(sizes);
}

nlohmann::json Golden() {
  std::ifstream file("testdata/golden/emonet_golden.json");
  return nlohmann::json::parse(file)["fcn_attention"];
}

AttentionPool GoldenPool(const nlohmann::json& golden) {
  AttentionPool pool;
  pool.weight =
      FromJson(golden["W"], {3, 3}).t().contiguous();  // Theirs multiplies from the right.
  pool.bias = FromJson(golden["b"], {3});
  pool.query = FromJson(golden["u"], {3});
  return pool;
}

TEST(AttentionPool, IsTheReferencesMean) {
  const nlohmann::json golden = Golden();
  const at::Tensor x = FromJson(golden["x"], {2, 2, 2, 3}).permute({0, 3, 2, 1});
  const at::Tensor want = FromJson(golden["output"], {2, 3});
  EXPECT_TRUE(GoldenPool(golden).Apply(x, {}).allclose(want, 1e-5, 1e-6));
}

TEST(AttentionPool, PaddingGetsNoWeight) {
  const AttentionPool pool = GoldenPool(Golden());
  const at::Tensor x = at::arange(2 * 3 * 7 * 4, at::kFloat).mul(0.7).sin().view({2, 3, 7, 4});
  const at::Tensor y = pool.Apply(x, IntTensor({7, 4}));
  EXPECT_TRUE(y.narrow(0, 0, 1).allclose(pool.Apply(x.narrow(0, 0, 1), {}), 1e-5, 1e-6));
  const at::Tensor alone = pool.Apply(x.narrow(0, 1, 1).narrow(2, 0, 4), {});
  EXPECT_TRUE(y.narrow(0, 1, 1).allclose(alone, 1e-5, 1e-6));
  EXPECT_FALSE(y.narrow(0, 1, 1).allclose(pool.Apply(x.narrow(0, 1, 1), {}), 1e-5, 1e-6));
}

}  // namespace
}  // namespace auricle
