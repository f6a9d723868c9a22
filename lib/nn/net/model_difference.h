// SPDX-License-Identifier: Apache-2.0
// What keeps two models from being one, by their descriptions; no torch.
#ifndef AURICLE_LIB_NN_NET_MODEL_DIFFERENCE_H_
#define AURICLE_LIB_NN_NET_MODEL_DIFFERENCE_H_

#include <string>

#include "protos/front_end.pb.h"
#include "protos/network.pb.h"

namespace auricle {

// "windows.frames: 100 -> 200, vgg: set -> not set", or "" if nothing differs:
// of networks in all but their heads and what shapes no output of a trained one (dropout, what is
// frozen);
std::string NetworkDifference(Network a, Network b);
// of networks in all but the statistics of their input;
std::string TrainingDifference(Network a, Network b);
// of front ends in all but their names;
std::string FrontEndDifference(const FrontEnd& a, const FrontEnd& b);
// of heads in anything.
std::string HeadDifference(const Head& a, const Head& b);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_MODEL_DIFFERENCE_H_
