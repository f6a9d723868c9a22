// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/analysed_frames.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/audio/decode/decode.h"
#include "lib/audio/items/feature_stream.h"
#include "lib/audio/items/item.h"
#include "lib/audio/items/item_shape.h"
#include "lib/audio/items/item_stage.h"
#include "lib/audio/spectra/framer.h"
#include "lib/base/status_macros.h"
#include "lib/data/augment/item_wave.h"
#include "lib/records/tensors.h"

namespace auricle {
namespace {

constexpr double kAnyLength_s = 1e9;
// libsoxr's filter at its high quality reaches not so far, of rates down to 4 kHz.
constexpr double kResamplerReach_s = 0.1;

bool IsLocal(const FrontEnd& front_end) {
  return front_end.wave_norm() == FrontEnd::WAVE_RAW && front_end.dither() == 0 &&
         !NeedsRowMaximum(front_end) && !NeedsFeatureNorm(front_end);
}

bool IsWhole(double x) { return x == std::floor(x) && x > 0 && x < 1e9; }

// Where to begin and end reading so that frames [first, first + count) come out as of the whole
// item.
struct Reach {
  int64_t frame = 0;           // Of the item, that the stretch's frame 0 is.
  int64_t begin = 0, end = 0;  // Samples at the file's rate.
};

Reach ReachOf(const FrontEnd& front_end, double rate_hz, int64_t samples, int64_t first,
              int64_t count, int64_t context) {
  const auto to = static_cast<int64_t>(front_end.sample_rate_hz());
  const auto from = static_cast<int64_t>(rate_hz);
  const int64_t hop = front_end.hop_samples(), origin = FrameOrigin(front_end);
  const int64_t margin = from == to ? 1 : std::llround(kResamplerReach_s * static_cast<double>(to));
  // Frames at the stretch's start are padded, or see its start's resampling.
  const int64_t lead = (std::max<int64_t>(0, -origin) + margin + hop - 1) / hop + context;
  // A stretch begins at a whole sample of both rates.
  const int64_t step = to / std::gcd(hop * from, to);
  Reach reach;
  reach.frame = std::max<int64_t>(0, first - lead) / step * step;
  reach.begin = reach.frame * hop * from / to;
  const int64_t end =
      origin + (first + count + context) * hop + front_end.window_samples() + margin;
  reach.end = std::min(samples, end * from / to + 2);
  return reach;
}

}  // namespace

AnalysedFrames::AnalysedFrames(std::unique_ptr<const Analyzer> analyzer)
    : analyzer_(std::move(analyzer)),
      local_(IsLocal(analyzer_->front_end())),
      context_(static_cast<int64_t>(analyzer_->front_end().delta_order()) *
               analyzer_->front_end().delta_window()) {}

absl::StatusOr<std::shared_ptr<const AnalysedFrames>> AnalysedFrames::Create(
    const FrontEnd& front_end) {
  ASSIGN_OR_RETURN(std::unique_ptr<const Analyzer> analyzer, Analyzer::Create(front_end));
  return std::shared_ptr<const AnalysedFrames>(new AnalysedFrames(std::move(analyzer)));
}

int32_t AnalysedFrames::bins() const { return FeatureBins(front_end()); }

absl::Status AnalysedFrames::Describe(StoredItem* item) const {
  double rate_hz = 0;
  int64_t samples = 0;
  if (KnowsLength(*item)) {
    rate_hz = item->audio->ref.sample_rate_hz();
    samples = item->audio->ref.frames();
  } else {
    ASSIGN_OR_RETURN(const ItemWave wave, ReadWave(*item));
    rate_hz = wave.rate_hz;
    samples = static_cast<int64_t>(wave.samples.size());
    auto audio = std::make_shared<StoredAudio>(*item->audio);
    audio->ref.set_sample_rate_hz(rate_hz);
    audio->ref.set_frames(samples);
    item->audio = std::move(audio);
  }
  RETURN_IF_ERROR(CheckRate(rate_hz));
  item->frames = ItemShape(front_end(), rate_hz, kAnyLength_s).Frames(samples);
  item->duration_s = static_cast<double>(samples) / rate_hz;
  item->hop_s = front_end().hop_samples() / front_end().sample_rate_hz();
  item->first_centre_s = FirstCentre(front_end());
  if (item->frames > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("lasts ", item->duration_s, " s, less than one window of ",
                   front_end().window_samples() / front_end().sample_rate_hz(), " s"));
}

absl::Status AnalysedFrames::Frames(const StoredItem& item, int64_t first, int64_t count,
                                    float* out) const {
  return EditedFrames(item, first, count, Edit(), out);
}

bool AnalysedFrames::CanBePart(const StoredItem& item) const {
  if (!local_ || !KnowsLength(item)) return false;
  const double rate_hz = item.audio->ref.sample_rate_hz();
  const int64_t samples = item.audio->ref.frames();
  return IsWhole(rate_hz) && IsWhole(front_end().sample_rate_hz()) &&
         ItemShape(front_end(), rate_hz, kAnyLength_s).Lengthened(samples) == samples;
}

absl::Status AnalysedFrames::EditedFrames(const StoredItem& item, int64_t first, int64_t count,
                                          const Edit& edit, float* out) const {
  RETURN_IF_ERROR(Annotate(
      CanBePart(item) ? Part(item, first, count, edit, out) : Whole(item, first, count, edit, out),
      absl::StrCat("item '", item.id, "'")));
  const int64_t values = count * bins();
  if (std::all_of(out, out + values, [](float x) { return std::isfinite(x); })) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("item '", item.id, "' has a value that is not finite in frames ", first, " … ",
                   first + count - 1, " of its feature; drop the item"));
}

