// SPDX-License-Identifier: Apache-2.0
#include "lib/data/leak_groups.h"

#include <map>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

const char* SideName(Part part) {
  return part == TRAIN ? "train" : part == VALID ? "valid" : "test";
}

}  // namespace

std::vector<std::string> LeakGroups(const std::vector<StoredItem>& items) {
  std::map<std::string, std::string> parent;  // Source → a lesser source of its group, or itself.
  const auto root = [&parent](std::string name) {
    while (parent[name] != name) name = parent[name];
    return name;
  };
  std::map<uint64_t, std::string> by_digest;
  for (const StoredItem& item : items) {
    parent.emplace(item.source, item.source);
    if (item.digest == 0) continue;
    const auto [entry, fresh] = by_digest.emplace(item.digest, item.source);
    if (fresh) continue;
    const std::string a = root(entry->second);
    const std::string b = root(item.source);
    if (a < b) parent[b] = a;
    if (b < a) parent[a] = b;
  }
  std::vector<std::string> groups;
  groups.reserve(items.size());
  for (const StoredItem& item : items) groups.push_back(root(item.source));
  return groups;
}

absl::Status CheckNoLeaks(const std::vector<StoredItem>& items, const std::vector<Part>& sides) {
  absl::flat_hash_map<std::string, size_t> first_of_source;
  absl::flat_hash_map<uint64_t, size_t> first_of_digest;
  const auto report = [&](const std::string& what, size_t a, size_t b) {
    return absl::FailedPreconditionError(
        absl::StrCat(what, " stands in ", SideName(sides[a]), " ('", items[a].id, "') and ",
                     SideName(sides[b]), " ('", items[b].id,
                     "'); split again with split_dataset, which parts no source, or say "
                     "--allow_leaks"));
  };
  for (size_t i = 0; i < items.size(); ++i) {
    if (sides[i] == UNASSIGNED) continue;
    const size_t a = first_of_source.try_emplace(items[i].source, i).first->second;
    if (sides[a] != sides[i]) {
      return report(absl::StrCat("source '", items[i].source, "'"), a, i);
    }
    if (items[i].digest == 0) continue;
    const size_t b = first_of_digest.try_emplace(items[i].digest, i).first->second;
    if (sides[b] != sides[i]) return report("identical audio", b, i);
  }
  return absl::OkStatus();
}

}  // namespace auricle
