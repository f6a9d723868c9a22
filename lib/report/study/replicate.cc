// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/replicate.h"

#include "absl/strings/str_cat.h"

namespace auricle {

absl::Status UnequalItems(const std::string& first_name, const Replicate& first,
                          const std::string& other_name, const Replicate& other) {
  const bool lacks = other.size() < first.size();
  const Replicate& larger = lacks ? first : other;
  const Replicate& smaller = lacks ? other : first;
  ItemKey example;
  for (const auto& entry : larger) {
    if (smaller.count(entry.first) == 0) example = entry.first;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "test sets differ: ", first_name, " has ", first.size(), " items, ", other_name, " has ",
      other.size(), " (item '", example.second, "' of plan '", example.first,
      "' is in one of them only); add the missing results, or --intersect compares what all have"));
}

}  // namespace auricle
