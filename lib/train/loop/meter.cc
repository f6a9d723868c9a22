// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/meter.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

void Append(const std::string& name, double value, Epoch* epoch) {
  Scalar* scalar = epoch->add_scalars();
  scalar->set_name(name);
  scalar->set_value(value);
}

}  // namespace

void Meter::Add(const std::string& name, double value, double weight) {
  auto sum = std::find_if(sums_.begin(), sums_.end(),
                          [&name](const Sum& one) { return one.name() == name; });
  if (sum == sums_.end()) {
    sum = sums_.emplace(sums_.end());
    sum->set_name(name);
  }
  sum->set_value(sum->value() + value * weight);
  sum->set_weight(sum->weight() + weight);
}

void Meter::AddDecision(int truth, absl::Span<const float> scores) {
  if (truth < 0) return;
  const auto best = std::max_element(scores.begin(), scores.end());
  ++confusion_.at(truth, static_cast<int>(best - scores.begin()));
  ++decided_;
}

void Meter::AppendScalars(const std::string& prefix, Epoch* epoch) const {
  for (const Sum& sum : sums_) {
    Append(absl::StrCat(prefix, "/", sum.name()), sum.value() / sum.weight(), epoch);
  }
  if (decided_ == 0) return;
  Append(absl::StrCat(prefix, "/accuracy"), Accuracy(confusion_), epoch);
  Append(absl::StrCat(prefix, "/uar"), Uar(confusion_), epoch);
}

MeterState Meter::Save() const {
  MeterState state;
  state.mutable_sums()->Assign(sums_.begin(), sums_.end());
  state.mutable_confusion()->Assign(confusion_.counts.begin(), confusion_.counts.end());
  return state;
}

void Meter::Restore(const MeterState& state) {
  sums_.assign(state.sums().begin(), state.sums().end());
  if (state.confusion_size() == static_cast<int>(confusion_.counts.size())) {
    confusion_.counts.assign(state.confusion().begin(), state.confusion().end());
  }
  decided_ = std::accumulate(confusion_.counts.begin(), confusion_.counts.end(), int64_t{0});
}

void AppendMeans(const std::string& prefix, const std::vector<std::string>& heads, Epoch* epoch) {
  std::vector<std::string> names;  // In the first head's order.
  std::map<std::string, std::pair<double, size_t>> sums;
  for (const std::string& head : heads) {
    const std::string begin = absl::StrCat(prefix, "/", head, "/");
    for (const Scalar& scalar : epoch->scalars()) {
      if (!absl::StartsWith(scalar.name(), begin)) continue;
      const std::string name = scalar.name().substr(begin.size());
      if (sums.count(name) == 0) names.push_back(name);
      sums[name].first += scalar.value();
      ++sums[name].second;
    }
  }
  std::set<std::string> there;
  for (const Scalar& scalar : epoch->scalars()) there.insert(scalar.name());
  for (const std::string& name : names) {
    const auto& [sum, count] = sums[name];
    if (count == heads.size() && there.count(absl::StrCat(prefix, "/", name)) == 0) {
      Append(absl::StrCat(prefix, "/", name), sum / static_cast<double>(count), epoch);
    }
  }
}

}  // namespace auricle
