// SPDX-License-Identifier: Apache-2.0
#include "lib/data/items.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/synthetic.h"
#include "lib/data/training_set_testing.h"
#include "lib/records/tensors.h"

namespace auricle {
namespace {

using testing::HasSubstr;

using ItemsTest = TrainingSetTest;

TEST_F(ItemsTest, FramesAreReadInPlaceAcrossChunkEdges) {
  SyntheticOptions chunked;
  chunked.chunk_frames = 7;
  chunked.dtype = FLOAT32;
  const std::vector<Clip> whole = clips_;
  clips_ = SyntheticClips(chunked);
  // Chunks may come in any order: shards deal records in turn.
  std::reverse(clips_.begin(), clips_.end());
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->items.items.size(), whole.size());
  for (const StoredItem& item : set->items.items) {
    const auto clip = std::find_if(whole.begin(), whole.end(),
                                   [&](const Clip& one) { return one.id() == item.id; });
    const std::vector<float> want = *TensorToFloats(clip->feature().tensor());
    ASSERT_EQ(item.frames * 32, want.size());
    std::vector<float> got(want.size() - 2 * 32);
    ASSERT_TRUE(CopyFrames(item, 32, 1, item.frames - 2, got.data()).ok());
    EXPECT_TRUE(std::equal(got.begin(), got.end(), want.begin() + 32)) << item.id;
  }
}

TEST_F(ItemsTest, HalfPrecisionAndBytesBecomeFloats) {
  clips_.resize(16);
  FloatsToTensor(std::vector<float>(64, 0.5F), {2, 32}, FLOAT16,
                 clips_[0].mutable_feature()->mutable_tensor());
  Tensor* bytes = clips_[1].mutable_feature()->mutable_tensor();
  bytes->set_dtype(UINT8);
  bytes->set_shape(0, 2);
  bytes->set_data(std::string(64, '\xff'));
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  std::vector<float> values(64);
  ASSERT_TRUE(CopyFrames(set->items.items[0], 32, 0, 2, values.data()).ok());
  EXPECT_THAT(values, testing::Each(0.5F));
  ASSERT_TRUE(CopyFrames(set->items.items[1], 32, 0, 2, values.data()).ok());
  EXPECT_THAT(values, testing::Each(255.0F));
}

TEST_F(ItemsTest, AValueThatIsNotFiniteNamesTheItemWhichMayBeDropped) {
  std::vector<float> values = *TensorToFloats(clips_[3].feature().tensor());
  values[5 * 32] = std::numeric_limits<float>::infinity();
  const int64_t frames = static_cast<int64_t>(values.size()) / 32;
  FloatsToTensor(values, {frames, 32}, FLOAT32, clips_[3].mutable_feature()->mutable_tensor());
  EXPECT_THAT(Error(), HasSubstr("record 4 'toy/3': a value of its feature is not finite"));
  std::string dropped;
  options_.judge = [&](const absl::Status&, const std::string&, const std::string& id) {
    dropped += id;
    return absl::OkStatus();
  };
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(dropped, "toy/3");
  EXPECT_EQ(set->items.items.size(), clips_.size() - 1);
}

TEST_F(ItemsTest, TimesComeWithTheItems) {
  for (Clip& clip : clips_) {
    clip.mutable_feature()->set_offset_s(0.0125);
    clip.mutable_audio()->set_duration_s(0.5);
  }
  const auto set = Load();
  EXPECT_EQ(set->items.items[3].hop_s, 0.01);
  EXPECT_EQ(set->items.items[3].first_centre_s, 0.0125);
  EXPECT_EQ(set->items.items[3].duration_s, 0.5);
}

TEST_F(ItemsTest, AnItemStoredTwiceIsAnError) {
  clips_.push_back(clips_[4]);
  EXPECT_THAT(Error(), HasSubstr("item 'toy/4' is stored twice"));
}

TEST_F(ItemsTest, ABadChunkDropsItsWholeItemOnce) {
  SyntheticOptions chunked;
  chunked.chunk_frames = 7;
  clips_ = SyntheticClips(chunked);
  clips_[1].clear_feature();
  clips_[2].clear_feature();
  int dropped = 0;
  options_.judge = [&](const absl::Status&, const std::string&, const std::string&) {
    ++dropped;
    return absl::OkStatus();
  };
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(dropped, 1);
  EXPECT_EQ(set->items.items.size(), 47);
  EXPECT_EQ(set->items.items[0].id, "toy/1");
}

TEST_F(ItemsTest, AMissingChunkIsDataLoss) {
  SyntheticOptions chunked;
  chunked.chunk_frames = 7;
  clips_ = SyntheticClips(chunked);
  const std::vector<Clip> all = clips_;
  clips_.erase(clips_.begin() + 1);
  EXPECT_THAT(Error(), HasSubstr("item 'toy/0' lacks chunk 1"));
  clips_ = all;
  const auto last = std::find_if(clips_.begin(), clips_.end(),
                                 [](const Clip& clip) { return clip.chunk().last(); });
  clips_.erase(last);
  EXPECT_THAT(Error(), HasSubstr("not its last"));
}

TEST_F(ItemsTest, FeaturesThatAreMissingOrDoNotFitAreNamed) {
  const std::vector<Clip> good = clips_;
  clips_[2].clear_feature();
  EXPECT_THAT(Error(), HasSubstr("'toy/2': no feature; make features first, with wav2mel"));
  clips_ = good;
  clips_[2].mutable_feature()->mutable_tensor()->set_shape(1, 16);
  EXPECT_NE(Error(), "");
  clips_ = good;
  clips_[2].mutable_feature()->mutable_tensor()->set_shape(0, int64_t{1} << 60);
  EXPECT_NE(Error(), "");
  clips_ = good;  // A product of sizes that no int64 holds.
  clips_[2].mutable_feature()->mutable_tensor()->set_shape(1, int64_t{1} << 62);
  EXPECT_NE(Error(), "");
  clips_ = good;
  (*clips_[2].mutable_assignments())["split"] = static_cast<Part>(17);
  EXPECT_THAT(Error(), HasSubstr("puts it in part 17"));
  clips_ = good;
  FloatsToTensor(std::vector<float>(64, 1.0F), {4, 16}, FLOAT32,
                 clips_[2].mutable_feature()->mutable_tensor());
  EXPECT_THAT(Error(), HasSubstr("has 16 bins, those before have 32"));
}

// A frame of 32 equal values for every ten samples, or an error for silence.
class TenSamplesAFrame : public FrameMaker {
 public:
  TenSamplesAFrame() { front_end_.set_sample_rate_hz(8000); }
  const FrontEnd& front_end() const override { return front_end_; }
  int32_t bins() const override { return 32; }
  absl::Status Describe(StoredItem* item) const override {
    for (const Stretch& stretch : item->audio->samples) item->frames += stretch.frames / 10;
    item->hop_s = 10.0 / 8000;
    if (item->frames > 0) return absl::OkStatus();
    return absl::InvalidArgumentError("is silent");
  }
  absl::Status Frames(const StoredItem& item, int64_t first, int64_t count,
                      float* out) const override {
    for (int64_t i = 0; i < count * 32; ++i) {
      out[i] = static_cast<float>(item.frames * 1000 + first + i / 32);
    }
    return absl::OkStatus();
  }

