// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/facts_testing.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"

namespace auricle {

std::vector<ItemFacts> RandomItems(const RandomCorpus& corpus, uint64_t seed) {
  Rng rng(seed, "random corpus");
  std::vector<ItemFacts> items(corpus.items);
  std::vector<int> group_of_source(corpus.items);
  for (int& group : group_of_source) group = rng.Below(std::max(1, corpus.groups));
  int source = 0, left = 0;
  for (int i = 0; i < corpus.items; ++i) {
    if (left-- == 0) {
      ++source;
      left = rng.Below(corpus.items_per_source);
    }
    items[i].id = absl::StrCat("item/", rng.Next());
    items[i].source = absl::StrCat("source/", source % corpus.items);
    if (corpus.groups > 0) {
      items[i].group = absl::StrCat("g", group_of_source[source % corpus.items]);
    }
    // The square makes the first classes larger.
    const double u = rng.Uniform();
    items[i].classes = {absl::StrCat("c", static_cast<int>(u * u * corpus.classes))};
    items[i].digest = rng.Next() | 1;
    items[i].seconds = 1 + rng.Uniform();
  }
  for (int i = 0; i < corpus.same_audio; ++i) {
    items[rng.Below(corpus.items)].digest = items[rng.Below(corpus.items)].digest;
  }
  return items;
}

std::vector<ItemFacts> Shuffled(const std::vector<ItemFacts>& items, uint64_t seed,
                                std::vector<int>* place) {
  std::vector<int> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  Rng(seed, "shuffled").Shuffle(&order);
  std::vector<ItemFacts> shuffled;
  place->resize(items.size());
  for (const int i : order) {
    (*place)[i] = shuffled.size();
    shuffled.push_back(items[i]);
  }
  return shuffled;
}

}  // namespace auricle
