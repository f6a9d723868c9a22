// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/models/merge_models.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/nn/net/net.h"
#include "lib/nn/networks/nets.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void AddHead(const std::string& name, const std::string& path, int classes, Network* network) {
  Head* const head = network->add_heads();
  head->set_name(name);
  head->set_path(path);
  for (int i = 0; i < classes; ++i) head->add_classes(absl::StrCat("c", i));
  head->mutable_input_norm()->set_kind(InputNorm::SCALAR);
  head->mutable_input_norm()->add_mean(0.1 * classes);
  head->mutable_input_norm()->add_std(2);
}

// "old" goes the core's way, "a" and "b" have ways of their own, and "c" goes a's.
Network AllHeads(bool share_top = false) {
  Network network;
  network.set_name("emonet_cnn");
  network.set_bins(16);
  network.mutable_wide_resnet()->set_filters(4);
  network.mutable_wide_resnet()->set_blocks(1);
  network.mutable_wide_resnet()->set_top(ATTENTION);
  network.mutable_wide_resnet()->set_share_top(share_top);
  network.mutable_windows()->set_frames(24);
  AddHead("old", "", 3, &network);
  AddHead("a", "a", 2, &network);
  AddHead("b", "b", 4, &network);
  AddHead("c", "a", 5, &network);
  return network;
}

// Values that no two tensors share; variances are positive.
TensorMap Values(const Network& network) {
  const c10::NoGradGuard no_grad;
  const auto net = *CreateEmptyNet(network);
  double phase = 0;
  for (const NetTensor& tensor : net->tensors()) {
    const at::Tensor wave = at::arange(tensor.tensor.numel(), at::kFloat).mul(0.7).add(phase++);
    const double middle = absl::EndsWith(tensor.name, "running_var") ? 1 : 0.1;
    at::Tensor(tensor.tensor).copy_(wave.sin().mul(0.4).add(middle).view(tensor.tensor.sizes()));
  }
  return Snapshot(*net);
}

// A model of `heads` of the whole network, as trainings from one model leave it.
NamedModel Part(const std::string& name, const std::vector<std::string>& heads,
                bool share_top = false) {
  const Network all = AllHeads(share_top);
  const TensorMap values = Values(all);
  NamedModel part{name, {}};
  Network network = all;
  network.clear_heads();
  Training* const training = part.model.header.mutable_model()->mutable_training();
  for (const Head& head : all.heads()) {
    if (std::find(heads.begin(), heads.end(), head.name()) == heads.end()) continue;
    *network.add_heads() = head;
    training->add_heads()->set_name(head.name());
  }
  training->set_seed(7);
  const auto net = *CreateEmptyNet(network);
  for (const NetTensor& tensor : net->tensors()) {
    part.model.tensors[tensor.name] = values.at(tensor.name).clone();
  }
  part.model.header.set_content(Header::MODEL);
  part.model.header.mutable_front_end()->set_sample_rate_hz(16000);
  part.model.header.mutable_front_end()->set_name(name);
  part.model.header.mutable_model()->set_task("emotion");
  part.model.header.mutable_model()->set_licence(name == "a.model" ? "CC0" : "CC-BY");
  *part.model.header.mutable_network() = network;
  return part;
}

Model Merged(const std::vector<NamedModel>& models, const std::vector<std::string>& heads = {}) {
  absl::StatusOr<Model> model = MergeModels(models, heads);
  EXPECT_TRUE(model.ok()) << model.status();
  return *std::move(model);
}

std::string Error(const std::vector<NamedModel>& models,
                  const std::vector<std::string>& heads = {}) {
  const absl::StatusOr<Model> model = MergeModels(models, heads);
  return model.ok() ? "no error" : std::string(model.status().message());
}

std::vector<std::string> HeadNames(const Model& model) {
  std::vector<std::string> names;
  for (const Head& head : model.header.network().heads()) names.push_back(head.name());
  return names;
}

at::Tensor Logits(const Model& model, const std::string& head) {
  const c10::NoGradGuard no_grad;
  const auto net = NetFromModel(model);
  EXPECT_TRUE(net.ok()) << net.status();
  Request request;
  request.heads = {head};
  const at::Tensor x = at::arange(2 * 24 * 16, at::kFloat).mul(0.37).sin().view({2, 1, 24, 16});
  return (*net)->Forward({x, {}}, request)->logits();
}

