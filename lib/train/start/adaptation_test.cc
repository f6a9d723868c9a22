// SPDX-License-Identifier: Apache-2.0
#include "lib/train/start/adaptation.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/describe.h"
#include "lib/nn/net/net.h"
#include "lib/nn/networks/nets.h"
#include "lib/train/start/parameter_groups.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Head MakeHead(const std::string& name, int classes) {
  Head head;
  head.set_name(name);
  head.set_corpus(name);
  head.set_task("emotion");
  for (int i = 0; i < classes; ++i) head.add_classes("c" + std::to_string(i));
  return head;
}

Network Published(Top top) {
  Network network;
  network.set_name("emonet_cnn");
  network.set_bins(128);
  network.mutable_wide_resnet()->set_top(top);
  network.mutable_windows()->set_frames(155);
  return network;
}

Network Small() {
  Network network = Published(ATTENTION);
  network.set_bins(16);
  network.mutable_wide_resnet()->set_filters(2);
  network.mutable_wide_resnet()->set_blocks(1);
  network.mutable_windows()->set_frames(24);
  return network;
}

// A trained network of heads with random weights in the place of learnt ones, running statistics
// included.
Model MakeModel(Network network, const std::vector<std::pair<Head, std::string>>& heads_by_path) {
  for (const auto& [head, path] : heads_by_path) {
    *network.add_heads() = head;
    network.mutable_heads(network.heads_size() - 1)->set_path(path);
  }
  std::unique_ptr<Net> net = *CreateNet(network, 7);
  Model model;
  *model.header.mutable_network() = net->config();
  model.tensors = Snapshot(*net);
  at::manual_seed(3);
  for (auto& [name, tensor] : model.tensors) tensor.uniform_(0.5, 1.5);
  return model;
}

// The network that a plan makes, its weights loaded, what is frozen frozen.
std::unique_ptr<Net> Carry(const Adaptation& plan) {
  std::unique_ptr<Net> net = *CreateNet(plan.network, 11);
  if (!plan.weights.empty()) {
    const auto report = LoadInto(plan.weights, plan.load, net.get());
    EXPECT_TRUE(report.ok()) << report.status();
  }
  for (const std::string& name : plan.freeze) EXPECT_TRUE(net->Freeze(name).ok()) << name;
  return net;
}

std::vector<std::string> TrainedGroups(const Net& net) {
  std::vector<std::string> groups;
  for (const GroupCount& count : CountGroups(net)) {
    if (count.trainable > 0) groups.push_back(count.group);
    EXPECT_TRUE(count.trainable == 0 || count.frozen == 0) << count.group;
  }
  return groups;
}

at::Tensor Find(const Net& net, const std::string& name) {
  for (const NetTensor& tensor : net.tensors()) {
    if (tensor.name == name) return tensor.tensor;
  }
  ADD_FAILURE() << "no tensor " << name;
  return {};
}

at::Tensor Logits(Net* net, const std::string& head) {
  const c10::NoGradGuard as_in_prediction;
  net->SetTraining(false);
  at::manual_seed(5);
  Batch batch;
  batch.features = at::rand({2, 1, 24, 16});
  Request request;
  request.heads = {head};
  const auto outputs = net->Forward(batch, request);
  EXPECT_TRUE(outputs.ok()) << outputs.status();
  return outputs->logits();
}

std::string Refused(const std::string& mode, const Network& network, const Model* from,
                    const std::vector<Head>& heads, const AdaptationOptions& options = {}) {
  const auto plan = PlanAdaptation(mode, network, from, heads, options);
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(plan.status().message());
}

ParameterCounts Described(const std::string& mode, const Network& network, int heads = 1) {
  AdaptationOptions options;
  options.describe = true;
  std::vector<Head> learned;
  for (int i = 0; i < heads; ++i) learned.push_back(MakeHead("h" + std::to_string(i), 7));
  const auto plan = PlanAdaptation(mode, network, nullptr, learned, options);
  EXPECT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = *CreateEmptyNet(plan->network);
  for (const std::string& name : plan->freeze) EXPECT_TRUE(net->Freeze(name).ok()) << name;
  return CountParameters(*net);
}

