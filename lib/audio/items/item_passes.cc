// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/item_passes.h"

#include <limits>
#include <utility>

#include "absl/strings/str_format.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {

ItemPasses::ItemPasses(const Analyzer& analyzer, const AudioOpener& open, std::string item_id,
                       double rate_hz)
    : analyzer_(analyzer),
      open_(open),
      item_id_(std::move(item_id)),
      rate_hz_(rate_hz),
      maximum_(-std::numeric_limits<float>::infinity()),
      norm_(analyzer.front_end(), FeatureBins(analyzer.front_end())) {}

absl::StatusOr<std::unique_ptr<FeatureStream>> ItemPasses::MakeStream(
    std::vector<float>* rows) const {
  return FeatureStream::Create(analyzer_, item_id_, rate_hz_, &wave_, rows);
}

absl::Status ItemPasses::Pass(FeatureStream* stream,
                              const std::function<absl::Status()>& after_block,
                              std::vector<float>* samples) const {
  ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, open_());
  std::vector<float> block(kBlockSamples);
  int64_t seen = 0;
  while (true) {
    if (StopSignal() != 0) return absl::CancelledError("stopped");
    ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), kBlockSamples));
    seen += got;
    if (expected_ >= 0 && (seen > expected_ || (got == 0 && seen < expected_))) {
      return absl::DataLossError(
          absl::StrFormat("was changed while it was read: %d samples at first, now %s %d",
                          expected_, got == 0 ? "only" : "at least", seen));
    }
    if (got == 0) return stream->Finish();
    if (samples != nullptr) samples->insert(samples->end(), block.data(), block.data() + got);
    RETURN_IF_ERROR(stream->Push(block.data(), got));
    RETURN_IF_ERROR(after_block());
  }
}

absl::Status ItemPasses::MeasureWave() {
  ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(nullptr));
  RETURN_IF_ERROR(Pass(
      stream.get(), [] { return absl::OkStatus(); }, nullptr));
  wave_ = stream->stats();
  return absl::OkStatus();
}

absl::Status ItemPasses::MeasureMaximum() {
  std::vector<float> rows;
  const auto measure = [&] {
    AddToMaximum(analyzer_.front_end(), rows, analyzer_.row_size(), &maximum_);
    rows.clear();
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(&rows));
  RETURN_IF_ERROR(Pass(stream.get(), measure, nullptr));
  return measure();
}

absl::Status ItemPasses::MeasureNorm() {
  std::vector<float> staged;
  const auto measure = [&] {
    norm_.Add(staged);
    staged.clear();
    return absl::OkStatus();
  };
  return Staged(measure, &staged, nullptr);
}

absl::Status ItemPasses::Staged(const std::function<absl::Status()>& use,
                                std::vector<float>* staged, std::vector<float>* samples) const {
  std::vector<float> rows;
  ItemStage stage(analyzer_.front_end(), analyzer_.row_size(), maximum_);
  const auto advance = [&] {
    stage.Push(&rows, staged);
    return use();
  };
  ASSIGN_OR_RETURN(const std::unique_ptr<FeatureStream> stream, MakeStream(&rows));
  RETURN_IF_ERROR(Pass(stream.get(), advance, samples));
  stage.Push(&rows, staged);
  stage.Finish(staged);
  return use();
}

}  // namespace auricle
