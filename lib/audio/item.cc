// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/item.h"

#include <isa-l/crc64.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "absl/strings/str_format.h"
#include "lib/audio/feature_stream.h"
#include "lib/audio/item_stage.h"
#include "lib/audio/tensor_bytes.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

constexpr int64_t kMostReserved = 1 << 24;  // Samples, whatever a header says.
constexpr float kSilence = 0.5f / 32768;

std::vector<float> TakeFront(int64_t n, std::vector<float>* from) {
  std::vector<float> front(from->begin(), from->begin() + n);
  from->erase(from->begin(), from->begin() + n);
  return front;
}

class Item {
 public:
  Item(const Analyzer& analyzer, const ItemOptions& options, const AudioOpener& open, Clip clip,
       const std::function<absl::Status(Clip)>& emit, ItemOutcome* outcome)
      : analyzer_(analyzer),
        front_end_(analyzer.front_end()),
        options_(options),
        open_(open),
        clip_(std::move(clip)),
        emit_(emit),
        outcome_(outcome),
        norm_(front_end_, FeatureBins(front_end_)),
        maximum_(-std::numeric_limits<float>::infinity()) {
    const double hop_s = front_end_.hop_samples() / front_end_.sample_rate_hz();
    chunk_frames_ = std::max<int64_t>(1, static_cast<int64_t>(options.chunk_s / hop_s));
    clip_.clear_chunk();
    clip_.clear_feature();
    clip_.clear_samples();
  }

  absl::Status Run() {
    RETURN_IF_ERROR(Scan());
    RETURN_IF_ERROR(Judge());
    if (front_end_.wave_norm() != FrontEnd::WAVE_RAW) RETURN_IF_ERROR(MeasureWave());
    if (!long_) return FinishShort();
    if (NeedsRowMaximum(front_end_)) RETURN_IF_ERROR(MeasureMaximum());
    if (NeedsFeatureNorm(front_end_)) RETURN_IF_ERROR(MeasureNorm());
    return EmitChunks();
  }

 private:
  // Frames of n samples at the file's rate.
  int64_t Frames(int64_t n) const {
    const double rate = front_end_.sample_rate_hz();
    return FrameCount(front_end_, ResampledLength(Lengthened(n), rate_, rate));
  }
  // Records of n samples: whole chunks by their duration; the last one also takes the frames that
  // padding adds at the end.
  int64_t Chunks(int64_t n) const {
    const int64_t resampled = ResampledLength(Lengthened(n), rate_, front_end_.sample_rate_hz());
    const int64_t chunk_samples = chunk_frames_ * front_end_.hop_samples();
    const int64_t by_time = (resampled + chunk_samples - 1) / chunk_samples;
    return std::max<int64_t>(1, std::min(by_time, (Frames(n) + chunk_frames_ - 1) / chunk_frames_));
  }
  int64_t Lengthened(int64_t n) const {
    return std::max<int64_t>(n, std::llround(front_end_.min_duration_s() * rate_));
  }
  bool keeps_samples() const {
    return options_.keep_samples || front_end_.wave_norm() != FrontEnd::WAVE_RAW ||
           (front_end_.lengthen_by_repeating() && front_end_.min_duration_s() > 0);
  }

