// SPDX-License-Identifier: Apache-2.0
// The network's sizes, names and errors; wide_resnet_passes_test.cc has its passes.
#include "lib/nn/networks/wide_resnet.h"

#include <ATen/core/Tensor.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/nn/net/describe.h"
#include "lib/nn/net/net.h"
#include "lib/nn/networks/nets.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::HasSubstr;

void AddHead(const std::string& name, int classes, const std::string& path, Network* config) {
  Head* const head = config->add_heads();
  head->set_name(name);
  head->set_path(path);
  for (int i = 0; i < classes; ++i) head->add_classes(absl::StrCat("c", i));
}

Network Config(Top top, int bins = 128) {
  Network config;
  config.set_name("emonet_cnn");
  config.set_bins(bins);
  config.mutable_wide_resnet()->set_top(top);
  return config;
}

std::unique_ptr<Net> Empty(const Network& config) {
  absl::StatusOr<std::unique_ptr<Net>> net = CreateEmptyNet(config);
  EXPECT_TRUE(net.ok()) << net.status();
  return *std::move(net);
}

nlohmann::json Golden(const char* key) {
  std::ifstream file("testdata/golden/emonet_golden.json");
  return nlohmann::json::parse(file)[key];
}

int64_t TrainableOf(const Net& net, const std::vector<std::string>& prefixes) {
  int64_t count = 0;
  for (const NetTensor& tensor : net.Trainable()) {
    for (const std::string& prefix : prefixes) {
      if (absl::StartsWith(tensor.name, prefix)) count += tensor.tensor.numel();
    }
  }
  return count;
}

// The published variant that a key of the golden names.
Network Variant(const std::string& key) {
  Network config = Config(absl::StrContains(key, "FCN") ? ATTENTION : MEAN_8X8);
  WideResnet* const wide = config.mutable_wide_resnet();
  if (absl::StartsWith(key, "N4")) wide->set_blocks(4);
  if (absl::StartsWith(key, "wf2")) wide->set_widen(2);
  if (absl::StartsWith(key, "nf16")) wide->set_filters(16);
  if (absl::StrContains(key, "_2s")) config.mutable_windows()->set_frames(61);
  if (absl::StrContains(key, "_5s")) config.mutable_windows()->set_frames(155);
  return config;
}

TEST(WideResnet, HasThePublishedNumbersOfParametersInEveryVariantAndMode) {
  int variants = 0;
  const nlohmann::json all = Golden("parameter_counts");
  for (const auto& [key, golden] : all.items()) {
    if (!golden.contains("nconv")) continue;
    SCOPED_TRACE(key);
    ++variants;
    const int classes = absl::StrContains(key, "_2cls") ? 2 : 7;
    Network config = Variant(key);
    AddHead("old", classes, "", &config);
    const auto scratch = Empty(config);
    const ParameterCounts counts = CountParameters(*scratch);
    EXPECT_EQ(counts.trainable, golden["scratch_trainable"].get<int64_t>());
    EXPECT_EQ(counts.total() + counts.buffers, golden["scratch_total"].get<int64_t>());
    EXPECT_EQ(TrainableOf(*scratch, {"head."}), golden["last_layer_trainable"].get<int64_t>());
    EXPECT_EQ(TrainableOf(*scratch, {"pre.", "stage"}), golden["conv3x3"].get<int64_t>());
    EXPECT_EQ(TrainableOf(*scratch, {"core.attention"}), golden["attention"].get<int64_t>());
    AddHead("new", classes, "new", &config);
    const std::vector<std::string> added = {"way.new.", "head.new."};
    EXPECT_EQ(TrainableOf(*Empty(config), added), golden["adapters_trainable_new_task"]);
    config.mutable_wide_resnet()->set_share_top(true);
    EXPECT_EQ(TrainableOf(*Empty(config), added), golden["adapters_trainable_sfl"]);
  }
  EXPECT_EQ(variants, 7);
}

