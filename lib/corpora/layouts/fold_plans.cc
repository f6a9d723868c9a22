// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/fold_plans.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "lib/base/class_order.h"
#include "lib/corpora/corpus.h"

namespace auricle {

void AddFoldPlans(std::vector<Clip>* clips, Header* header) {
  std::vector<std::string> folds;
  for (const Clip& clip : *clips) folds.push_back(clip.labels().at("fold").name());
  for (const std::string& fold : SortClasses(folds)) {
    const std::string name = absl::StrCat("official.", fold);
    AddPlan(name, absl::StrCat("official: fold ", fold, " test, the others train"), header);
    for (Clip& clip : *clips) {
      const bool test = clip.labels().at("fold").name() == fold;
      (*clip.mutable_assignments())[name] = test ? TEST : TRAIN;
    }
  }
}

}  // namespace auricle