  // Decodes all of the item: checks, counts and digests it; analyses it at once while it is short.
  absl::Status Scan() {
    ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, open_());
    rate_ = source->sample_rate_hz();
    const bool analyses = front_end_.wave_norm() == FrontEnd::WAVE_RAW;
    ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(&rows_));
    rows_.reserve(analyzer_.row_size() *
                  std::min(Frames(std::min(source->expected(), kMostReserved)), chunk_frames_ + 1));
    std::vector<float> block(kBlockSamples);
    while (true) {
      if (StopSignal() != 0) return absl::CancelledError("stopped");
      ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), kBlockSamples));
      if (got == 0) break;
      digest_ = crc64_ecma_refl(digest_, reinterpret_cast<const unsigned char*>(block.data()),
                                got * sizeof(float));
      BestKernels().stats(block.data(), got, &stats_);
      if (!stats_.finite && bad_sample_ < 0) bad_sample_ = samples_;
      samples_ += got;
      if (!long_ && Chunks(samples_) > 1) {
        long_ = true;
        std::vector<float>().swap(rows_);
        std::vector<float>().swap(kept_);
      }
      if (long_) continue;
      if (keeps_samples()) kept_.insert(kept_.end(), block.data(), block.data() + got);
      if (analyses) RETURN_IF_ERROR(stream->Push(block.data(), got));
    }
    if (long_ || !analyses || samples_ == 0) return absl::OkStatus();
    return Lengthen(stream.get());
  }

  // Pushes what a too short item is lengthened by, and ends the stream.
  absl::Status Lengthen(FeatureStream* stream) {
    const int64_t missing = Lengthened(samples_) - samples_;
    const bool repeats = front_end_.lengthen_by_repeating();
    std::vector<float> more(missing, 0.0f);
    for (int64_t i = 0; repeats && i < missing; ++i) more[i] = kept_[i % samples_];
    for (int64_t at = 0; at < missing; at += kBlockSamples) {
      RETURN_IF_ERROR(stream->Push(more.data() + at, std::min(kBlockSamples, missing - at)));
    }
    return stream->Finish();
  }

  absl::Status Judge() {
    const double seconds = samples_ / rate_;
    if (samples_ == 0) return absl::InvalidArgumentError("holds no audio (0 samples)");
    if (!stats_.finite) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "holds a sample that is not a number (NaN or infinite) at or after %.3f s; repair or "
          "drop the file",
          bad_sample_ / rate_));
    }
    if (Frames(samples_) == 0) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "lasts %.4f s, less than one window of %.4f s; --min_duration lengthens short items",
          seconds, front_end_.window_samples() / front_end_.sample_rate_hz()));
    }
    outcome_->duration_s = seconds;
    outcome_->silent = stats_.peak < kSilence;
    AudioRef* const audio = clip_.mutable_audio();
    audio->set_duration_s(seconds);
    audio->set_sample_rate_hz(rate_);
    audio->set_frames(samples_);
    audio->set_digest(digest_);
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<FeatureStream>> MakeStream(std::vector<float>* rows) const {
    return FeatureStream::Create(analyzer_, clip_.id(), rate_, &wave_, rows);
  }

  // Sends all samples through `stream`; calls after_block after each block.
  absl::Status Pass(FeatureStream* stream, const std::function<absl::Status()>& after_block,
                    std::vector<float>* copy = nullptr) const {
    std::unique_ptr<AudioSource> source;
    if (!long_) {
      source = AudioInMemory(kept_.data(), kept_.size(), rate_);
    } else {
      ASSIGN_OR_RETURN(source, open_());
    }
    std::vector<float> block(kBlockSamples);
    while (true) {
      if (StopSignal() != 0) return absl::CancelledError("stopped");
      ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), kBlockSamples));
      if (got == 0) return absl::OkStatus();
      if (copy != nullptr) copy->insert(copy->end(), block.data(), block.data() + got);
      RETURN_IF_ERROR(stream->Push(block.data(), got));
      RETURN_IF_ERROR(after_block());
    }
  }

  static absl::Status Nothing() { return absl::OkStatus(); }

  absl::Status MeasureWave() {
    ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(nullptr));
    RETURN_IF_ERROR(Pass(stream.get(), &Nothing));
    RETURN_IF_ERROR(stream->Finish());
    wave_ = stream->stats();
    return absl::OkStatus();
  }

  absl::Status MeasureMaximum() {
    std::vector<float> rows;
    const auto measure = [&] {
      AddToMaximum(front_end_, rows, analyzer_.row_size(), &maximum_);
      rows.clear();
      return absl::OkStatus();
    };
    ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(&rows));
    RETURN_IF_ERROR(Pass(stream.get(), measure));
    RETURN_IF_ERROR(stream->Finish());
    return measure();
  }

  // One pass to finished rows before normalisation, which `use` takes out of *staged.
  absl::Status StagedPass(const std::function<absl::Status()>& use, std::vector<float>* staged,
                          std::vector<float>* samples = nullptr) const {
    std::vector<float> rows;
    ItemStage stage(front_end_, analyzer_.row_size(), maximum_);
    const auto advance = [&] {
      stage.Push(&rows, staged);
      return use();
    };
    ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(&rows));
    RETURN_IF_ERROR(Pass(stream.get(), advance, samples));
    RETURN_IF_ERROR(stream->Finish());
    stage.Push(&rows, staged);
    stage.Finish(staged);
    return use();
  }

  absl::Status MeasureNorm() {
    std::vector<float> staged;
    return StagedPass(
        [&] {
          norm_.Add(staged);
          staged.clear();
          return absl::OkStatus();
        },
        &staged);
  }

  absl::Status FinishShort() {
    if (front_end_.wave_norm() != FrontEnd::WAVE_RAW) {
      ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(&rows_));
      RETURN_IF_ERROR(Pass(stream.get(), &Nothing));
      RETURN_IF_ERROR(Lengthen(stream.get()));
    }
    if (NeedsRowMaximum(front_end_)) {
      AddToMaximum(front_end_, rows_, analyzer_.row_size(), &maximum_);
    }
    ItemStage stage(front_end_, analyzer_.row_size(), maximum_);
    if (!stage.passes_through()) {
      std::vector<float> staged;
      staged.reserve(rows_.size());
      stage.Push(&rows_, &staged);
      stage.Finish(&staged);
      rows_ = std::move(staged);
    }
    if (NeedsFeatureNorm(front_end_)) {
      norm_.Add(rows_);
      norm_.Apply(&rows_);
    }
    return Emit(std::move(clip_), rows_, kept_);
  }

  // Where, in samples of the file, the stretch of the chunk with frame `first_frame` begins.
  int64_t ChunkStart(int64_t first_frame) const {
    return std::llround(first_frame * front_end_.hop_samples() / front_end_.sample_rate_hz() *
                        rate_);
  }

  absl::Status EmitChunks() {
    const int64_t bins = FeatureBins(front_end_);
    const int64_t of = Chunks(samples_);
    int64_t index = 0;
    std::vector<float> staged, samples;
    const auto emit_one = [&](int64_t frames, int64_t stretch) {
      std::vector<float> rows = TakeFront(frames * bins, &staged);
      if (NeedsFeatureNorm(front_end_)) norm_.Apply(&rows);
      return Emit(ChunkClip(index++, of), rows, TakeFront(stretch, &samples));
    };
    const auto emit_whole = [&]() -> absl::Status {
      while (index + 1 < of && static_cast<int64_t>(staged.size()) >= chunk_frames_ * bins) {
        int64_t stretch = 0;
        if (options_.keep_samples) {
          stretch = ChunkStart((index + 1) * chunk_frames_) - ChunkStart(index * chunk_frames_);
          if (static_cast<int64_t>(samples.size()) < stretch) break;
        }
        RETURN_IF_ERROR(emit_one(chunk_frames_, stretch));
      }
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(StagedPass(emit_whole, &staged, options_.keep_samples ? &samples : nullptr));
    return emit_one(static_cast<int64_t>(staged.size()) / bins, samples.size());
  }

  Clip ChunkClip(int64_t index, int64_t of) const {
    Clip clip = clip_;
    Chunk* const chunk = clip.mutable_chunk();
    chunk->set_index(index);
    chunk->set_of(of);
    chunk->set_last(index + 1 == of);
    chunk->set_first_frame(index * chunk_frames_);
    chunk->set_offset_s(index * chunk_frames_ * front_end_.hop_samples() /
                        front_end_.sample_rate_hz());
    return clip;
  }

  absl::Status Emit(Clip clip, const std::vector<float>& rows, const std::vector<float>& samples) {
    Feature* const feature = clip.mutable_feature();
    feature->set_hop_s(front_end_.hop_samples() / front_end_.sample_rate_hz());
    feature->set_offset_s(FirstCentre(front_end_));
    const int64_t bins = FeatureBins(front_end_);
    RETURN_IF_ERROR(FillTensor(rows, {static_cast<int64_t>(rows.size()) / bins, bins},
                               options_.dtype, feature->mutable_tensor()));
    if (options_.keep_samples) {
      RETURN_IF_ERROR(FillTensor(samples, {static_cast<int64_t>(samples.size())}, FLOAT32,
                                 clip.mutable_samples()));
    }
    RETURN_IF_ERROR(emit_(std::move(clip)));
    ++outcome_->records;
    return absl::OkStatus();
  }

  const Analyzer& analyzer_;
  const FrontEnd& front_end_;
  const ItemOptions& options_;
  const AudioOpener& open_;
  Clip clip_;
  const std::function<absl::Status(Clip)>& emit_;
  ItemOutcome* outcome_;
  int64_t chunk_frames_;

  double rate_ = 0;
  int64_t samples_ = 0;
  uint64_t digest_ = 0;
  SampleStats stats_;
  int64_t bad_sample_ = -1;
  bool long_ = false;
  std::vector<float> rows_;  // Of a short item.
  std::vector<float> kept_;  // Its samples, where they are needed again.
  WaveStats wave_;
  FeatureNormStats norm_;
  float maximum_;
};

}  // namespace

absl::Status AnalyseItem(const Analyzer& analyzer, const ItemOptions& options,
                         const AudioOpener& open, Clip clip,
                         const std::function<absl::Status(Clip)>& emit, ItemOutcome* outcome) {
  return Item(analyzer, options, open, std::move(clip), emit, outcome).Run();
}

}  // namespace auricle
