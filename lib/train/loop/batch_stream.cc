// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/batch_stream.h"

#include <utility>

#include "lib/base/status_macros.h"

namespace auricle {

int64_t BatchStream::CountBatches(const TrainConfig& config, const TrainingSet& set,
                                  const Windows& rule) {
  const auto windows =
      static_cast<int64_t>(EvaluationWindows(set.items, set.parts.train, rule).size());
  return (windows + config.batch() - 1) / config.batch();
}

BatchStream::BatchStream(const TrainConfig& config, const TrainingSet& set, const Windows& rule,
                         const LoaderOptions& options, int64_t first)
    : config_(config), set_(set), rule_(rule), options_(options) {
  const int64_t batches = CountBatches(config, set, rule);
  pass_ = static_cast<int32_t>(first / batches) + 1;
  Open(first % batches);
}

void BatchStream::Open(int64_t first) {
  const EpochOrder order = {config_.random_windows(), config_.batch(), config_.pool(),
                            config_.seed(), pass_};
  LoaderOptions options = options_;
  options.first = first;
  loader_ = std::make_unique<Loader>(
      set_.items, TrainingWindows(set_.items, set_.parts.train, rule_, order), options);
}

absl::Status BatchStream::Next(WindowBatch* batch) {
  ASSIGN_OR_RETURN(const bool more, loader_->Next(batch));
  if (more) return absl::OkStatus();
  waited_before_s_ += loader_->waited_s();
  ++pass_;
  Open(0);
  return loader_->Next(batch).status();
}

}  // namespace auricle
