// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/predictor.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/data/synthetic.h"
#include "lib/nn/nets.h"
#include "lib/records/tensors.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

using testing::HasSubstr;

class PredictorTest : public testing::Test {
 protected:
  void SetUp() override {
    RequestStop(0);
    RuntimeOptions runtime;
    runtime.threads = 1;
    runtime.device = "cpu";
    runtime.precision = "fp32";
    runtime_ = *StartRuntime(runtime);
    Network network;
    network.set_name("vgg16");
    network.set_classes(2);
    network.set_bins(32);
    network.mutable_vgg()->set_width(1.0 / 16);
    network.mutable_vgg()->set_classifier_units(8);
    network.mutable_vgg()->set_pool(Vgg::GLOBAL_MEAN);
    network.mutable_windows()->set_frames(32);
    network.mutable_windows()->set_hop_frames(16);
    network.mutable_input_norm()->set_kind(InputNorm::SCALAR);
    network.mutable_input_norm()->add_mean(5);
    network.mutable_input_norm()->add_std(0.5);
    const auto net = CreateNet(network, 1);
    ASSERT_TRUE(net.ok()) << net.status();
    Header header = SyntheticHeader({});
    header.set_content(Header::MODEL);
    header.clear_corpus();
    header.clear_plans();
    header.mutable_model()->set_task("tone");
    const std::string path = testing::TempDir() + "/net.model";
    auto writer = *RecordWriter::Create(path);
    ASSERT_TRUE(WriteModel(**net, header, writer.get()).ok());
    ASSERT_TRUE(writer->Commit().ok());
    model_ = *ReadModel(path);
    clips_.items = 10;
    clips_.min_frames = 40;
  }

  absl::Status Predict(const std::vector<Clip>& clips) {
    out_.clear();
    auto predictor = Predictor::Create(model_, runtime_, options_, [this](Clip clip) {
      out_.push_back(std::move(clip));
      return absl::OkStatus();
    });
    if (!predictor.ok()) return predictor.status();
    for (const Clip& clip : clips) {
      if (const absl::Status added = (*predictor)->Add(clip); !added.ok()) return added;
    }
    return (*predictor)->Finish();
  }

  std::vector<std::vector<float>> Scores() const {
    std::vector<std::vector<float>> scores;
    for (const Clip& clip : out_) {
      scores.push_back(*TensorToFloats(clip.predictions(0).item()));
    }
    return scores;
  }

  Runtime runtime_;
  Model model_;
  SyntheticOptions clips_;
  PredictorOptions options_;
  std::vector<Clip> out_;
};

TEST_F(PredictorTest, ItemsComeInOrderWithoutFeaturesAndWithNamedScores) {
  ASSERT_TRUE(Predict(SyntheticClips(clips_)).ok());
  ASSERT_EQ(out_.size(), 10);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(out_[i].id(), "toy/" + std::to_string(i));
    EXPECT_FALSE(out_[i].has_feature());
    EXPECT_TRUE(out_[i].labels().contains("tone"));
    ASSERT_EQ(out_[i].predictions_size(), 1);
    const Prediction& prediction = out_[i].predictions(0);
    EXPECT_EQ(prediction.name(), "tone");
    EXPECT_EQ(prediction.model(), model_.fingerprint);
    EXPECT_THAT(prediction.classes(), testing::ElementsAre("low", "high"));
    EXPECT_EQ(prediction.kind(), PROBABILITY);
    const std::vector<float> scores = Scores()[i];
    EXPECT_NEAR(scores[0] + scores[1], 1, 1e-6);
  }
}

TEST_F(PredictorTest, NeitherChunksNorBatchesChangeAScore) {
  ASSERT_TRUE(Predict(SyntheticClips(clips_)).ok());
  const auto want = Scores();
  clips_.chunk_frames = 9;
  for (const int batch : {1, 3, 64}) {
    options_.batch = batch;
    ASSERT_TRUE(Predict(SyntheticClips(clips_)).ok());
    const auto got = Scores();
    ASSERT_EQ(got.size(), want.size());
    for (size_t i = 0; i < want.size(); ++i) {
      EXPECT_NEAR(got[i][0], want[i][0], 1e-5) << i << " " << batch;
      EXPECT_FALSE(out_[i].has_chunk());
    }
  }
}

TEST_F(PredictorTest, WindowsAverageToTheItem) {
  options_.windows = true;
  ASSERT_TRUE(Predict(SyntheticClips(clips_)).ok());
  for (const Clip& clip : out_) {
    const Prediction& prediction = clip.predictions(0);
    const int64_t windows = prediction.window().shape(0);
    EXPECT_GE(windows, 2);
    const std::vector<float> scores = *TensorToFloats(prediction.window());
    double sum = 0;
    for (int64_t w = 0; w < windows; ++w) sum += scores[2 * w];
    EXPECT_NEAR(sum / windows, (*TensorToFloats(prediction.item()))[0], 1e-5);
    EXPECT_DOUBLE_EQ(prediction.hop_s(), 0.16);
    EXPECT_DOUBLE_EQ(prediction.length_s(), 0.32);
  }
}

TEST_F(PredictorTest, KeptFeaturesStayWithTheirChunksAndPredictionsAreAdded) {
  options_.keep_features = true;
  options_.name = "mine";
  clips_.chunk_frames = 20;
  std::vector<Clip> clips = SyntheticClips(clips_);
  clips[0].add_predictions()->set_name("before");
  ASSERT_TRUE(Predict(clips).ok());
  ASSERT_EQ(out_.size(), clips.size());
  EXPECT_EQ(out_[0].predictions(0).name(), "before");
  EXPECT_EQ(out_[0].predictions(1).name(), "mine");
  EXPECT_EQ(out_[1].predictions_size(), 0);
  EXPECT_EQ(out_[1].feature().tensor().data(), clips[1].feature().tensor().data());
}

TEST_F(PredictorTest, AnItemCutShortIsNotPredicted) {
  clips_.chunk_frames = 20;
  std::vector<Clip> clips = SyntheticClips(clips_);
  clips.pop_back();
  const absl::Status status = Predict(clips);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("'toy/9' is not whole"));
  clips = SyntheticClips(clips_);
  clips.erase(clips.begin());
  EXPECT_THAT(std::string(Predict(clips).message()), HasSubstr("does not follow"));
}

TEST_F(PredictorTest, OtherBinsNameBothNumbers) {
  clips_.bins = 40;
  EXPECT_THAT(std::string(Predict(SyntheticClips(clips_)).message()),
              HasSubstr("feature of 40 bins, the model reads 32"));
}

}  // namespace
}  // namespace auricle
