// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_heads.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/base/text.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

absl::StatusOr<HeadChoice> HeadChoice::Create(const std::string& flag,
                                              const std::vector<Network>& networks) {
  HeadChoice choice;
  choice.auto_ = flag == "auto";
  if (choice.auto_ || flag == "all") return choice;
  choice.names_ = absl::StrSplit(flag, ',');
  std::vector<std::string> there;
  for (const Network& network : networks) {
    for (const Head& head : network.heads()) there.push_back(head.name());
  }
  if (there.empty()) {
    return ToolMisuse(absl::StrCat("--head=", flag,
                                   ": no model here has heads; each has one output, which needs "
                                   "no name: leave --head away"));
  }
  std::set<std::string> seen;
  for (const std::string& name : choice.names_) {
    if (!Contains(there, name)) {
      return ToolMisuse(
          absl::StrCat("--head: there is no head '", name, "'", InsteadOf(name, there)));
    }
    if (!seen.insert(name).second) return ToolMisuse(absl::StrCat("--head: '", name, "' twice"));
  }
  for (const Network& network : networks) {
    if (!choice.For(network, "").empty()) continue;
    return ToolMisuse(absl::StrCat(
        "--head=", flag, ": a model has none of these but ",
        absl::StrJoin(network.heads(), ", ",
                      [](std::string* out, const Head& head) { out->append(head.name()); })));
  }
  return choice;
}

std::vector<std::string> HeadChoice::For(const Network& network, const std::string& corpus) const {
  if (network.heads_size() == 0) return {""};
  std::vector<std::string> all, known;
  for (const Head& head : network.heads()) {
    all.push_back(head.name());
    if (!corpus.empty() && head.corpus() == corpus) known.push_back(head.name());
  }
  if (auto_) return known.empty() ? all : known;
  if (names_.empty()) return all;
  std::vector<std::string> asked;
  for (const std::string& name : names_) {
    if (Contains(all, name)) asked.push_back(name);
  }
  return asked;
}

}  // namespace auricle
