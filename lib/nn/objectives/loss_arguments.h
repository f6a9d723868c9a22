// SPDX-License-Identifier: Apache-2.0
// The arguments of one loss term, read with types; what nobody read is an error.
#ifndef AURICLE_LIB_NN_OBJECTIVES_LOSS_ARGUMENTS_H_
#define AURICLE_LIB_NN_OBJECTIVES_LOSS_ARGUMENTS_H_

#include "lib/base/term_arguments.h"
#include "lib/nn/objectives/loss_spec.h"

namespace auricle {

class LossArguments : public TermArguments {
 public:
  explicit LossArguments(const LossTerm& term) : TermArguments(term, "loss") {}
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_LOSS_ARGUMENTS_H_
