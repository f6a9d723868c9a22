// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/item.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "lib/audio/items/feature_stream.h"
#include "lib/audio/items/item_passes.h"
#include "lib/audio/items/item_scan.h"
#include "lib/audio/items/item_shape.h"
#include "lib/audio/items/item_stage.h"
#include "lib/audio/items/tensor_bytes.h"
#include "lib/audio/spectra/framer.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

constexpr int64_t kMostReserved = 1 << 24;  // Samples, whatever a header says.

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
        scan_(options.min_peak > 0) {
    clip_.clear_chunk();
    clip_.clear_feature();
    clip_.clear_samples();
  }

  absl::Status Run() {
    ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, open_());
    rate_ = source->sample_rate_hz();
    RETURN_IF_ERROR(CheckRate(rate_));  // Samples in a record come with any.
    const ItemShape shape(front_end_, rate_, options_.chunk_s);
    const AudioOpener again = [this]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
      if (long_) return open_();
      return AudioInMemory(kept_.data(), kept_.size(), rate_);
    };
    ItemPasses passes(analyzer_, again, clip_.id(), rate_);
    RETURN_IF_ERROR(Scan(source.get(), shape, passes));
    outcome_->notes = source->notes();
    RETURN_IF_ERROR(Judge(shape));
    if (outcome_->too_quiet) return absl::OkStatus();
    if (!long_) return FinishShort(shape, &passes);
    passes.Expect(scan_.samples());
    return FinishLong(shape, &passes);
  }

 private:
  bool normalises_wave() const { return front_end_.wave_norm() != FrontEnd::WAVE_RAW; }
  bool keeps_samples() const {
    return options_.keep_samples || normalises_wave() || front_end_.lengthen_by_repeating();
  }

  // Decodes all of the item: checks, counts and digests it; analyses it at once while it is short.
  absl::Status Scan(AudioSource* source, const ItemShape& shape, const ItemPasses& passes) {
    ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, passes.MakeStream(&rows_));
    const int64_t expected = shape.Frames(std::min(source->expected(), kMostReserved));
    rows_.reserve(analyzer_.row_size() * std::min(expected, shape.chunk_frames() + 1));
    std::vector<float> block(kBlockSamples);
    while (true) {
      if (StopSignal() != 0) return absl::CancelledError("stopped");
      ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), kBlockSamples));
      if (got == 0) break;
      scan_.Add(block.data(), got);
      if (!long_ && shape.Chunks(scan_.samples()) > 1) {
        long_ = true;
        std::vector<float>().swap(rows_);
        std::vector<float>().swap(kept_);
      }
      if (long_) continue;
      if (keeps_samples()) kept_.insert(kept_.end(), block.data(), block.data() + got);
      if (!normalises_wave()) RETURN_IF_ERROR(stream->Push(block.data(), got));
    }
    if (long_ || scan_.samples() == 0 || normalises_wave()) return absl::OkStatus();
    const std::vector<float> more = Missing(shape);
    for (int64_t at = 0; at < static_cast<int64_t>(more.size()); at += kBlockSamples) {
      const int64_t left = static_cast<int64_t>(more.size()) - at;
      RETURN_IF_ERROR(stream->Push(more.data() + at, std::min(kBlockSamples, left)));
    }
    return stream->Finish();
  }

  // What a too short item is lengthened by.
  std::vector<float> Missing(const ItemShape& shape) const {
    std::vector<float> more(shape.Lengthened(scan_.samples()) - scan_.samples(), 0.0f);
    if (!front_end_.lengthen_by_repeating()) return more;
    for (size_t i = 0; i < more.size(); ++i) more[i] = kept_[i % scan_.samples()];
    return more;
  }

  absl::Status Judge(const ItemShape& shape) {
    RETURN_IF_ERROR(scan_.Check(rate_));
    outcome_->peak = scan_.maximum();
    outcome_->too_quiet = options_.min_peak > 0 && !(scan_.maximum() > options_.min_peak);
    if (outcome_->too_quiet) return absl::OkStatus();
    const double seconds = scan_.samples() / rate_;
    if (shape.Frames(scan_.samples()) == 0) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "lasts %.4f s, less than one window of %.4f s; a front end with a min_duration lengthens "
          "short items",
          seconds, front_end_.window_samples() / front_end_.sample_rate_hz()));
    }
    outcome_->duration_s = seconds;
    outcome_->silent = scan_.silent();
    if (scan_.too_loud()) {
      outcome_->notes.push_back(absl::StrFormat(
          "its loudest sample has the magnitude %.6g, where full scale is 1: were integers written "
          "as floats without dividing them, by 32768 for 16 bits? If so, divide: ffmpeg -i x.wav "
          "-af "
          "volume=1/32768 y.wav",
          scan_.peak()));
    }
    AudioRef* const audio = clip_.mutable_audio();
    audio->set_duration_s(seconds);
    audio->set_sample_rate_hz(rate_);
    audio->set_frames(scan_.samples());
    // All silence is alike: it would join clips that have nothing in common.
    if (!scan_.silent() && !scan_.constant()) audio->set_digest(scan_.digest());
    return absl::OkStatus();
  }

  absl::Status FinishShort(const ItemShape& shape, ItemPasses* passes) {
    if (normalises_wave()) return FinishNormalised(shape, passes);
    if (NeedsRowMaximum(front_end_)) {
      AddToMaximum(front_end_, rows_, analyzer_.row_size(), passes->maximum());
    }
    ItemStage stage(front_end_, analyzer_.row_size(), *passes->maximum());
    if (!stage.passes_through()) {
      std::vector<float> staged;
      staged.reserve(rows_.size());
      stage.Push(&rows_, &staged);
      stage.Finish(&staged);
      rows_ = std::move(staged);
    }
    return EmitNormed(std::move(clip_), kept_, passes);
  }

  // A short item whose wave has to be measured before it is analysed, from its kept samples. The
  // wave that is measured and the one that is analysed are the lengthened one.
  absl::Status FinishNormalised(const ItemShape& shape, ItemPasses* passes) {
    const size_t own = kept_.size();
    const std::vector<float> more = Missing(shape);
    kept_.insert(kept_.end(), more.begin(), more.end());
    RETURN_IF_ERROR(passes->MeasureWave());
    if (NeedsRowMaximum(front_end_)) RETURN_IF_ERROR(passes->MeasureMaximum());
    rows_.clear();
    RETURN_IF_ERROR(passes->Staged([] { return absl::OkStatus(); }, &rows_, nullptr));
    kept_.resize(own);
    return EmitNormed(std::move(clip_), kept_, passes);
  }

  absl::Status EmitNormed(Clip clip, const std::vector<float>& samples, ItemPasses* passes) {
    if (NeedsFeatureNorm(front_end_)) {
      passes->norm()->Add(rows_);
      passes->norm()->Apply(&rows_);
    }
    return Emit(std::move(clip), rows_, samples);
  }

  absl::Status FinishLong(const ItemShape& shape, ItemPasses* passes) {
    if (normalises_wave()) RETURN_IF_ERROR(passes->MeasureWave());
    if (NeedsRowMaximum(front_end_)) RETURN_IF_ERROR(passes->MeasureMaximum());
    if (NeedsFeatureNorm(front_end_)) RETURN_IF_ERROR(passes->MeasureNorm());
    const int64_t bins = FeatureBins(front_end_), of = shape.Chunks(scan_.samples());
    int64_t index = 0;
    std::vector<float> staged, samples;
    const auto emit_one = [&](int64_t frames, int64_t stretch) {
      std::vector<float> rows = TakeFront(frames * bins, &staged);
      if (NeedsFeatureNorm(front_end_)) passes->norm()->Apply(&rows);
      Clip clip = clip_;
      *clip.mutable_chunk() = shape.ChunkAt(index++, of);
      return Emit(std::move(clip), rows, TakeFront(stretch, &samples));
    };
    const auto emit_whole = [&]() -> absl::Status {
      while (index + 1 < of && static_cast<int64_t>(staged.size()) >= shape.chunk_frames() * bins) {
        int64_t stretch = 0;
        if (options_.keep_samples) stretch = shape.ChunkStart(index + 1) - shape.ChunkStart(index);
        if (static_cast<int64_t>(samples.size()) < stretch) break;
        RETURN_IF_ERROR(emit_one(shape.chunk_frames(), stretch));
      }
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(
        passes->Staged(emit_whole, &staged, options_.keep_samples ? &samples : nullptr));
    return emit_one(static_cast<int64_t>(staged.size()) / bins, samples.size());
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

  double rate_ = 0;
  ItemScan scan_;
  bool long_ = false;
  std::vector<float> rows_;  // Of a short item.
  std::vector<float> kept_;  // Its samples, where they are needed again.
};

}  // namespace

absl::Status AnalyseItem(const Analyzer& analyzer, const ItemOptions& options,
                         const AudioOpener& open, Clip clip,
                         const std::function<absl::Status(Clip)>& emit, ItemOutcome* outcome) {
  return Item(analyzer, options, open, std::move(clip), emit, outcome).Run();
}

}  // namespace auricle