std::vector<std::string> NamesWith(const Model& model, const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : model.tensors) {
    if (absl::StartsWith(name, prefix)) names.push_back(name);
  }
  return names;
}

TEST(MergeModels, EveryHeadTellsWhatItToldBitForBit) {
  const NamedModel a = Part("a.model", {"old", "a", "c"}), b = Part("b.model", {"old", "b"});
  const Model merged = Merged({a, b});
  EXPECT_THAT(HeadNames(merged), ElementsAre("old", "a", "c", "b"));
  for (const char* head : {"old", "a", "c"}) {
    EXPECT_TRUE(Logits(merged, head).equal(Logits(a.model, head))) << head;
  }
  EXPECT_TRUE(Logits(merged, "b").equal(Logits(b.model, "b")));
  EXPECT_FALSE(Logits(merged, "a").equal(Logits(merged, "c").narrow(1, 0, 2)));
}

TEST(MergeModels, OfOneModelKeepsTheNamedHeadsAndWhatTheyNeed) {
  const NamedModel all = Part("all.model", {"old", "a", "b", "c"});
  const Model core = Merged({all}, {"old"});
  EXPECT_THAT(NamesWith(core, "way."), IsEmpty());
  EXPECT_TRUE(Logits(core, "").equal(Logits(all.model, "old")));
  const Model b = Merged({all}, {"b"});
  EXPECT_THAT(NamesWith(b, "core."), IsEmpty());
  EXPECT_THAT(NamesWith(b, "way.a."), IsEmpty());
  EXPECT_THAT(NamesWith(b, "head."), NamesWith(b, "head.b."));
  EXPECT_TRUE(Logits(b, "").equal(Logits(all.model, "b")));
  EXPECT_EQ(b.header.model().training().seed(), 7);
  EXPECT_EQ(b.header.model().training().heads_size(), 1);
}

TEST(MergeModels, PutsTogetherWhatItTookApart) {
  const NamedModel all = Part("all.model", {"old", "a", "b", "c"});
  const NamedModel b{"b.model", Merged({all}, {"b"})}, ac{"ac.model", Merged({all}, {"a", "c"})},
      old{"old.model", Merged({all}, {"old"})};
  const Model again = Merged({old, ac, b});
  ASSERT_EQ(again.tensors.size(), all.model.tensors.size());
  for (const auto& [name, tensor] : all.model.tensors) {
    EXPECT_TRUE(again.tensors.at(name).equal(tensor)) << name;
  }
}

// The core's attention is everybody's then, and stays where the core's way goes.
TEST(MergeModels, KeepsASharedTop) {
  const NamedModel all = Part("all.model", {"old", "a", "b"}, /*share_top=*/true);
  const Model b = Merged({all}, {"b"});
  EXPECT_EQ(NamesWith(b, "core.").size(), NamesWith(b, "core.attention.").size());
  EXPECT_EQ(NamesWith(b, "core.").size(), 3);
  EXPECT_TRUE(Logits(b, "").equal(Logits(all.model, "b")));
}

TEST(MergeModels, HeaderSaysWhatHoldsForAll) {
  const Model merged = Merged({Part("a.model", {"old", "a"}), Part("b.model", {"old", "b"}),
                               Part("all.model", {"old", "a", "c"})});
  const ModelInfo& info = merged.header.model();
  EXPECT_EQ(info.licence(), "CC0; CC-BY");
  EXPECT_EQ(info.task(), "emotion");
  EXPECT_EQ(info.training().seed(), 0);
  std::vector<std::string> trained;
  for (const TrainedHead& head : info.training().heads()) trained.push_back(head.name());
  EXPECT_THAT(trained, ElementsAre("old", "a", "b", "c"));
  int64_t parameters = 0;
  for (const auto& [name, tensor] : merged.tensors) {
    if (!absl::StrContains(name, "running_")) parameters += tensor.numel();
  }
  EXPECT_EQ(info.training().parameters(), parameters);
  EXPECT_EQ(merged.header.front_end().sample_rate_hz(), 16000);
}