// Counts of the specification, section 2.5.
TEST(PlanAdaptation, TrainsAsManyParametersAsWerePublished) {
  const ParameterCounts scratch = Described("scratch", Published(ATTENTION));
  EXPECT_EQ(scratch.trainable, 2814055);
  EXPECT_EQ(scratch.total() + scratch.buffers, 2818471);
  EXPECT_EQ(Described("last-layer", Published(ATTENTION)).trainable, 34055);
  EXPECT_EQ(Described("finetune", Published(ATTENTION)).trainable, 2814055);
  EXPECT_EQ(Described("adapters", Published(ATTENTION)).trainable, 405351);
  Network shared = Published(ATTENTION);
  shared.mutable_wide_resnet()->set_share_top(true);
  EXPECT_EQ(Described("adapters", shared).trainable, 339303);
  // 26 corpora at once, with running statistics.
  const ParameterCounts many = Described("adapters", Published(ATTENTION), 26);
  EXPECT_EQ(many.frozen, 0);
  EXPECT_EQ(many.total() + many.buffers, 13363734);
  const ParameterCounts sharing = Described("adapters", shared, 26);
  EXPECT_EQ(sharing.total() + sharing.buffers, 11712534);
}

TEST(PlanAdaptation, AdaptersKeepWhatIsThereAndBeginWithTheCoresNorms) {
  const Model from = MakeModel(Small(), {{MakeHead("old", 3), ""}});
  const auto plan = PlanAdaptation("adapters", Small(), &from, {MakeHead("new", 4)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = Carry(*plan);
  EXPECT_THAT(TrainedGroups(*net), ElementsAre("way.new", "head.new"));
  for (const auto& [name, tensor] : from.tensors) EXPECT_TRUE(at::equal(Find(*net, name), tensor));
  for (const char* norm :
       {"pre.norm.weight", "stage2.block1.conv2.norm.running_var", "final.norm.bias"}) {
    EXPECT_TRUE(at::equal(Find(*net, std::string("way.new.") + norm),
                          from.tensors.at(std::string("core.") + norm)))
        << norm;
  }
  EXPECT_FALSE(
      at::equal(Find(*net, "way.new.attention.weight"), from.tensors.at("core.attention.weight")));
  EXPECT_TRUE(at::equal(Logits(net.get(), "old"), Logits(NetFromModel(from)->get(), "old")));
  EXPECT_THAT(plan->note, AllOf(HasSubstr("learns new"), HasSubstr("keeps old")));
}

TEST(PlanAdaptation, AThirdCorpusChangesNeitherOfTheFirstTwo) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "b"}});
  const auto plan = PlanAdaptation("adapters", Small(), &from, {MakeHead("c", 4)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = Carry(*plan), before = *NetFromModel(from);
  EXPECT_THAT(TrainedGroups(*net), ElementsAre("way.c", "head.c"));
  EXPECT_TRUE(at::equal(Logits(net.get(), "a"), Logits(before.get(), "a")));
  EXPECT_TRUE(at::equal(Logits(net.get(), "b"), Logits(before.get(), "b")));
  // There is no core, so the norms are fresh.
  EXPECT_TRUE(at::equal(Find(*net, "way.c.pre.norm.weight"), at::ones({2})));
}

TEST(PlanAdaptation, ANewWayCanBeginAsACopyOfAnothers) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "b"}});
  AdaptationOptions options;
  options.way = "b";
  const auto plan = PlanAdaptation("adapters", Small(), &from, {MakeHead("c", 4)}, options);
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = Carry(*plan);
  for (const char* part : {"pre.adapter.weight", "final.norm.weight", "attention.query"}) {
    EXPECT_TRUE(at::equal(Find(*net, std::string("way.c.") + part),
                          from.tensors.at(std::string("way.b.") + part)));
  }
}

TEST(PlanAdaptation, ALearnedHeadOfTheModelGoesOnByItsOwnWay) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "b"}});
  const auto plan = PlanAdaptation("adapters", Small(), &from, {MakeHead("b", 2)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->network.heads_size(), 2);
  EXPECT_EQ(plan->load.only.size(), from.tensors.size());
  std::unique_ptr<Net> net = Carry(*plan);
  EXPECT_THAT(TrainedGroups(*net), ElementsAre("way.b", "head.b"));
  for (const auto& [name, tensor] : from.tensors) EXPECT_TRUE(at::equal(Find(*net, name), tensor));
}

TEST(PlanAdaptation, AHeadOfTheModelKeepsItsWay) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "b"}});
  AdaptationOptions options;
  options.way = "a";
  for (const char* mode : {"adapters", "last-layer"}) {
    EXPECT_THAT(Refused(mode, Small(), &from, {MakeHead("b", 2)}, options),
                HasSubstr("goes 'b's way already"));
  }
}

