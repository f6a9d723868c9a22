// SPDX-License-Identifier: Apache-2.0
// Anti-transfer (Guizzo, Weyde, Tarroni 2021): how similar a tap is to the same tap of a frozen
// network that was trained for an orthogonal task; training makes it small.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_H_
#define AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_H_

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "lib/nn/objectives/antitransfer_options.h"

namespace auricle {

// Scalar, float32, with gradient for `current` only. Positions beyond a valid length count as zero
// in both. Computed in float32 whatever the taps are.
// Errors: kInvalidArgument for unequal shapes, an impossible combination of options.
absl::StatusOr<at::Tensor> AntiTransfer(const Tap& current, const Tap& reference,
                                        const AntiTransferOptions& options);

// Share of [example, channel] maps of `tap` that are zero everywhere: such rows have cosine 0, so
// the loss is met by killing channels. Detached scalar.
at::Tensor DeadShare(const Tap& tap);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_H_
