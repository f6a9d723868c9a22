// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/augment.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/terms.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

absl::Status At(const Term& term, const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrCat("augment, at character ", term.position, ": ", what));
}

absl::StatusOr<const AugmentationKind*> FindKind(const Term& term) {
  std::vector<std::string> names;
  for (const AugmentationKind& kind : AugmentationKinds()) {
    if (term.name == kind.name) return &kind;
    names.emplace_back(kind.name);
  }
  return At(term, absl::StrCat("there is no augmentation '", term.name, "'",
                               InsteadOf(term.name, names)));
}

absl::Status CheckOrder(const std::vector<Term>& terms) {
  bool mixed = false;
  for (const Term& term : terms) {
    if (term.factor != 1) return At(term, absl::StrCat("'", term.name, "' takes no factor"));
    if (mixed && term.name == "mixup")
      return At(term, "mixup is given twice; once is all it takes");
    if (mixed && term.name == "time_shift") {
      return At(term, "time_shift moves what mixup has mixed; put it before mixup");
    }
    mixed = mixed || term.name == "mixup";
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Augment>> Augment::Create(absl::string_view text,
                                                               const AugmentContext& context,
                                                               uint64_t seed) {
  std::unique_ptr<Augment> augment(new Augment);
  augment->seed_ = seed;
  if (text.find_first_not_of(" \t\n") == absl::string_view::npos) return augment;
  ASSIGN_OR_RETURN(const std::vector<Term> terms, ParseTerms(text, {"augment", "an augmentation"}));
  RETURN_IF_ERROR(CheckOrder(terms));
  for (size_t i = 0; i < terms.size(); ++i) {
    ASSIGN_OR_RETURN(const AugmentationKind* kind, FindKind(terms[i]));
    TermArguments arguments(terms[i], "augment");
    ASSIGN_OR_RETURN(MadeAugmentation made, kind->make(&arguments, context));
    RETURN_IF_ERROR(arguments.Done());
    const int place = static_cast<int>(i);
    if (made.wave != nullptr) augment->wave_.push_back({place, std::move(made.wave)});
    if (made.feature != nullptr) augment->feature_.push_back({place, std::move(made.feature)});
  }
  augment->text_ = FormatTerms(terms);
  return augment;
}

Rng Augment::RngOf(int place, int64_t batch, int64_t row) const {
  return Rng(seed_, absl::StrCat("augment/", place, "/", batch, "/", row));
}

void Augment::ApplyToFeatures(int32_t bins, WindowBatch* batch) const {
  if (feature_.empty()) return;
  batch->changes.resize(batch->windows.size());
  for (const auto& placed : feature_) {
    const RowRng rng = [&](size_t row) {
      return RngOf(placed.place, batch->number, batch->numbers[row]);
    };
    placed.augmentation->Apply(rng, bins, batch);
  }
}

WaveShift Augment::DrawShift(int64_t batch, int64_t row, double rate_hz) const {
  WaveShift shift;
  for (const auto& placed : wave_) {
    Rng rng = RngOf(placed.place, batch, row);
    const WaveShift own = placed.augmentation->Shift(rate_hz, &rng);
    if (own.samples == 0) continue;
    shift.samples += own.samples;
    shift.wraps = own.wraps;
  }
  return shift;
}

absl::Status Augment::ApplyToWave(int64_t batch, int64_t row, const OtherSounds& others,
                                  double rate_hz, std::vector<float>* samples) const {
  for (const auto& placed : wave_) {
    Rng rng = RngOf(placed.place, batch, row);
    RETURN_IF_ERROR(placed.augmentation->Apply(others, rate_hz, &rng, samples));
  }
  return absl::OkStatus();
}

std::string AugmentHelp() {
  std::string help;
  for (const AugmentationKind& kind : AugmentationKinds()) {
    absl::StrAppend(&help, kind.name, ": ", kind.help, "\n");
  }
  return help;
}

}  // namespace auricle