TEST(MergeModels, ASharedTensorThatDiffersInOneBitIsNamed) {
  const NamedModel a = Part("a.model", {"a"});
  NamedModel b = Part("b.model", {"b"});
  at::Tensor& shared = b.model.tensors.at("stage2.block1.conv2.weight");
  static_cast<int32_t*>(shared.data_ptr())[5] ^= 1;
  EXPECT_THAT(Error({a, b}),
              HasSubstr("'stage2.block1.conv2.weight' of a.model and b.model differs"));
  // What no kept head needs is not looked at.
  NamedModel c = Part("c.model", {"old", "b"});
  c.model.tensors.at("core.final.norm.weight").zero_();
  EXPECT_THAT(Error({Part("a.model", {"old", "a"}), c}), HasSubstr("'core.final.norm.weight'"));
  EXPECT_EQ(Error({Part("a.model", {"old", "a"}), c}, {"a", "b"}), "no error");
}

TEST(MergeModels, TwoHeadsOfOneNameAreRefusedUnlessTheSame) {
  const NamedModel a = Part("a.model", {"a"});
  NamedModel way = Part("b.model", {"a", "b"}), classes = way, norm = way;
  EXPECT_EQ(Error({a, way}), "no error");
  way.model.tensors.at("way.a.pre.adapter.weight").zero_();
  EXPECT_THAT(Error({a, way}), HasSubstr("two heads are called 'a', of a.model and b.model: tensor "
                                         "'way.a.pre.adapter.weight' differs"));
  EXPECT_EQ(Error({a, way}, {"b"}), "a.model has none of the heads b; leave it out");
  classes.model.header.mutable_network()->mutable_heads(0)->set_classes(1, "other");
  EXPECT_THAT(Error({a, classes}), HasSubstr("classes[1]: 'c1' -> 'other'"));
  norm.model.header.mutable_network()->mutable_heads(0)->mutable_input_norm()->set_mean(0, 9);
  EXPECT_THAT(Error({a, norm}), HasSubstr("two heads are called 'a', of a.model and b.model: "
                                          "input_norm.mean[0]: "));
}

TEST(MergeModels, OtherArchitecturesWindowsAndFrontEndsAreRefused) {
  const NamedModel a = Part("a.model", {"a"});
  NamedModel windows = Part("b.model", {"b"}), dropout = windows, front_end = windows;
  windows.model.header.mutable_network()->mutable_windows()->set_frames(48);
  EXPECT_THAT(Error({a, windows}), HasSubstr("the networks of a.model and b.model differ: "
                                             "windows.frames: 24 -> 48"));
  NamedModel other = windows;
  other.model.header.mutable_network()->clear_windows();
  other.model.header.mutable_network()->clear_wide_resnet();
  other.model.header.mutable_network()->mutable_vgg()->set_width(0.5);
  EXPECT_THAT(Error({windows, other}),
              HasSubstr("differ: vgg: not set -> set, wide_resnet: set -> not set, windows: set -> "
                        "not set"));
  dropout.model.header.mutable_network()->mutable_wide_resnet()->set_dropout2(0.5);
  EXPECT_EQ(Error({a, dropout}), "no error");
  front_end.model.header.mutable_front_end()->set_sample_rate_hz(8000);
  EXPECT_THAT(Error({a, front_end}), HasSubstr("sample_rate_hz: 16000 -> 8000"));
  EXPECT_THAT(Error({Part("a.model", {"a"}, true), Part("b.model", {"b"})}),
              HasSubstr("share_top"));
}

TEST(MergeModels, HeadsThatCannotBeTakenAreNamed) {
  const NamedModel all = Part("all.model", {"old", "a", "b", "c"});
  EXPECT_THAT(Error({all}, {"c"}), HasSubstr("head 'c' takes the way of head 'a'"));
  EXPECT_THAT(Error({all}, {"olt"}), HasSubstr("there is no head 'olt'; did you mean 'old'"));
  EXPECT_THAT(Error({}), HasSubstr("no model"));
  NamedModel vgg{"v.model", {}};
  vgg.model.header.mutable_network()->set_name("vgg16");
  EXPECT_THAT(Error({vgg}), HasSubstr("v.model: network 'vgg16' has one output and no heads"));
  EXPECT_THAT(Error({vgg}, {"a"}), HasSubstr("no heads"));
  NamedModel damaged = all;
  damaged.model.tensors.erase("pre.weight");
  EXPECT_THAT(Error({damaged}), HasSubstr("all.model: "));
}

}  // namespace
}  // namespace auricle
