// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/load_plan.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr size_t kMostNamed = 8;

bool Covers(const std::string& prefix, const std::string& name) {
  return name == prefix || absl::StartsWith(name, absl::StrCat(prefix, "."));
}

bool CoveredBy(const std::vector<std::string>& prefixes, const std::string& name) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return Covers(prefix, name); });
}

// "a, b, c and 9 more"
std::string Names(const std::vector<std::string>& names) {
  if (names.size() <= kMostNamed) return absl::StrJoin(names, ", ");
  return absl::StrCat(absl::StrJoin(names.begin(), names.begin() + kMostNamed, ", "), " and ",
                      names.size() - kMostNamed, " more");
}

absl::Status CheckPrefixes(const char* option, const std::vector<std::string>& prefixes,
                           const Net& net) {
  for (const std::string& prefix : prefixes) {
    const auto& all = net.tensors();
    if (std::none_of(all.begin(), all.end(),
                     [&](const NetTensor& tensor) { return Covers(prefix, tensor.name); })) {
      return absl::InvalidArgumentError(
          absl::StrCat(option, " names '", prefix, "', but the network has no such tensor; it has ",
                       all.front().name, " … ", all.back().name));
    }
  }
  return absl::OkStatus();
}

// Everything that is not as asked for; becomes the error, or, as far as allowed, the report.
struct Shortfall {
  std::vector<std::string> missing, other_shape, unexpected;

  absl::Status ToStatus() const {
    std::vector<std::string> parts;
    if (!missing.empty()) {
      parts.push_back(absl::StrCat("the model lacks ", missing.size(), ": ", Names(missing)));
    }
    if (!other_shape.empty()) parts.push_back(absl::StrCat("other shapes: ", Names(other_shape)));
    if (!unexpected.empty()) {
      parts.push_back(absl::StrCat("the model has ", unexpected.size(),
                                   " that were not asked for: ", Names(unexpected)));
    }
    if (parts.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("weights do not fit: ", absl::StrJoin(parts, "; "),
                     "; take the same architecture, or name what may be missing"));
  }
};

}  // namespace

absl::StatusOr<LoadReport> PlanLoad(const TensorMap& tensors, const LoadOptions& options,
                                    const Net& net) {
  RETURN_IF_ERROR(CheckPrefixes("only", options.only, net));
  RETURN_IF_ERROR(CheckPrefixes("allow_missing", options.allow_missing, net));
  LoadReport report;
  Shortfall shortfall;
  std::set<std::string> known;
  for (const NetTensor& tensor : net.tensors()) {
    if (!options.only.empty() && !CoveredBy(options.only, tensor.name)) continue;
    known.insert(tensor.name);
    const bool allowed = CoveredBy(options.allow_missing, tensor.name);
    const auto found = tensors.find(tensor.name);
    if (found == tensors.end()) {
      (allowed ? report.missing : shortfall.missing).push_back(tensor.name);
    } else if (found->second.sizes() != tensor.tensor.sizes()) {
      (allowed ? report.other_shape : shortfall.other_shape)
          .push_back(absl::StrCat(tensor.name, ": [", absl::StrJoin(found->second.sizes(), ", "),
                                  "] in the model, [", absl::StrJoin(tensor.tensor.sizes(), ", "),
                                  "] here"));
    } else {
      report.matched.push_back(tensor.name);
    }
  }
  for (const auto& [name, tensor] : tensors) {
    if (known.count(name) > 0) continue;
    (options.allow_unexpected ? report.unexpected : shortfall.unexpected).push_back(name);
  }
  RETURN_IF_ERROR(shortfall.ToStatus());
  if (report.matched.empty()) {
    return absl::InvalidArgumentError("weights do not fit: not one tensor would be loaded");
  }
  std::sort(report.matched.begin(), report.matched.end());
  return report;
}

std::string LoadReport::Summary() const {
  const size_t asked = matched.size() + missing.size() + other_shape.size();
  std::string text = absl::StrCat("loaded ", matched.size(), " of ", asked, " tensors");
  if (!missing.empty()) absl::StrAppend(&text, "; missing ", Names(missing));
  if (!other_shape.empty()) absl::StrAppend(&text, "; of other shape ", Names(other_shape));
  if (!unexpected.empty()) absl::StrAppend(&text, "; not asked for ", Names(unexpected));
  return text;
}

}  // namespace auricle
