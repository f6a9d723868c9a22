// SPDX-License-Identifier: Apache-2.0
#include "lib/train/start/parameter_groups.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/nn/net/describe.h"

namespace auricle {
namespace {

constexpr size_t kMostNamed = 6;

// "way.a 305,248, head.a 34,055 and 50 more groups 8,818,796".
std::string GroupsText(const std::vector<GroupCount>& counts, int64_t GroupCount::*which) {
  std::vector<std::string> named;
  size_t more = 0;
  int64_t sum = 0;
  for (const GroupCount& count : counts) {
    if (count.*which == 0) continue;
    if (named.size() < kMostNamed) {
      named.push_back(absl::StrCat(count.group, " ", WithThousands(count.*which)));
      continue;
    }
    ++more;
    sum += count.*which;
  }
  std::string text = absl::StrJoin(named, ", ");
  if (more > 0) absl::StrAppend(&text, " and ", more, " more groups ", WithThousands(sum));
  return text;
}

}  // namespace

std::string TensorGroup(const std::string& tensor) {
  const std::vector<std::string> parts = absl::StrSplit(tensor, '.');
  if (parts[0] == "core") return parts[0];
  if ((parts[0] == "way" || parts[0] == "head") && parts.size() > 1) {
    return absl::StrCat(parts[0], ".", parts[1]);
  }
  return "shared";
}

bool BelongsTo(const std::string& tensor, const std::string& prefix) {
  return absl::StartsWith(tensor, prefix) &&
         (tensor.size() == prefix.size() || tensor[prefix.size()] == '.');
}

std::vector<GroupCount> CountGroups(const Net& net) {
  std::vector<GroupCount> counts;
  for (const NetTensor& tensor : net.tensors()) {
    if (tensor.buffer) continue;
    const std::string group = TensorGroup(tensor.name);
    auto at = std::find_if(counts.begin(), counts.end(),
                           [&group](const GroupCount& count) { return count.group == group; });
    if (at == counts.end()) at = counts.insert(counts.end(), {group, 0, 0});
    (tensor.tensor.requires_grad() ? at->trainable : at->frozen) += tensor.tensor.numel();
  }
  std::stable_partition(counts.begin(), counts.end(),
                        [](const GroupCount& count) { return count.group == "shared"; });
  return counts;
}

std::string TrainableText(const Net& net) {
  const std::vector<GroupCount> counts = CountGroups(net);
  const ParameterCounts all = CountParameters(net);
  std::string text =
      absl::StrCat("trains ", WithThousands(all.trainable), " of ", WithThousands(all.total()),
                   " parameters: ", GroupsText(counts, &GroupCount::trainable));
  if (all.frozen > 0) {
    absl::StrAppend(&text, "; frozen: ", GroupsText(counts, &GroupCount::frozen));
  }
  return text;
}

}  // namespace auricle
