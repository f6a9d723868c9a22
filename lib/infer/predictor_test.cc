// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/predictor.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/data/synthetic.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/torch/tensors.h"
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
    const auto net = NetToPredict(model_, runtime_);
    if (!net.ok()) return net.status();
    auto predictor = Predictor::Create(model_, *net, runtime_, options_, [this](Clip clip) {
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

TEST_F(PredictorTest, APredictionOfTheSameNameIsNotAddedTwice) {
  std::vector<Clip> clips = SyntheticClips(clips_);
  clips[4].add_predictions()->set_name("tone");
  const absl::Status status = Predict(clips);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("'toy/4' has a prediction 'tone' already"));
}

TEST_F(PredictorTest, AnOutputThatIsNotFiniteIsNoDecisionButNamesItsItem) {
  for (const int batch : {1, 64}) {
    options_.batch = batch;
    std::vector<Clip> clips = SyntheticClips(clips_);
    Tensor* tensor = clips[3].mutable_feature()->mutable_tensor();
    std::vector<float> values = *TensorToFloats(*tensor);
    values[20] = 3e38F;  // Finite, but beyond every number once it is divided by a deviation.
    FloatsToTensor(values, {tensor->shape(0), tensor->shape(1)}, FLOAT32, tensor);
    const absl::Status status = Predict(clips);
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("'toy/3': the network's output is"));
  }
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

TEST_F(PredictorTest, AModelWithoutHeadsRefusesOne) {
  options_.head = "mood";
  EXPECT_THAT(std::string(Predict(SyntheticClips(clips_)).message()),
              HasSubstr("head 'mood' of a model that has but one output, for tone"));
}

TEST_F(PredictorTest, AWindowInTheMiddleSaysWhereItBegins) {
  model_.header.mutable_network()->mutable_windows()->set_tail(Windows::CENTRE);
  options_.windows = true;
  clips_.chunk_frames = 9;
  ASSERT_TRUE(Predict(SyntheticClips(clips_)).ok());
  clips_.chunk_frames = 0;
  const std::vector<Clip> clips = SyntheticClips(clips_);
  for (size_t i = 0; i < clips.size(); ++i) {
    const Prediction& prediction = out_[i].predictions(0);
    EXPECT_EQ(prediction.window().shape(0), 1);
    const int64_t frames = clips[i].feature().tensor().shape(0);
    EXPECT_NEAR(prediction.start_s(), 0.01 * ((frames - 32) / 2), 1e-9);
    EXPECT_DOUBLE_EQ(prediction.length_s(), 0.32);
  }
}

// Head i decides for its class i.
class TwoHeadNet : public Net {
 public:
  explicit TwoHeadNet(const Network& config) : Net(config) {}
  absl::StatusOr<Outputs> Forward(const Batch& batch, const Request& request) override {
    const auto index = HeadIndex(config_, request.heads.front());
    if (!index.ok()) return index.status();
    const int64_t classes = config_.heads(*index).classes_size();
    std::vector<float> values(batch.features.size(0) * classes, 0.0F);
    for (size_t i = 0; i < values.size(); i += classes) values[i + *index] = 3;
    Outputs outputs;
    outputs.heads[request.heads.front()].item =
        FloatTensor(values, {batch.features.size(0), classes});
    return outputs;
  }
  absl::Status SetInputNorm(const InputNorm&) override { return absl::OkStatus(); }
  std::vector<TapInfo> Taps(int64_t) const override { return {}; }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override { return tap; }

 protected:
  int Depth(const std::string&) const override { return 0; }
};

class ManyHeads : public PredictorTest {
 protected:
  void SetUp() override {
    PredictorTest::SetUp();
    Network& network = *model_.header.mutable_network();
    network.set_classes(0);
    Head* low = network.add_heads();
    low->set_name("low");
    low->set_task("mood");
    low->add_classes("calm");
    low->add_classes("angry");
    Head* wide = network.add_heads();
    *wide = *low;
    wide->set_name("wide");
    wide->add_classes("sad");
    net_ = std::make_shared<TwoHeadNet>(network);
  }

  absl::StatusOr<std::unique_ptr<Predictor>> Make(const std::string& head, Predictor::Sink sink) {
    options_.head = head;
    return Predictor::Create(model_, net_, runtime_, options_, std::move(sink));
  }

  std::shared_ptr<Net> net_;
};

TEST_F(ManyHeads, EachAddsItsPredictionUnderItsOwnNameWithItsOwnClasses) {
  auto second = Make("wide", [this](Clip clip) {
    out_.push_back(std::move(clip));
    return absl::OkStatus();
  });
  ASSERT_TRUE(second.ok()) << second.status();
  options_.keep_features = true;
  auto first = Make("low", [&second](Clip clip) { return (*second)->Add(std::move(clip)); });
  ASSERT_TRUE(first.ok()) << first.status();
  for (const Clip& clip : SyntheticClips(clips_)) ASSERT_TRUE((*first)->Add(clip).ok());
  ASSERT_TRUE((*first)->Finish().ok());
  ASSERT_TRUE((*second)->Finish().ok());
  ASSERT_EQ(out_.size(), 10);
  for (const Clip& clip : out_) {
    ASSERT_EQ(clip.predictions_size(), 2);
    EXPECT_EQ(clip.predictions(0).name(), "low");
    EXPECT_EQ(clip.predictions(1).name(), "wide");
    EXPECT_EQ(clip.predictions(0).task(), "mood");
    EXPECT_THAT(clip.predictions(1).classes(), testing::ElementsAre("calm", "angry", "sad"));
    const std::vector<float> low = *TensorToFloats(clip.predictions(0).item());
    const std::vector<float> wide = *TensorToFloats(clip.predictions(1).item());
    ASSERT_EQ(low.size(), 2);
    ASSERT_EQ(wide.size(), 3);
    EXPECT_GT(low[0], 0.9);
    EXPECT_GT(wide[1], 0.9);
  }
}

TEST_F(ManyHeads, TheOneMustBeNamed) {
  EXPECT_THAT(std::string(Make("", nullptr).status().message()),
              HasSubstr("has 2 heads; say which: low, wide"));
  EXPECT_THAT(std::string(Make("wied", nullptr).status().message()),
              HasSubstr("no head 'wied'; did you mean 'wide'?"));
}

TEST_F(PredictorTest, OtherBinsNameBothNumbers) {
  clips_.bins = 40;
  EXPECT_THAT(std::string(Predict(SyntheticClips(clips_)).message()),
              HasSubstr("feature of 40 bins, the model reads 32"));
}

}  // namespace
}  // namespace auricle