TEST(PlanAdaptation, AWayThatAnotherHeadGoesTooIsNotTrained) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "a"}});
  EXPECT_THAT(Refused("adapters", Small(), &from, {MakeHead("a", 3)}),
              HasSubstr("head 'b' goes 'a's way too and would not stay as it is"));
  const auto plan = PlanAdaptation("last-layer", Small(), &from, {MakeHead("a", 3)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(TrainedGroups(*Carry(*plan)), ElementsAre("head.a"));
}

TEST(PlanAdaptation, LastLayerGoesThroughTheCoreOrThroughTheWaySaid) {
  const Model core = MakeModel(Small(), {{MakeHead("old", 3), ""}});
  auto plan = PlanAdaptation("last-layer", Small(), &core, {MakeHead("new", 4)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->network.heads(1).path(), "");
  EXPECT_THAT(TrainedGroups(*Carry(*plan)), ElementsAre("head.new"));
  const Model ways = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "b"}});
  EXPECT_THAT(Refused("last-layer", Small(), &ways, {MakeHead("new", 4)}),
              AllOf(HasSubstr("--way"), HasSubstr("a, b")));
  AdaptationOptions options;
  options.way = "b";
  plan = PlanAdaptation("last-layer", Small(), &ways, {MakeHead("new", 4)}, options);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->network.heads(2).path(), "b");
  EXPECT_THAT(TrainedGroups(*Carry(*plan)), ElementsAre("head.new"));
}

TEST(PlanAdaptation, FinetuningDropsOtherHeadsAndTakesOneOfTheSameClasses) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), ""}, {MakeHead("b", 2), "b"}});
  const auto same = PlanAdaptation("finetune", Small(), &from, {MakeHead("a", 3)}, {});
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->network.heads_size(), 1);
  std::unique_ptr<Net> net = Carry(*same);
  EXPECT_THAT(same->freeze, IsEmpty());
  EXPECT_TRUE(at::equal(Logits(net.get(), "a"), Logits(NetFromModel(from)->get(), "a")));
  const auto other = PlanAdaptation("finetune", Small(), &from, {MakeHead("a", 4)}, {});
  ASSERT_TRUE(other.ok()) << other.status();
  net = Carry(*other);
  EXPECT_TRUE(at::equal(Find(*net, "pre.weight"), from.tensors.at("pre.weight")));
  EXPECT_FALSE(
      at::equal(Find(*net, "head.a.hidden.weight"), from.tensors.at("head.a.hidden.weight")));
}

TEST(PlanAdaptation, FinetuningAHeadOfAWayOfItsOwnTakesTheWayAlong) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}, {MakeHead("b", 2), "b"}});
  AdaptationOptions options;
  options.way = "a";
  const auto plan = PlanAdaptation("finetune", Small(), &from, {MakeHead("c", 3)}, options);
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = Carry(*plan);
  EXPECT_THAT(TrainedGroups(*net), ElementsAre("shared", "way.c", "head.c"));
  EXPECT_TRUE(at::equal(Find(*net, "way.c.stage1.block1.conv1.adapter.weight"),
                        from.tensors.at("way.a.stage1.block1.conv1.adapter.weight")));
}

TEST(PlanAdaptation, AModeWithoutTheModelItNeedsIsAnErrorNotARandomNetwork) {
  for (const char* mode : {"finetune", "last-layer", "adapters"}) {
    EXPECT_THAT(Refused(mode, Small(), nullptr, {MakeHead("a", 3)}), HasSubstr("--from")) << mode;
  }
  EXPECT_TRUE(PlanAdaptation("scratch", Small(), nullptr, {MakeHead("a", 3)}, {}).ok());
  EXPECT_TRUE(
      PlanAdaptation("adapters", Small(), nullptr, {MakeHead("a", 3), MakeHead("b", 3)}, {}).ok());
  EXPECT_THAT(Refused("last_layer", Small(), nullptr, {MakeHead("a", 3)}), HasSubstr("last-layer"));
}

TEST(PlanAdaptation, OtherClassesOfAHeadAreNamedOnBothSides) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), "a"}});
  for (const char* mode : {"last-layer", "adapters"}) {
    EXPECT_THAT(Refused(mode, Small(), &from, {MakeHead("a", 2)}),
                AllOf(HasSubstr("[c0, c1, c2] (3)"), HasSubstr("[c0, c1] (2)")));
  }
  const Model core = MakeModel(Small(), {{MakeHead("a", 3), ""}});
  EXPECT_THAT(Refused("adapters", Small(), &core, {MakeHead("a", 3)}),
              HasSubstr("goes the core's way, which is kept as it is"));
}