absl::Status AnalysedFrames::Whole(const StoredItem& item, int64_t first, int64_t count,
                                   const Edit& edit, float* out) const {
  ASSIGN_OR_RETURN(ItemWave wave, ReadWave(item));
  ShiftWave(edit.shift, &wave.samples);
  if (edit.samples) RETURN_IF_ERROR(edit.samples(wave.rate_hz, &wave.samples));
  ItemOptions options;
  options.chunk_s = kAnyLength_s;
  Clip clip;
  clip.set_id(item.id);  // Names the stream of dither.
  ItemOutcome outcome;
  std::vector<float> rows;
  RETURN_IF_ERROR(AnalyseItem(
      *analyzer_, options,
      [&wave]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
        return AudioInMemory(wave.samples.data(), static_cast<int64_t>(wave.samples.size()),
                             wave.rate_hz);
      },
      std::move(clip),
      [&rows](const Clip& made) -> absl::Status {
        ASSIGN_OR_RETURN(rows, TensorToFloats(made.feature().tensor()));
        return absl::OkStatus();
      },
      &outcome));
  const int64_t begin = first * bins(), values = count * bins();
  if (begin + values > static_cast<int64_t>(rows.size())) {
    return absl::DataLossError(absl::StrCat("its audio gives ", rows.size() / bins(),
                                            " frames, want ", first + count,
                                            "; was the file changed?"));
  }
  std::copy_n(rows.begin() + begin, values, out);
  return absl::OkStatus();
}

absl::Status AnalysedFrames::Part(const StoredItem& item, int64_t first, int64_t count,
                                  const Edit& edit, float* out) const {
  const double rate_hz = item.audio->ref.sample_rate_hz();
  const Reach reach =
      ReachOf(front_end(), rate_hz, item.audio->ref.frames(), first, count, context_);
  ASSIGN_OR_RETURN(std::vector<float> samples,
                   ReadWavePart(item, reach.begin, reach.end, edit.shift));
  if (edit.samples) RETURN_IF_ERROR(edit.samples(rate_hz, &samples));
  std::vector<float> rows, staged;
  ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream,
                   FeatureStream::Create(*analyzer_, item.id, rate_hz, nullptr, &rows));
  for (int64_t at = 0; at < static_cast<int64_t>(samples.size()); at += kBlockSamples) {
    const int64_t left = static_cast<int64_t>(samples.size()) - at;
    RETURN_IF_ERROR(stream->Push(samples.data() + at, std::min(kBlockSamples, left)));
  }
  RETURN_IF_ERROR(stream->Finish());
  ItemStage stage(front_end(), analyzer_->row_size(), -std::numeric_limits<float>::infinity());
  if (stage.passes_through()) {
    staged = std::move(rows);
  } else {
    stage.Push(&rows, &staged);
    stage.Finish(&staged);
  }
  const int64_t begin = (first - reach.frame) * bins(), values = count * bins();
  if (begin + values > static_cast<int64_t>(staged.size())) {
    return absl::DataLossError(absl::StrCat("its audio gives ",
                                            reach.frame + staged.size() / bins(), " frames, want ",
                                            first + count, "; was the file changed?"));
  }
  std::copy_n(staged.begin() + begin, values, out);
  return absl::OkStatus();
}

}  // namespace auricle
