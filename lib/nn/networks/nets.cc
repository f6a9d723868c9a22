// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/nets.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/networks/emonet_fusion.h"
#include "lib/nn/networks/emonet_rnn.h"
#include "lib/nn/networks/image_vgg.h"
#include "lib/nn/networks/vgg.h"
#include "lib/nn/networks/wide_resnet.h"

namespace auricle {
namespace {

struct Kind {
  const char* name;
  absl::StatusOr<std::unique_ptr<Net>> (*make)(const Network& config);
};

constexpr Kind kKinds[] = {
    {"emonet_cnn", &MakeWideResnet}, {"emonet_fusion", &MakeEmonetFusion},
    {"emonet_rnn", &MakeEmonetRnn},  {"emonet_vgg16", &MakeImageVgg},
    {"vgg16", &MakeVgg16},
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> CreateEmptyNet(const Network& config) {
  for (const Kind& kind : kKinds) {
    if (config.name() == kind.name) return kind.make(config);
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no network '", config.name(), "'",
                                                 InsteadOf(config.name(), NetNames())));
}

absl::StatusOr<std::unique_ptr<Net>> CreateNet(const Network& config, uint64_t seed) {
  ASSIGN_OR_RETURN(std::unique_ptr<Net> net, CreateEmptyNet(config));
  RETURN_IF_ERROR(net->Initialise(seed));
  return net;
}

std::vector<std::string> NetNames() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  return names;
}

}  // namespace auricle
