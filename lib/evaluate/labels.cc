// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/labels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// Rounding may carry a mean of probabilities this far beyond 1.
constexpr float kMostProbability = 1.001f;
// Their sum may be this far from 1: tables round to two digits.
constexpr double kMostSumError = 0.1;

void Softmax(std::vector<float>* scores) {
  const float largest = *std::max_element(scores->begin(), scores->end());
  double sum = 0;
  for (float& s : *scores) sum += s = std::exp(s - largest);
  for (float& s : *scores) s = static_cast<float>(s / sum);
}

// Row `row` of `tensor`, as probabilities.
absl::StatusOr<std::vector<float>> Row(const Prediction& prediction, const Tensor& tensor,
                                       size_t row) {
  std::vector<float> scores(prediction.classes_size());
  const size_t bytes = scores.size() * sizeof(float);
  // Little endian, as every machine that this builds for.
  std::memcpy(scores.data(), tensor.data().data() + row * bytes, bytes);
  for (size_t c = 0; c < scores.size(); ++c) {
    const bool probable = scores[c] >= 0 && scores[c] <= kMostProbability;
    if (std::isfinite(scores[c]) && (prediction.kind() == LOGIT || probable)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("prediction '", prediction.name(), "' scores class '",
                     prediction.classes(static_cast<int>(c)), "' with ", scores[c], "; want ",
                     prediction.kind() == LOGIT ? "a finite number" : "a probability, 0 to 1"));
  }
  if (prediction.independent()) {
    if (prediction.kind() != LOGIT) return scores;
    for (float& s : scores) s = 1 / (1 + std::exp(-s));
    return scores;
  }
  if (prediction.kind() == LOGIT) {
    Softmax(&scores);
    return scores;
  }
  const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
  if (std::abs(sum - 1) > kMostSumError) {
    return absl::InvalidArgumentError(absl::StrCat(
        "prediction '", prediction.name(), "' has probabilities whose sum is ", sum,
        "; of one class among ", scores.size(),
        " it is 1. Scores that are none are logits (kind LOGIT): their softmax is taken"));
  }
  return scores;
}

}  // namespace

absl::StatusOr<std::set<std::string>> TagsOfLabel(const Label& label) {
  std::set<std::string> tags;
  switch (label.kind_case()) {
    case Label::kName:
      tags.insert(label.name());
      return tags;
    case Label::kTags:
      tags.insert(label.tags().names().begin(), label.tags().names().end());
      return tags;
    case Label::kEvents:
      for (const Event& event : label.events().events()) tags.insert(event.name());
      return tags;
    default:
      return absl::InvalidArgumentError("the label is no set of tags");
  }
}

absl::StatusOr<std::string> ClassOfLabel(const Label& label) {
  switch (label.kind_case()) {
    case Label::kName:
      return label.name();
    case Label::kDistribution: {
      const auto& shares = label.distribution().shares();
      if (shares.empty() || shares.size() != label.distribution().names_size()) {
        return absl::InvalidArgumentError("the label's distribution is empty or misshapen");
      }
      const auto top = std::max_element(shares.begin(), shares.end());
      if (std::count(shares.begin(), shares.end(), *top) > 1) {
        return absl::InvalidArgumentError(
            "the label is a tie between annotators, so that no class is the truth; drop it with "
            "--max_bad");
      }
      return label.distribution().names(top - shares.begin());
    }
    case Label::kTags:
      if (label.tags().names_size() == 1) return label.tags().names(0);
      return absl::InvalidArgumentError(absl::StrCat(
          "the label is a set of ", label.tags().names_size(), " tags; a single class is wanted"));
    case Label::kEvents:
      return absl::InvalidArgumentError("the label is a list of events; a single class is wanted");
    case Label::KIND_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("the label says nothing");
}

absl::StatusOr<std::vector<float>> ItemProbabilities(const Prediction& prediction) {
  const Tensor& tensor = prediction.item();
  const size_t classes = prediction.classes_size();
  if (classes == 0 || tensor.dtype() != FLOAT32 ||
      tensor.data().size() != classes * sizeof(float)) {
    return absl::InvalidArgumentError(
        absl::StrCat("prediction '", prediction.name(), "' holds ", tensor.data().size(),
                     " bytes for the item, want float32 of ", classes, " classes"));
  }
  return Row(prediction, tensor, 0);
}

absl::StatusOr<std::vector<std::vector<float>>> WindowProbabilities(const Prediction& prediction) {
  const Tensor& tensor = prediction.window();
  const size_t classes = prediction.classes_size();
  if (tensor.data().empty()) {
    return absl::NotFoundError(
        absl::StrCat("prediction '", prediction.name(), "' keeps no windows; predict --windows"));
  }
  const size_t row_bytes = classes * sizeof(float);
  if (classes == 0 || tensor.dtype() != FLOAT32 || tensor.data().size() % row_bytes != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("prediction '", prediction.name(), "' holds ", tensor.data().size(),
                     " bytes for windows, want rows of float32 of ", classes, " classes"));
  }
  std::vector<std::vector<float>> rows;
  for (size_t w = 0; w < tensor.data().size() / row_bytes; ++w) {
    ASSIGN_OR_RETURN(std::vector<float> row, Row(prediction, tensor, w));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace auricle