TEST(PlanAdaptation, AnotherArchitectureIsNamedByFieldAndBothValues) {
  const Model from = MakeModel(Small(), {{MakeHead("a", 3), ""}});
  Network wanted = Small();
  wanted.mutable_wide_resnet()->set_filters(4);
  EXPECT_THAT(Refused("adapters", wanted, &from, {MakeHead("b", 3)}), HasSubstr("filters: 2 -> 4"));
  wanted = Small();
  wanted.mutable_wide_resnet()->set_top(GLOBAL_MEAN);
  EXPECT_THAT(Refused("finetune", wanted, &from, {MakeHead("b", 3)}), HasSubstr("top: ATTENTION"));
  wanted = Small();
  wanted.mutable_windows()->set_frames(48);
  EXPECT_THAT(Refused("adapters", wanted, &from, {MakeHead("b", 3)}),
              HasSubstr("frames: 24 -> 48"));
  EXPECT_TRUE(PlanAdaptation("finetune", wanted, &from, {MakeHead("b", 3)}, {}).ok());
  wanted = Small();
  wanted.mutable_wide_resnet()->set_widen(1);  // What 0 stands for.
  wanted.mutable_wide_resnet()->set_dropout2(0.3);
  EXPECT_TRUE(PlanAdaptation("adapters", wanted, &from, {MakeHead("b", 3)}, {}).ok());
}

TEST(PlanAdaptation, ASharedTopNeedsAModelThatHasOne) {
  Network shared = Small();
  shared.mutable_wide_resnet()->set_share_top(true);
  const Model ways = MakeModel(Small(), {{MakeHead("a", 3), "a"}});
  EXPECT_THAT(Refused("adapters", shared, &ways, {MakeHead("b", 3)}),
              HasSubstr("the top is each way's own in the model"));
  const Model core = MakeModel(Small(), {{MakeHead("a", 3), ""}});
  const auto plan = PlanAdaptation("adapters", shared, &core, {MakeHead("b", 3)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = Carry(*plan);
  EXPECT_FALSE(Find(*net, "core.attention.weight").requires_grad());
  EXPECT_TRUE(at::equal(Logits(net.get(), "a"), Logits(NetFromModel(core)->get(), "a")));
}

TEST(PlanAdaptation, AModelWhoseBlocksDoNotMatchIsLeftToLoadIntoWhichNamesThem) {
  Model from = MakeModel(Small(), {{MakeHead("a", 3), ""}});
  from.tensors.erase("stage2.block1.conv1.weight");
  from.tensors["stage9.weight"] = at::ones({1});
  const auto plan = PlanAdaptation("finetune", Small(), &from, {MakeHead("b", 3)}, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::unique_ptr<Net> net = *CreateNet(plan->network, 1);
  const std::string said(LoadInto(plan->weights, plan->load, net.get()).status().message());
  EXPECT_THAT(said, AllOf(HasSubstr("stage2.block1.conv1.weight"), HasSubstr("stage9.weight")));
}

TEST(PlanAdaptation, WhatIsNoSuchModelOrHeadIsRefused) {
  Model from = MakeModel(Small(), {{MakeHead("a", 3), ""}});
  AdaptationOptions options;
  options.way = "z";
  EXPECT_THAT(Refused("adapters", Small(), &from, {MakeHead("b", 3)}, options), HasSubstr("'z'"));
  EXPECT_THAT(Refused("scratch", Small(), &from, {MakeHead("b", 3)}), HasSubstr("--from"));
  EXPECT_THAT(Refused("scratch", Small(), nullptr, {MakeHead("b", 3), MakeHead("b", 3)}),
              HasSubstr("two heads are called 'b'"));
  EXPECT_THAT(Refused("scratch", Small(), nullptr, {}), HasSubstr("no head"));
  from.header.mutable_network()->clear_heads();
  EXPECT_THAT(Refused("adapters", Small(), &from, {MakeHead("b", 3)}), HasSubstr("has no heads"));
}

TEST(TensorGroup, IsTheOwnerThatANameSays) {
  EXPECT_EQ(TensorGroup("stage1.block1.conv1.weight"), "shared");
  EXPECT_EQ(TensorGroup("core.pre.norm.weight"), "core");
  EXPECT_EQ(TensorGroup("way.emo.pre.adapter.weight"), "way.emo");
  EXPECT_EQ(TensorGroup("head.emo.output.bias"), "head.emo");
}

}  // namespace
}  // namespace auricle
