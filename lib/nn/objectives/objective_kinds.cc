// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "lib/nn/objectives/antitransfer_objective.h"
#include "lib/nn/objectives/binary_cross_entropy.h"
#include "lib/nn/objectives/cross_entropy.h"
#include "lib/nn/objectives/focal.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/objectives/ordinal.h"

namespace auricle {

const std::vector<ObjectiveKind>& ObjectiveKinds() {
  static const auto* const kinds = new std::vector<ObjectiveKind>{
      {"antitransfer",
       "how alike a tap and the frozen network's (--from) are\n"
       "  at=TAP or [TAP,…]  needed: conv4_2, conv4_2.pre, pool3, slice:21, …; several are summed\n"
       "  beta=1             factor; beta_power=1 (the published library has 2)\n"
       "  aggregation=gram   gram none mean sum max pairwise stochastic_pairwise\n"
       "                     mul mul_comp001 mul_comp005 mul_comp01 mul_comp05 mul_comp1\n"
       "  distance=cos_squared  cos_squared mse_sigmoid mse_sigmoid_invorder pairwise_cos_squared\n"
       "  scope=batch        batch (published) or example, of gram\n"
       "  eps_rule=per_norm  per_norm or product (torch 1.4); eps=1e-8\n"
       "  floor=0            of mul…: values below it count as it; 0: as published, whose\n"
       "                     gradients can reach 1e8; 0.001 keeps them sane\n"
       "  form=auto          auto exact dual: the same value at another cost\n"
       "  no_gradient=false  true: a control that computes and logs all, and trains nothing",
       false, &MakeAntiTransfer},
      {"binary_cross_entropy",
       "of tags and events: each class by itself, 0 or 1\n"
       "  level=auto         item, frame, or both; auto: whatever the targets are of\n"
       "  positive_weight=   what a positive counts: balanced (negatives / positives of each "
       "class\n"
       "                     in the training part, 100 at most), or one number per class; none: 1\n"
       "  smoothing=0        share of each target moved to one half",
       true, &MakeBinaryCrossEntropy},
      {"cross_entropy",
       "of the task's classes or distributions\n"
       "  smoothing=0        share of the target spread over all classes\n"
       "  class_weights=     balanced, or one number per class: [1,2.5,1]\n"
       "  divide_by=weights  what the weighted sum is divided by: the weights' sum, or items: "
       "their\n"
       "                     number, so that a batch of rare classes counts more (as in Keras)",
       true, &MakeCrossEntropy},
      {"focal",
       "cross_entropy times (1 - p)^gamma alpha: what is told well already counts less\n"
       "  gamma=2            0: nothing counts less\n"
       "  alpha=0.25         of two classes the second's, the first's is 1 - alpha; of more: all\n"
       "  class_weights=, divide_by=  as of cross_entropy",
       true, &MakeFocal},
      {"ordinal",
       "of classes in an order: to be wrong by one costs less than by two; of two: cross_entropy\n"
       "  order=             all classes, the lowest first: [low,mid,high], or by their places in\n"
       "                     the vocabulary: [#1,#2,#0]; more than there are do for several\n"
       "                     corpora; none: the vocabulary's order, mostly that of letters\n"
       "  class_weights=, divide_by=  as of cross_entropy",
       true, &MakeOrdinal},
  };
  return *kinds;
}

std::string ObjectiveHelp() {
  std::string help;
  for (const ObjectiveKind& kind : ObjectiveKinds()) {
    absl::StrAppend(&help, kind.name, ": ", kind.help, "\n");
  }
  return help;
}

}  // namespace auricle
