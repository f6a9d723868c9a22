// SPDX-License-Identifier: Apache-2.0
// Random corpora as facts, for tests of splits and audits.
#ifndef AURICLE_LIB_DATA_SPLIT_FACTS_TESTING_H_
#define AURICLE_LIB_DATA_SPLIT_FACTS_TESTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "lib/data/split/item_facts.h"

namespace auricle {

struct RandomCorpus {
  int items = 300;
  int classes = 5;           // Of unequal sizes.
  int groups = 0;            // 0: none.
  int items_per_source = 1;  // At most.
  int same_audio = 0;        // This many items repeat the audio of another one.
};

std::vector<ItemFacts> RandomItems(const RandomCorpus& corpus, uint64_t seed);

// The same items in another order; `place`[i] is where item i went.
std::vector<ItemFacts> Shuffled(const std::vector<ItemFacts>& items, uint64_t seed,
                                std::vector<int>* place);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_FACTS_TESTING_H_
