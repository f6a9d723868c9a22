// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/ways.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/net/heads.h"

namespace auricle {

absl::StatusOr<Ways> WaysOf(const Network& network) {
  if (network.heads_size() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "network '", network.name(), "' has no heads; each corpus and task wants one"));
  }
  RETURN_IF_ERROR(CheckHeads(network));
  Ways ways;
  std::map<std::string, int> index;
  const auto add = [&](const std::string& path, const std::string& prefix) {
    index[path] = static_cast<int>(ways.ways.size());
    ways.ways.push_back({prefix, !path.empty()});
  };
  if (std::any_of(network.heads().begin(), network.heads().end(),
                  [](const Head& head) { return head.path().empty(); })) {
    add("", "core");
  }
  for (const Head& head : network.heads()) {
    if (head.path() == head.name()) add(head.name(), absl::StrCat("way.", head.name()));
  }
  for (const Head& head : network.heads()) ways.of_head.push_back(index.at(head.path()));
  return ways;
}

absl::StatusOr<Ways> CoreWays(const Network& network) {
  if (network.heads_size() == 0) {
    if (network.classes() >= 1) return Ways{{{"core", false}}, {0}};
    return absl::InvalidArgumentError(
        absl::StrCat("network has ", network.classes(), " classes, want 1 or more"));
  }
  ASSIGN_OR_RETURN(Ways ways, WaysOf(network));
  for (const Way& way : ways.ways) {
    if (!way.own) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "network '", network.name(), "' has no adapters, so no way of its own as '", way.prefix,
        "' is; train its core (mode scratch, finetune or last-layer), or use emonet_cnn"));
  }
  return ways;
}

}  // namespace auricle