TEST(WideResnet, HasThePublishedNumbersOfParametersForManyTasks) {
  for (const int tasks : {2, 26}) {
    const nlohmann::json golden =
        Golden("parameter_counts")[absl::StrCat("multi_task_", tasks, "_tasks_7cls_each")];
    Network config = Config(ATTENTION);
    for (int i = 0; i < tasks; ++i) {
      AddHead(absl::StrCat("t", i), 7, absl::StrCat("t", i), &config);
    }
    for (const bool share : {false, true}) {
      config.mutable_wide_resnet()->set_share_top(share);
      const ParameterCounts counts = CountParameters(*Empty(config));
      const char* const key = share ? "share_feature_layer_total" : "own_attention_total";
      EXPECT_EQ(counts.trainable + counts.buffers, golden[key].get<int64_t>()) << key;
    }
  }
}

std::map<std::string, std::vector<int64_t>> Shapes(const Net& net, int64_t frames) {
  std::map<std::string, std::vector<int64_t>> shapes;
  for (const TapInfo& tap : net.Taps(frames)) shapes[tap.name] = tap.shape;
  return shapes;
}

TEST(WideResnet, MapsHaveThePublishedSizes) {
  for (const nlohmann::json& golden : Golden("geometry")) {
    const int frames = golden["frames"].get<int>();
    SCOPED_TRACE(frames);
    Network config = Config(ATTENTION);
    AddHead("a", 7, "", &config);
    auto shapes = Shapes(*Empty(config), frames);
    for (int stage = 1; stage <= 3; ++stage) {
      EXPECT_EQ(shapes[absl::StrCat("stage", stage, ".block2")][1],
                golden["time_after_stages"][stage - 1].get<int64_t>());
    }
    EXPECT_EQ(shapes["final"][1] * shapes["final"][2],
              golden["attention_positions_128mel"].get<int64_t>());
    for (const int bins : {128, 64}) {
      Network mean = Config(MEAN_8X8, bins);
      AddHead("a", 7, "", &mean);
      mean.mutable_windows()->set_frames(frames);
      const int64_t features = golden[absl::StrCat("avgpool_features_", bins, "mel_C256")];
      const auto net = CreateEmptyNet(mean);
      ASSERT_EQ(net.ok(), features > 0) << net.status();
      if (net.ok()) {
        EXPECT_EQ(Shapes(**net, frames)["pooled"][0], features);
      }
    }
  }
}

TEST(WideResnet, MultipliesAsOftenAsPublished) {
  const auto macs = [](int bins, int64_t frames) {
    Network config = Config(ATTENTION, bins);
    AddHead("a", 7, "", &config);
    const auto net = Empty(config);
    auto shapes = Shapes(*net, frames);
    int64_t sum = 0;
    for (const NetTensor& tensor : net->tensors()) {
      if (tensor.tensor.dim() != 4) continue;
      std::string tap = tensor.name.substr(0, tensor.name.rfind('.'));
      if (absl::StartsWith(tap, "stage")) tap = tap.substr(0, tap.rfind('.'));
      sum += tensor.tensor.numel() * shapes[tap][1] * shapes[tap][2];
    }
    return sum;
  };
  const nlohmann::json golden = Golden("forward_macs_backbone");
  EXPECT_EQ(macs(128, 61), golden["128mel_2s"].get<int64_t>());
  EXPECT_EQ(macs(128, 155), golden["128mel_5s"].get<int64_t>());
  EXPECT_EQ(macs(64, 155), golden["64mel_5s"].get<int64_t>());
}

Network TwoHeads(Top top = ATTENTION) {
  Network config = Config(top);
  AddHead("emodb", 7, "", &config);
  AddHead("casia", 2, "casia", &config);
  return config;
}

TEST(WideResnet, DecaysKernelsAndAdaptersOnlyAndNamesTensorsByWayInOrderOfDepth) {
  const auto net = Empty(TwoHeads());
  int last = 0;
  std::set<std::string> names;
  for (const NetTensor& tensor : net->tensors()) {
    EXPECT_EQ(tensor.decays, tensor.tensor.dim() == 4) << tensor.name;
    EXPECT_GE(tensor.depth, last) << tensor.name;
    last = tensor.depth;
    EXPECT_TRUE(names.insert(tensor.name).second) << tensor.name;
  }
  for (const char* name :
       {"pre.weight", "stage3.block2.conv2.weight", "core.pre.norm.weight",
        "core.stage1.block1.conv1.norm.running_var", "core.final.norm.bias", "core.attention.query",
        "way.casia.pre.adapter.weight", "way.casia.stage2.block1.conv2.norm.running_mean",
        "way.casia.attention.weight", "head.emodb.hidden.norm.running_mean",
        "head.casia.output.bias"}) {
    EXPECT_EQ(names.count(name), 1) << name;
  }
  EXPECT_EQ(names.count("core.pre.adapter.weight"), 0);
}

