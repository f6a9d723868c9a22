// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/nets.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/networks/emonet_fusion.h"
#include "lib/nn/networks/emonet_rnn.h"
#include "lib/nn/networks/image_vgg.h"
#include "lib/nn/networks/sequential.h"
#include "lib/nn/networks/vgg.h"
#include "lib/nn/networks/wide_resnet.h"

namespace auricle {

const std::vector<Family>& Families() {
  static const auto* const families = new std::vector<Family>{
      {"emonet_cnn", "wide residual network with adapters (EmoNet, 2023)", &MakeWideResnet, true},
      {"emonet_fusion", "EmoNet's CNN and RNN side by side", &MakeEmonetFusion, true},
      {"emonet_rnn", "recurrent layers with adapters (EmoNet)", &MakeEmonetRnn, true},
      {"emonet_vgg16", "VGG16 for pictures, of three channels made of one (EmoNet)", &MakeImageVgg,
       true},
      {"sequential", "a list of layers: a text file of one's own", &MakeSequential, false},
      {"vgg16", "VGG16 for one-channel spectrograms (anti-transfer)", &MakeVgg16, false},
  };
  return *families;
}

absl::StatusOr<const Family*> FindFamily(const std::string& name) {
  for (const Family& family : Families()) {
    if (name == family.name) return &family;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no network '", name, "'", InsteadOf(name, NetNames())));
}

absl::StatusOr<std::unique_ptr<Net>> CreateEmptyNet(const Network& config) {
  ASSIGN_OR_RETURN(const Family* const family, FindFamily(config.name()));
  return family->make(config);
}

absl::StatusOr<std::unique_ptr<Net>> CreateNet(const Network& config, uint64_t seed) {
  ASSIGN_OR_RETURN(std::unique_ptr<Net> net, CreateEmptyNet(config));
  RETURN_IF_ERROR(net->Initialise(seed));
  return net;
}

std::vector<std::string> NetNames() {
  std::vector<std::string> names;
  for (const Family& family : Families()) names.push_back(family.name);
  return names;
}

}  // namespace auricle
