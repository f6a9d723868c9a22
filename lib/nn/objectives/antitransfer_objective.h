// SPDX-License-Identifier: Apache-2.0
// Anti-transfer as a term of --loss.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_OBJECTIVE_H_
#define AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_OBJECTIVE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// antitransfer(at=TAP or [TAP,…], …): the sum of AntiTransfer over the taps, against the reference
// network "frozen". Monitors each tap's value and its share of dead channels.
absl::StatusOr<std::unique_ptr<Objective>> MakeAntiTransfer(LossArguments* arguments,
                                                            const ObjectiveContext& context);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_OBJECTIVE_H_
