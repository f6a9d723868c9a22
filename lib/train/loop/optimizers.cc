// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/optimizers.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// The penalty λ w² has the gradient 2 λ w, and weight decay is what w is multiplied by.
constexpr double kDecayOfPenalty = 2;

std::string StatePrefix(size_t index) { return absl::StrCat("#", index, "/"); }

}  // namespace

double IndividualDecay(int64_t items) {
  return items < 500 ? 0.005 : items < 1000 ? 0.002 : items < 10000 ? 0.0005 : 1e-6;
}

absl::StatusOr<Optimizers> Optimizers::Create(const TrainJob& job, const Net& net) {
  const TrainConfig& config = job.config;
  OptimizerOptions options;
  options.name = config.optimizer();
  options.weight_decay = config.weight_decay();
  options.momentum = config.momentum();
  for (const TrainCorpus& corpus : job.corpora) {
    if (!config.individual_weight_decay()) break;
    const auto items = static_cast<int64_t>(corpus.set->parts.train.size());
    for (const Head& head : corpus.heads) {
      options.decays.emplace_back(absl::StrCat("way.", head.name()),
                                  kDecayOfPenalty * IndividualDecay(items));
    }
  }
  Optimizers result;
  const size_t count = config.optimizer_per_head() ? job.corpora.size() : 1;
  for (size_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(std::unique_ptr<Optimizer> one, Optimizer::Create(options, net.Trainable()));
    result.optimizers_.push_back(std::move(one));
  }
  return result;
}

absl::Status Optimizers::Update(int corpus, double clip, double learning_rate) {
  Optimizer* const optimizer = Of(corpus);
  if (clip > 0) {
    const double norm = optimizer->ClipGradNorm(clip);
    if (!std::isfinite(norm)) return absl::AbortedError(absl::StrCat("the gradient is ", norm));
  }
  return optimizer->Update(learning_rate);
}

TensorMap Optimizers::State() const {
  if (!per_head()) return optimizers_.front()->State();
  TensorMap all;
  for (size_t i = 0; i < optimizers_.size(); ++i) {
    for (const auto& [name, tensor] : optimizers_[i]->State()) {
      all[absl::StrCat(StatePrefix(i), name)] = tensor;
    }
  }
  return all;
}

absl::Status Optimizers::Restore(const TensorMap& state) {
  if (!per_head()) return optimizers_.front()->Restore(state);
  for (size_t i = 0; i < optimizers_.size(); ++i) {
    const std::string prefix = StatePrefix(i);
    TensorMap own;
    for (const auto& [name, tensor] : state) {
      if (absl::StartsWith(name, prefix)) own[name.substr(prefix.size())] = tensor;
    }
    RETURN_IF_ERROR(optimizers_[i]->Restore(own));
  }
  return absl::OkStatus();
}

}  // namespace auricle
