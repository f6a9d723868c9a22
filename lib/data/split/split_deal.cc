// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split_deal.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

// Weight of the whole's proportions against those of the classes.
constexpr double kWhole = 0.5;
constexpr int kMaxPasses = 20;

class DisjointSets {
 public:
  explicit DisjointSets(size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  int Find(int i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void Join(int i, int j) { parent_[Find(i)] = Find(j); }

 private:
  std::vector<int> parent_;
};

// A unit's items by class, as the dealer sees it.
struct Load {
  std::vector<std::pair<int, double>> classes;  // (class, items), by class.
  double items = 0;
  double rarity = 0;  // Sum of items / N(class): what it weighs in its classes.
};

class Dealer {
 public:
  Dealer(const std::vector<ItemFacts>& items, const std::vector<SplitUnit>& units,
         absl::Span<const double> shares)
      : shares_(shares.begin(), shares.end()), loads_(units.size()) {
    std::map<std::string, int> class_index;
    for (const SplitUnit& unit : units) {
      for (const int i : unit.items) {
        for (const std::string& name : items[i].classes) class_index.emplace(name, 0);
      }
    }
    int next = 1;  // Class 0: no label.
    for (auto& [name, index] : class_index) index = next++;
    class_items_.assign(next, 0);
    for (size_t u = 0; u < units.size(); ++u) SetLoad(items, units[u], class_index, &loads_[u]);
    for (Load& load : loads_) {
      for (const auto& [c, n] : load.classes) load.rarity += n / class_items_[c];
    }
    const double classes = class_items_.size() - (class_items_[0] == 0 ? 1 : 0);
    whole_weight_ = kWhole * classes / total_;
    Reset();
  }

  std::vector<int> Deal(const std::vector<int>& order) {
    for (const int u : order) Place(u, BestPart(u));
    FillEmptyParts(order);
    for (int pass = 0; pass < kMaxPasses && Improve(order); ++pass) {
    }
    return part_of_;
  }

  const Load& load(int u) const { return loads_[u]; }

 private:
  void SetLoad(const std::vector<ItemFacts>& items, const SplitUnit& unit,
               const std::map<std::string, int>& class_index, Load* load) {
    std::map<int, double> counts;
    for (const int i : unit.items) {
      if (items[i].classes.empty()) ++counts[0];
      for (const std::string& name : items[i].classes) ++counts[class_index.at(name)];
    }
    load->classes.assign(counts.begin(), counts.end());
    load->items = unit.items.size();
    total_ += load->items;
    for (const auto& [c, n] : load->classes) class_items_[c] += n;
  }

  // excess_[c][p] = n(c, p) - r(p) N(c), and the same of the whole.
  void Reset() {
    part_of_.assign(loads_.size(), -1);
    units_in_.assign(shares_.size(), 0);
    excess_.assign(class_items_.size(), std::vector<double>(shares_.size()));
    whole_.assign(shares_.size(), 0);
    for (size_t p = 0; p < shares_.size(); ++p) {
      for (size_t c = 0; c < class_items_.size(); ++c) {
        excess_[c][p] = -shares_[p] * class_items_[c];
      }
      whole_[p] = -shares_[p] * total_;
    }
  }

  // Half of what the objective grows by when unit u joins part p; without the terms that are the
  // same for all p.
  double Cost(int u, int p) const {
    double cost = whole_weight_ * loads_[u].items * whole_[p];
    for (const auto& [c, n] : loads_[u].classes) cost += n * excess_[c][p] / class_items_[c];
    return cost;
  }

  // Half of those terms, twice: what a unit costs itself.
  double OwnCost(int u) const {
    double cost = whole_weight_ * loads_[u].items * loads_[u].items;
    for (const auto& [c, n] : loads_[u].classes) cost += n * n / class_items_[c];
    return cost;
  }

  double MoveGain(int u, int p) const { return Cost(u, part_of_[u]) - Cost(u, p) - OwnCost(u); }

  int BestPart(int u) const {
    int best = -1;
    for (size_t p = 0; p < shares_.size(); ++p) {
      if (shares_[p] > 0 && (best < 0 || Cost(u, p) < Cost(u, best) - 1e-12)) best = p;
    }
    return best;
  }

  void Place(int u, int p) { Shift(u, p, 1); }
  void Take(int u) { Shift(u, part_of_[u], -1); }
  void Shift(int u, int p, int sign) {
    for (const auto& [c, n] : loads_[u].classes) excess_[c][p] += sign * n;
    whole_[p] += sign * loads_[u].items;
    units_in_[p] += sign;
    part_of_[u] = p;
  }

  void FillEmptyParts(const std::vector<int>& order) {
    for (size_t p = 0; p < shares_.size(); ++p) {
      if (shares_[p] <= 0 || units_in_[p] > 0) continue;
      int best = -1;
      for (const int u : order) {
        if (units_in_[part_of_[u]] < 2) continue;
        if (best < 0 || MoveGain(u, p) > MoveGain(best, p) + 1e-12) best = u;
      }
      if (best < 0) return;
      Take(best);
      Place(best, p);
    }
  }

  bool Improve(const std::vector<int>& order) {
    bool moved = false;
    for (const int u : order) {
      if (units_in_[part_of_[u]] < 2) continue;
      const int p = BestPart(u);
      if (p == part_of_[u] || MoveGain(u, p) < 1e-9) continue;
      Take(u);
      Place(u, p);
      moved = true;
    }
    return moved;
  }

  std::vector<double> shares_;
  std::vector<Load> loads_;
  std::vector<double> class_items_;
  double total_ = 0;
  double whole_weight_ = 0;
  std::vector<std::vector<double>> excess_;
  std::vector<double> whole_;
  std::vector<int> units_in_, part_of_;
};

}  // namespace

std::vector<SplitUnit> MakeUnits(const std::vector<ItemFacts>& items,
                                 const std::vector<int>& subset, const KeepTogether& keep) {
  DisjointSets sets(items.size());
  std::unordered_map<std::string, int> of_source, of_group;
  std::unordered_map<uint64_t, int> of_digest;
  for (const int i : subset) {
    sets.Join(i, of_source.emplace(items[i].source, i).first->second);
    if (keep.groups) sets.Join(i, of_group.emplace(items[i].group, i).first->second);
    if (keep.audio && items[i].digest != 0) {
      sets.Join(i, of_digest.emplace(items[i].digest, i).first->second);
    }
  }
  std::unordered_map<int, SplitUnit> by_root;
  for (const int i : subset) {
    SplitUnit& unit = by_root[sets.Find(i)];
    const std::string& key = items[i].id;
    if (unit.items.empty() || key < unit.key) unit.key = key;
    unit.items.push_back(i);
  }
  std::vector<SplitUnit> units;
  units.reserve(by_root.size());
  for (auto& [root, unit] : by_root) units.push_back(std::move(unit));
  std::sort(units.begin(), units.end(),
            [](const SplitUnit& a, const SplitUnit& b) { return a.key < b.key; });
  return units;
}

absl::StatusOr<std::vector<int>> DealUnits(const std::vector<ItemFacts>& items,
                                           const std::vector<SplitUnit>& units,
                                           absl::Span<const double> shares, uint64_t seed) {
  const size_t parts = std::count_if(shares.begin(), shares.end(), [](double r) { return r > 0; });
  if (parts == 0) return absl::InvalidArgumentError("no part has a share");
  if (units.size() < parts) {
    return absl::FailedPreconditionError(absl::StrCat(
        "there are ", parts, " parts to fill, but the clips fall into ", units.size(),
        units.size() == 1 ? " set" : " sets",
        " that may not be parted (a source, a group of --by, clips of identical audio; what shares "
        "one of these is one set); take fewer parts, or group by another task"));
  }
  Dealer dealer(items, units, shares);
  // Units of one class stand together: then the parts are exact again after each class.
  using Key = std::tuple<double, int, uint64_t, int>;
  std::vector<Key> keys;
  for (size_t u = 0; u < units.size(); ++u) {
    const Load& load = dealer.load(u);
    keys.emplace_back(-load.rarity, load.classes[0].first, StableHash(units[u].key, seed), u);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<int> order;
  for (const Key& key : keys) order.push_back(std::get<3>(key));
  return dealer.Deal(order);
}

}  // namespace auricle
