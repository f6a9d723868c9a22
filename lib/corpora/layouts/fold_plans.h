// SPDX-License-Identifier: Apache-2.0
// The official plans of corpora that are evaluated fold by fold.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_FOLD_PLANS_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_FOLD_PLANS_H_

#include <vector>

#include "protos/record.pb.h"

namespace auricle {

// One plan official.F for each name F of the task "fold": that fold tests, the others train, none
// validates. REQUIRES: every clip has the task.
void AddFoldPlans(std::vector<Clip>* clips, Header* header);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_FOLD_PLANS_H_