 private:
  FrontEnd front_end_;
};

// Replaces the feature by `n` samples, and puts it in two chunks, the later one first.
void KeepSamples(size_t i, int64_t n, std::vector<Clip>* clips) {
  Clip first = (*clips)[i];
  first.clear_feature();
  first.mutable_audio()->set_path("x.wav");
  first.mutable_chunk()->set_of(2);
  FloatsToTensor(std::vector<float>(n, 1.0F), {n}, FLOAT32, first.mutable_samples());
  Clip second = first;
  second.clear_labels();
  second.mutable_chunk()->set_index(1);
  second.mutable_chunk()->set_last(true);
  FloatsToTensor(std::vector<float>(n, 2.0F), {n}, FLOAT32, second.mutable_samples());
  (*clips)[i] = second;
  clips->push_back(first);
}

TEST_F(ItemsTest, FramesOfClipsWithoutFeaturesAreMade) {
  KeepSamples(5, 40, &clips_);
  EXPECT_THAT(Error(), HasSubstr("'toy/5': no feature"));
  options_.maker = std::make_shared<TenSamplesAFrame>();
  header_.mutable_corpus()->set_root("/root");
  header_.mutable_front_end()->set_sample_rate_hz(16000);
  EXPECT_THAT(Error(), HasSubstr("are made with another front end than those that are stored "
                                 "(stored -> made): sample_rate_hz: 16000 -> 8000"));
  header_.mutable_front_end()->set_sample_rate_hz(8000);
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  const StoredItem& item = set->items.items[5];
  EXPECT_EQ(item.frames, 8);
  EXPECT_EQ(item.hop_s, 10.0 / 8000);
  EXPECT_EQ(item.audio->path, "/root/x.wav");
  ASSERT_EQ(item.audio->samples.size(), 2);
  float value = 0;
  memcpy(&value, item.audio->samples[0].bytes.data(), sizeof(value));
  EXPECT_EQ(value, 1);  // In time order.
  std::vector<float> frames(2 * 32);
  ASSERT_TRUE(CopyFrames(item, 32, 3, 2, frames.data()).ok());
  EXPECT_EQ(frames[0], 8003);
  EXPECT_EQ(frames[32], 8004);
  EXPECT_EQ(set->items.items[4].frames, 38);  // Stored.
  // A stream without features gets the maker's front end.
  header_.clear_front_end();
  EXPECT_EQ(Load()->header.front_end().sample_rate_hz(), 8000);
}

TEST_F(ItemsTest, AClipWhoseFramesCannotBeMadeMayBeDropped) {
  KeepSamples(5, 4, &clips_);
  options_.maker = std::make_shared<TenSamplesAFrame>();
  header_.clear_front_end();
  EXPECT_THAT(Error(), HasSubstr("item 'toy/5': is silent"));
  std::string dropped;
  options_.judge = [&](const absl::Status& error, const std::string& where, const std::string& id) {
    dropped = absl::StrCat(where, " ", id, " ", error.message());
    return absl::OkStatus();
  };
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(dropped, "item 'toy/5' toy/5 is silent");
  EXPECT_EQ(set->items.items.size(), 47);
}

}  // namespace
}  // namespace auricle
