// SPDX-License-Identifier: Apache-2.0
// Trainings on every kind of target, of a network that is a list of layers.
#include <google/protobuf/text_format.h>

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/data/synthetic.h"
#include "lib/train/loop/trainer_testing.h"

namespace auricle {
namespace {

using testing::HasSubstr;

// Which bins sound is what the classes differ in, so the mean over bins must not be taken.
constexpr char kNetwork[] = R"(
  name: "sequential"
  sequential {
    layer { convolution { channels: 8 kernel: 3 } }
    layer { batch_norm {} }
    layer { activation: RELU }
    layer { pool { size: [2, 4] } }
    layer { flatten { keep_time: true } }
  }
  windows { frames: 32 hop_frames: 16 })";

class TargetsTest : public ToyTraining {
 protected:
  void SetUp() override {
    ToyTraining::SetUp();
    SetNetwork("");
    job_.config.set_mode("scratch");
    job_.config.set_learning_rate(5e-3);
    job_.config.set_epochs(12);
  }

  void SetNetwork(const std::string& more) {
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(kNetwork + more, &job_.network));
  }

  static SyntheticOptions Quiet() {
    SyntheticOptions options;
    options.noise = 0.1;
    return options;
  }

  // Clips whose label of "what" is made of those that they have, of classes "low", "high", "x".
  void AddClips(const std::function<Label(const Clip&)>& label, const Head& head) {
    Header header = SyntheticHeader(Quiet());
    Vocabulary* const vocabulary = header.add_vocabularies();
    vocabulary->set_task("what");
    for (const char* name : {"high", "low", "x"}) vocabulary->add_classes(name);
    std::vector<Clip> clips = SyntheticClips(Quiet());
    for (Clip& clip : clips) (*clip.mutable_labels())["what"] = label(clip);
    AddStream(header, clips, {"what"}, {head});
  }

  static Head MakeHead(const std::string& name, Head::Activation activation, Head::Level level) {
    Head head;
    head.set_name(name);
    head.set_activation(activation);
    head.set_level(level);
    return head;
  }
};

Label TagsOf(const Clip& clip) {
  Label label;
  label.mutable_tags()->add_names(clip.labels().at("tone").name());
  if (clip.labels().at("voice").name() == "x") label.mutable_tags()->add_names("x");
  return label;
}

TEST_F(TargetsTest, TagsAreLearntBySigmoids) {
  AddClips(&TagsOf, MakeHead("what", Head::SIGMOID, Head::ITEM));
  job_.config.set_loss("binary_cross_entropy");
  job_.config.set_select_by("valid/map");
  ASSERT_NE(Trained("tags"), "") << status_;
  EXPECT_GT(Last("valid/map"), 0.9);
  EXPECT_LT(Last("valid/loss"), 0.5);
}

TEST_F(TargetsTest, EventsAreLearntFrameByFrame) {
  // A tone sounds from beginning to end; of every fourth clip nobody said when.
  int number = 0;
  AddClips(
      [&number](const Clip& clip) {
        if (number++ % 4 == 1) return TagsOf(clip);
        Label label;
        auto* const event = label.mutable_events()->add_events();
        event->set_name(clip.labels().at("tone").name());
        event->set_onset_s(0);
        event->set_offset_s(1e3);
        return label;
      },
      MakeHead("what", Head::SIGMOID, Head::FRAME));
  job_.config.set_loss("binary_cross_entropy(level=both)");
  job_.config.set_select_by("valid/frame_f1");
  ASSERT_NE(Trained("events"), "") << status_;
  EXPECT_GT(Last("valid/frame_f1"), 0.9);
}

TEST_F(TargetsTest, TwoHeadsShareBatchesAndPasses) {
  Header header = SyntheticHeader(Quiet());
  AddStream(
      header, SyntheticClips(Quiet()), {"tone", "voice"},
      {MakeHead("tone", Head::SOFTMAX, Head::ITEM), MakeHead("voice", Head::SOFTMAX, Head::ITEM)});
  job_.config.set_select_by("valid/uar");
  const std::string once = Trained("two");
  ASSERT_NE(once, "") << status_;
  EXPECT_GT(Last("valid/tone/uar"), 0.9);
  EXPECT_GT(Last("valid/voice/uar"), 0.6);
  EXPECT_NEAR(Last("valid/uar"), (Last("valid/tone/uar") + Last("valid/voice/uar")) / 2, 1e-9);
  EXPECT_NEAR(Last("train/loss"),
              Last("train/tone/cross_entropy") + Last("train/voice/cross_entropy"), 1e-6);
  EXPECT_EQ(once, Trained("again")) << "the same job, the same bytes";
}

TEST_F(TargetsTest, AStoppedTrainingOfSeveralHeadsGoesOnBitForBit) {
  Header header = SyntheticHeader(Quiet());
  AddStream(
      header, SyntheticClips(Quiet()), {"tone", "voice"},
      {MakeHead("tone", Head::SOFTMAX, Head::ITEM), MakeHead("voice", Head::SOFTMAX, Head::ITEM)});
  SetNetwork(
      "input { standardise {} } input { mixup { alpha: 0.5 } } "
      "input { time_mask { count: 2 most: 6 } }");
  job_.config.set_epochs(3);
  job_.config.set_select_by("valid/uar");
  const std::string whole = Trained("whole");
  ASSERT_NE(whole, "") << status_;
  job_.checkpoint = Path("stopped.checkpoint");
  int steps = 0;
  job_.hooks.step = [&steps](int32_t, int64_t, int64_t) {
    if (++steps == 4) RequestStop(15);
  };
  EXPECT_EQ(Trained("stopped"), "");
  RequestStop(0);
  job_.hooks.step = nullptr;
  job_.resume = true;
  EXPECT_EQ(Trained("resumed"), whole);
}

TEST_F(TargetsTest, AFigureThatNoValidatorGivesIsSeenBeforeTheTraining) {
  AddClips(&TagsOf, MakeHead("what", Head::SIGMOID, Head::ITEM));
  job_.config.set_loss("binary_cross_entropy");
  job_.config.set_select_by("valid/uar");
  EXPECT_EQ(Trained("wrong"), "");
  EXPECT_THAT(status_.message(), HasSubstr("no figure 'valid/uar'"));
  EXPECT_THAT(status_.message(), HasSubstr("valid/map"));
}

TEST_F(TargetsTest, TheLossOfClassesIsRefusedForTagsAndNamesTheOther) {
  AddClips(&TagsOf, MakeHead("what", Head::SIGMOID, Head::ITEM));
  EXPECT_EQ(Trained("wrong"), "");
  EXPECT_THAT(status_.message(), HasSubstr("binary_cross_entropy"));
}

}  // namespace
}  // namespace auricle
