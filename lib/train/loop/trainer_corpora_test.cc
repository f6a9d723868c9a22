// SPDX-License-Identifier: Apache-2.0
// Trainings of networks of many heads: several corpora at once, and one after the other.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/infer/net_batch.h"
#include "lib/infer/scorer.h"
#include "lib/nn/models/model_io.h"
#include "lib/train/loop/fixed_trunk.h"
#include "lib/train/loop/trainer_testing.h"

namespace auricle {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

bool Same(const at::Tensor& a, const at::Tensor& b) { return a.equal(b); }

class CorporaTest : public ToyTraining {
 protected:
  void SetUp() override {
    ToyTraining::SetUp();
    job_.network.clear_vgg();
    job_.network.set_name("emonet_cnn");
    job_.network.mutable_wide_resnet()->set_filters(4);
    job_.network.mutable_wide_resnet()->set_blocks(1);
    job_.network.mutable_wide_resnet()->set_top(ATTENTION);
    job_.config.set_optimizer("sgd");
    job_.config.set_momentum(0.9);
    job_.config.set_learning_rate(0.05);
    job_.config.set_select_by("valid/uar");
    job_.config.set_mode("scratch");
  }

  SyntheticOptions Quiet() const {
    SyntheticOptions options;
    options.noise = 0.1;
    return options;
  }

  void AddBoth() {
    Add("tone", "tones", Quiet());
    Add("voice", "voices", Quiet());
  }

