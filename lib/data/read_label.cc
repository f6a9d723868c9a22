// SPDX-License-Identifier: Apache-2.0
#include "lib/data/read_label.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

// Each class once, ascending.
std::vector<ClassShare> Present(std::vector<int32_t> classes) {
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  std::vector<ClassShare> present;
  for (const int32_t cls : classes) present.push_back({cls, 1.0F});
  return present;
}

}  // namespace

LabelReader::LabelReader(std::string task, const std::vector<std::string>& classes, TargetKind kind)
    : task_(std::move(task)), classes_(classes), kind_(kind) {
  for (size_t c = 0; c < classes.size(); ++c) index_[classes[c]] = static_cast<int32_t>(c);
}

absl::StatusOr<int32_t> LabelReader::ClassNamed(const std::string& name) const {
  const auto found = index_.find(name);
  if (found != index_.end()) return found->second;
  const std::string near = Nearest(name, classes_);
  return absl::InvalidArgumentError(
      absl::StrCat("its ", task_, " '", name, "' is not in the vocabulary of ", classes_.size(),
                   " classes", near.empty() ? "" : absl::StrCat("; the nearest is '", near, "'"),
                   "; list the corpus again, or merge with --union_classes"));
}

// Shares of one class named twice add up; of equal ones the one named first is the likeliest.
absl::Status LabelReader::ReadShares(const Distribution& distribution, Target* target) const {
  double sum = 0;
  bool sound = distribution.names_size() == distribution.shares_size();
  for (const double share : distribution.shares()) {
    sum += share;
    sound = sound && share >= 0 && std::isfinite(sum);
  }
  if (!sound) {
    return absl::InvalidArgumentError(
        absl::StrCat("its ", task_, " has ", distribution.names_size(), " names and ",
                     distribution.shares_size(), " shares of sum ", sum,
                     "; a share is 0 or more, one for each name"));
  }
  if (sum == 0) return absl::OkStatus();
  target->known = true;
  float best = 0;
  for (int i = 0; i < distribution.names_size(); ++i) {
    ASSIGN_OR_RETURN(const int32_t cls, ClassNamed(distribution.names(i)));
    const auto share = static_cast<float>(distribution.shares(i) / sum);
    auto at = std::lower_bound(target->present.begin(), target->present.end(), cls,
                               [](const ClassShare& a, int32_t b) { return a.cls < b; });
    if (at == target->present.end() || at->cls != cls) {
      at = target->present.insert(at, ClassShare{cls, 0.0F});
    }
    at->share += share;
    if (cls == target->cls) best = at->share;
    if (target->cls >= 0 && at->share <= best) continue;
    target->cls = cls;
    best = at->share;
  }
  auto& present = target->present;
  present.erase(std::remove_if(present.begin(), present.end(),
                               [](const ClassShare& one) { return one.share == 0; }),
                present.end());
  return absl::OkStatus();
}

absl::Status LabelReader::ReadTags(const std::vector<std::string>& names, Target* target) const {
  std::vector<int32_t> classes;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const int32_t cls, ClassNamed(name));
    classes.push_back(cls);
  }
  target->known = true;
  target->present = Present(std::move(classes));
  return absl::OkStatus();
}

absl::Status LabelReader::ReadEvents(const Events& events, Target* target) const {
  std::vector<std::string> names;
  for (const Event& event : events.events()) {
    names.push_back(event.name());
    ASSIGN_OR_RETURN(const int32_t cls, ClassNamed(event.name()));
    const double onset = event.onset_s(), offset = event.offset_s();
    if (!(onset >= 0) || !(offset >= onset) || !std::isfinite(offset)) {
      return absl::InvalidArgumentError(
          absl::StrCat("its ", task_, " '", event.name(), "' lasts from ", onset, " to ", offset,
                       " s; an event begins at 0 s or later and ends no sooner than it begins"));
    }
    target->events.push_back({cls, onset, offset});
  }
  target->timed = true;
  return ReadTags(names, target);
}

absl::Status LabelReader::ReadScope(const Label& label, Target* target) const {
  for (const std::string& name : label.scope()) {
    ASSIGN_OR_RETURN(const int32_t cls, ClassNamed(name));
    target->scope.push_back(cls);
  }
  std::vector<int32_t>& scope = target->scope;
  std::sort(scope.begin(), scope.end());
  scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
  if (scope.empty()) return absl::OkStatus();
  const auto check = [&](int32_t cls) -> absl::Status {
    if (std::binary_search(scope.begin(), scope.end(), cls)) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("its ", task_, " '", classes_[cls], "' is not among the ", scope.size(),
                     " classes that were annotated, by the label's scope; mend the list"));
  };
  if (target->present.empty() && target->cls >= 0) return check(target->cls);
  for (const ClassShare& one : target->present) RETURN_IF_ERROR(check(one.cls));
  return absl::OkStatus();
}

absl::StatusOr<Target> LabelReader::Read(const Label& label) const {
  Target target;
  const bool tags = kind_ == TargetKind::kTags || kind_ == TargetKind::kEvents;
  switch (label.kind_case()) {
    case Label::KIND_NOT_SET:
      return target;
    case Label::kName: {
      if (tags) {
        RETURN_IF_ERROR(ReadTags({label.name()}, &target));
        break;
      }
      ASSIGN_OR_RETURN(target.cls, ClassNamed(label.name()));
      target.known = true;
      if (kind_ == TargetKind::kShares) target.present = {{target.cls, 1.0F}};
      break;
    }
    case Label::kDistribution:
      if (kind_ != TargetKind::kShares) break;
      RETURN_IF_ERROR(ReadShares(label.distribution(), &target));
      if (!target.known) return target;
      break;
    case Label::kTags: {
      if (!tags) break;
      const auto& names = label.tags().names();
      RETURN_IF_ERROR(ReadTags({names.begin(), names.end()}, &target));
      break;
    }
    case Label::kEvents:
      if (kind_ == TargetKind::kEvents) RETURN_IF_ERROR(ReadEvents(label.events(), &target));
      break;
  }
  if (!target.known) {
    return absl::InvalidArgumentError(absl::StrCat(
        "its ", task_, " is of another kind than other items'; labels of a task are names and ",
        "distributions, or names, sets of tags and lists of events"));
  }
  RETURN_IF_ERROR(ReadScope(label, &target));
  return target;
}

}  // namespace auricle