TEST(WideResnet, HasACoreWayOnlyWhereAHeadGoesIt) {
  Network config = Config(ATTENTION);
  AddHead("a", 3, "a", &config);
  AddHead("b", 3, "a", &config);
  config.mutable_wide_resnet()->set_input_bn(true);
  for (const bool share : {false, true}) {
    config.mutable_wide_resnet()->set_share_top(share);
    std::set<std::string> ways;
    const auto net = Empty(config);
    for (const NetTensor& tensor : net->tensors()) {
      EXPECT_FALSE(absl::StartsWith(tensor.name, "way.b")) << tensor.name;
      if (absl::StartsWith(tensor.name, "core.")) ways.insert(tensor.name);
    }
    EXPECT_EQ(ways.size(), share ? 3 : 0);  // core.attention's
  }
}

TEST(WideResnet, FreezingUpToATapFreezesAllWaysOfItsLayers) {
  const auto net = Empty(TwoHeads());
  ASSERT_TRUE(net->FreezeUpTo("stage3.block2").ok());
  EXPECT_TRUE(absl::StartsWith(net->Trainable().front().name, "core.final.norm"));
  ASSERT_TRUE(net->FreezeUpTo("pooled").ok());
  EXPECT_EQ(TrainableOf(*net, {""}), TrainableOf(*net, {"head."}));
  ASSERT_TRUE(net->FreezeUpTo("hidden").ok());
  EXPECT_EQ(net->Trainable().size(), 4);
}

TEST(WideResnet, ATrunkHasWaysAndNoHeads) {
  Network config = TwoHeads();
  config.set_trunk(true);
  const auto net = Empty(config);
  EXPECT_EQ(TrainableOf(*net, {"head."}), 0);
  EXPECT_GT(TrainableOf(*net, {"way.casia."}), 0);
  EXPECT_EQ(net->Taps(61).back().name, "pooled");
  EXPECT_FALSE(net->ResolveTap("hidden").ok());
}

std::string Error(const Network& config) {
  return std::string(CreateEmptyNet(config).status().message());
}

TEST(WideResnet, RefusesWhatItCannotBuildAndSaysWhy) {
  EXPECT_THAT(Error(Config(ATTENTION)), HasSubstr("has no heads"));
  EXPECT_THAT(Error(TwoHeads(MEAN_8X8)), HasSubstr("windows of fixed length"));
  Network config = TwoHeads(MEAN_8X8);
  config.mutable_windows()->set_frames(56);
  EXPECT_THAT(Error(config), HasSubstr("it has 7 frames × 16 bins"));
  config = TwoHeads();
  config.mutable_wide_resnet()->set_filters(-1);
  EXPECT_THAT(Error(config), HasSubstr("filters is -1, want 1 to 1024 (0 stands for 32)"));
  config = TwoHeads();
  config.mutable_wide_resnet()->set_dropout2(1);
  EXPECT_THAT(Error(config), HasSubstr("second convolution is 1"));
  config = TwoHeads();
  config.mutable_heads(1)->mutable_input_norm()->set_kind(InputNorm::SCALAR);
  EXPECT_THAT(Error(config), HasSubstr("head 'casia': input norm has 0 means"));
  EXPECT_THAT(std::string(Empty(TwoHeads())->ResolveTap("stage1.block9").status().message()),
              HasSubstr("did you mean 'stage1.block"));
}

TEST(WideResnet, DescribesItselfByHeads) {
  const std::string text = DescribeNet(*Empty(TwoHeads()), 155);
  EXPECT_THAT(text, HasSubstr("input [1, 155, 128], emodb: 7 classes, casia: 2 classes\n"));
  EXPECT_THAT(text, HasSubstr("stage3.block1* [256, 20, 16]\n"));
  EXPECT_THAT(text, HasSubstr("  pooled         [256]\n"));
}

}  // namespace
}  // namespace auricle
