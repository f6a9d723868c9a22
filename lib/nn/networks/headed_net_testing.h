// SPDX-License-Identifier: Apache-2.0
// What the tests of networks of many heads have in common.
#ifndef AURICLE_LIB_NN_NETWORKS_HEADED_NET_TESTING_H_
#define AURICLE_LIB_NN_NETWORKS_HEADED_NET_TESTING_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

// `path` as Head.path.
void AddTestHead(const std::string& name, int classes, const std::string& path, Network* config);

std::unique_ptr<Net> MakeTestNet(const Network& config, bool training = false, uint64_t seed = 1);

// [items, 1, frames, bins]
at::Tensor TestFeatures(int64_t items, int64_t frames, int64_t bins);

Outputs TestPass(Net* net, const std::string& head, const Batch& batch, Request request = {},
                 uint64_t seed = 1);

// By name, detached.
std::map<std::string, at::Tensor> TestTensors(const Net& net);

int64_t TrainableOf(const Net& net, const std::vector<std::string>& prefixes);

// In evaluation each item of a padded batch has the logits that it has alone, and the taps asked
// for its values and zeros behind them.
void ExpectPaddingChangesNothing(Net* net, const std::string& head,
                                 const std::vector<int64_t>& lengths,
                                 const std::vector<std::string>& taps);

// Gradients of every tensor on the way of `head` are the differences of the loss, within the 10 %
// that float32 and kinks may leave; tensors elsewhere have none. Those of a norm below `least` are
// mostly rounding and not looked at. Returns how many were.
int ExpectGradientsAreDifferences(Net* net, const std::string& head, const Batch& batch,
                                  const std::vector<std::string>& elsewhere, double least);

// Training what begins with `way` and `head` leaves everything else, and the outputs of `other`, as
// they were to the bit.
void ExpectTrainingLeavesOthersAlone(const Network& config, const std::string& head,
                                     const std::string& other, const Batch& batch,
                                     const std::vector<std::string>& frozen);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_HEADED_NET_TESTING_H_
