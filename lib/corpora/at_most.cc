// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/at_most.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

std::string OwnPlan(const Header& header) {
  for (const char* name : {"official", "split"}) {
    for (const Plan& plan : header.plans()) {
      if (plan.name() == name) return name;
    }
  }
  return "";
}

}  // namespace

void KeepAtMost(int64_t most, uint64_t seed, Listing* listing) {
  const std::string plan = OwnPlan(listing->header);
  std::map<Part, std::vector<std::pair<uint64_t, size_t>>> parts;  // (hash, place) of its clips.
  size_t place = 0;
  for (const Clip& clip : listing->clips) {
    const auto assigned = clip.assignments().find(plan);
    const Part part = assigned == clip.assignments().end() ? UNASSIGNED : assigned->second;
    parts[part].emplace_back(StableHash(clip.id(), seed), place++);
  }
  std::vector<bool> keep(place, true);
  for (auto& [part, clips] : parts) {
    std::sort(clips.begin(), clips.end());
    for (size_t i = most; i < clips.size(); ++i) keep[clips[i].second] = false;
  }
  const int64_t beyond = std::count(keep.begin(), keep.end(), false);
  if (beyond == 0) return;
  listing->clips.Keep(keep);
  listing->passed_over[absl::StrCat("beyond the ", most, plan.empty() ? "" : " a part",
                                    " that were asked for")] = beyond;
}

}  // namespace auricle