  // A model of head "tones", trained for itself.
  Model Base() {
    Add("tone", "tones", Quiet());
    EXPECT_NE(Trained("base"), "") << status_;
    job_.corpora.clear();
    return *ReadModel(Path("base"));
  }
};

TEST_F(CorporaTest, SeveralCorporaAreLearntAtOnceEachByItsHead) {
  job_.config.set_mode("adapters");
  job_.config.set_schedule("cosine");
  job_.config.set_epochs(15);
  SyntheticOptions options = Quiet();
  options.items = 96;
  Add("tone", "tones", options);
  Add("voice", "voices", options);
  ASSERT_NE(Trained("joint"), "") << status_;
  EXPECT_GT(Last("valid/tones/uar"), 0.9);
  EXPECT_GT(Last("valid/voices/uar"), 0.6);  // Of three.
  EXPECT_NEAR(Last("valid/uar"), (Last("valid/tones/uar") + Last("valid/voices/uar")) / 2, 1e-12);
  EXPECT_NEAR(Last("train/loss"), (Last("train/tones/loss") + Last("train/voices/loss")) / 2,
              1e-12);
  EXPECT_EQ(training_.heads_size(), 2);
  EXPECT_EQ(training_.heads(1).train_items(), 48);
  EXPECT_EQ(training_.train_items(), 96);
  EXPECT_EQ(training_.sampling(), "round_robin");
}

TEST_F(CorporaTest, StoppedAndResumedGivesTheBytesOfOneRunWhateverTheScheduleAndSampling) {
  job_.config.set_mode("adapters");
  job_.config.set_schedule("three_stage");
  job_.config.set_epochs(2);
  job_.config.set_sampling("temperature");
  job_.config.set_temperature(2);
  job_.config.set_steps_per_epoch(3);
  job_.config.set_random_windows(true);
  AddBoth();
  for (const bool per_head : {false, true}) {
    job_.config.set_optimizer_per_head(per_head);
    job_.checkpoint = "";
    job_.resume = false;
    job_.hooks.step = nullptr;
    const std::string whole = Trained("whole");
    ASSERT_NE(whole, "") << status_;
    EXPECT_EQ(training_.history_size(), 6);
    job_.checkpoint = Path("stopped.checkpoint");
    for (const int64_t stop_after : {2, 6, 13}) {
      std::remove(job_.checkpoint.c_str());
      int64_t steps = 0;
      job_.hooks.step = [&](int32_t, int64_t, int64_t) {
        if (++steps == stop_after) RequestStop(2);
      };
      job_.resume = false;
      EXPECT_EQ(Trained("stopped"), "");
      RequestStop(0);
      job_.resume = true;
      const Network network = job_.network;
      job_.network.mutable_wide_resnet()->set_head_dropout(0.7);
      EXPECT_EQ(Trained("other"), "");
      EXPECT_THAT(std::string(status_.message()), HasSubstr("head_dropout"));
      job_.network = network;
      job_.config.set_epochs(3);  // Its stages would have been longer.
      EXPECT_EQ(Trained("longer"), "");
      EXPECT_THAT(std::string(status_.message()), HasSubstr("epochs"));
      job_.config.set_epochs(2);
      EXPECT_EQ(Trained("resumed"), whole) << "after " << stop_after << " " << status_;
    }
  }
}

// Defects D9 and D12 of EmoNet: random frozen kernels, and loads that matched nothing.
TEST_F(CorporaTest, AModeThatNeedsAModelIsRefusedWithoutOne) {
  Add("voice", "voices", Quiet());
  for (const char* mode : {"finetune", "last-layer", "adapters"}) {
    job_.config.set_mode(mode);
    EXPECT_EQ(Trained("none"), "");
    EXPECT_THAT(std::string(status_.message()), HasSubstr("--from")) << mode;
  }
}

TEST_F(CorporaTest, AddingACorpusChangesNothingForTheOldOnes) {
  const Model base = Base();
  Add("voice", "voices", Quiet());
  job_.from = &base;
  for (const char* mode : {"last-layer", "adapters"}) {
    job_.config.set_mode(mode);
    ASSERT_NE(Trained("grown"), "") << mode << status_;
    const Model grown = *ReadModel(Path("grown"));
    for (const auto& [name, tensor] : base.tensors) {
      ASSERT_EQ(grown.tensors.count(name), 1) << mode << " lost " << name;
      EXPECT_TRUE(Same(grown.tensors.at(name), tensor)) << mode << " changed " << name;
    }
    for (const auto& [name, tensor] : grown.tensors) {
      if (base.tensors.count(name) > 0) continue;
      EXPECT_TRUE(absl::StartsWith(name, "way.voices.") || absl::StartsWith(name, "head.voices."))
          << name;
      EXPECT_TRUE(std::string(mode) == "adapters" || absl::StartsWith(name, "head.")) << name;
    }
    EXPECT_EQ(grown.header.network().heads_size(), 2);
    EXPECT_EQ(grown.header.network().heads(0).SerializeAsString(),
              base.header.network().heads(0).SerializeAsString());
  }
}

TEST_F(CorporaTest, FinetuningTrainsAllAndDropsTheOldHead) {
  const Model base = Base();
  Add("voice", "voices", Quiet());
  job_.from = &base;
  job_.config.set_mode("finetune");
  ASSERT_NE(Trained("tuned"), "") << status_;
  const Model tuned = *ReadModel(Path("tuned"));
  EXPECT_EQ(tuned.header.network().heads_size(), 1);
  EXPECT_EQ(tuned.tensors.count("head.tones.output.weight"), 0);
  EXPECT_FALSE(Same(tuned.tensors.at("pre.weight"), base.tensors.at("pre.weight")));
}

TEST_F(CorporaTest, ATrunkThatIsNotTrainedIsPassedOnceAndSaysTheSame) {
  const Model base = Base();
  Add("voice", "voices", Quiet());
  job_.from = &base;
  job_.config.set_mode("last-layer");
  ASSERT_NE(Trained("last"), "") << status_;
  EXPECT_THAT(notes_, HasSubstr("nothing up to 'pooled' is trained"));
  const Model last = *ReadModel(Path("last"));
  const std::unique_ptr<Net> net = *NetFromModel(last);
  ASSERT_TRUE(net->Freeze("").ok());
  const TrainingSet& set = sets_.back();
  const auto trunk = FixedTrunk::Create(job_, set, "voices", net.get());
  ASSERT_TRUE(trunk.ok()) << trunk.status();
  std::vector<std::vector<float>> whole, behind;
  const auto keep = [](std::vector<std::vector<float>>* all) {
    return [all](const ItemScores& scores) {
      all->push_back(scores.heads.front().items);
      return absl::OkStatus();
    };
  };
  const auto options = [this](const Net& one) {
    return LoaderOptionsFor(one, 1, job_.memory_bytes);
  };
  ASSERT_TRUE(ScoreItems(set.items, set.parts.valid, 7, options(*net), job_.runtime, {"voices"},
                         net.get(), keep(&whole))
                  .ok());
  const StoredItems& fixed = (*trunk)->set().items;
  ASSERT_TRUE(ScoreItems(fixed, set.parts.valid, 7, options(*(*trunk)->net()), job_.runtime,
                         {"voices"}, (*trunk)->net(), keep(&behind))
                  .ok());
  ASSERT_EQ(whole.size(), behind.size());
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_THAT(behind[i], testing::Pointwise(testing::FloatNear(1e-5), whole[i])) << i;
  }
  job_.memory_bytes = 100;
  EXPECT_EQ(FixedTrunk::Create(job_, set, "voices", net.get()).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(CorporaTest, IndividualDecayIsOfWhatIsAHeadsOwn) {
  job_.config.set_mode("adapters");
  job_.config.set_epochs(1);
  AddBoth();
  job_.config.set_individual_weight_decay(true);
  const std::string by_size = Trained("by_size");
  EXPECT_NE(by_size, "") << status_;
  EXPECT_NEAR(training_.heads(0).weight_decay(), 0.01, 1e-12);  // 24 items: λ = 0.005.
  const Model with = *ReadModel(Path("by_size"));
  job_.config.set_individual_weight_decay(false);
  Trained("without");
  const Model without = *ReadModel(Path("without"));
  const std::string adapter = "way.tones.pre.adapter.weight";
  EXPECT_LT(with.tensors.at(adapter).norm().item<float>(),
            without.tensors.at(adapter).norm().item<float>());
}

TEST_F(CorporaTest, ALossThatExplodesInOneCorpusIsNamed) {
  job_.config.set_mode("adapters");
  job_.config.set_learning_rate(1e30);
  AddBoth();
  EXPECT_EQ(Trained("exploded"), "");
  EXPECT_EQ(status_.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(status_.message()), AnyOf(HasSubstr("tones"), HasSubstr("voices")));
}

}  // namespace
}  // namespace auricle
