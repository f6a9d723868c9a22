// SPDX-License-Identifier: Apache-2.0
#include "lib/train/start/same_architecture.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/data/field_differences.h"

namespace auricle {
namespace {

// The defaults that 0 stands for (protos/network.proto), and what shapes no shared tensor cleared.
Recurrent Shape(Recurrent net) {
  if (net.units() == 0) net.set_units(512);
  if (net.layers() == 0) net.set_layers(2);
  if (net.down_pool() == 0) net.set_down_pool(8);
  net.clear_dropout();
  net.clear_recurrent_dropout();
  net.clear_head_dropout();
  net.clear_share_attention();
  net.clear_share_pooling();
  return net;
}

WideResnet Shape(WideResnet net) {
  if (net.filters() == 0) net.set_filters(32);
  if (net.widen() == 0) net.set_widen(1);
  if (net.blocks() == 0) net.set_blocks(2);
  net.clear_dropout1();
  net.clear_dropout2();
  net.clear_head_dropout();
  net.clear_share_top();
  net.clear_recurrent();
  return net;
}

ImageVgg Shape(ImageVgg net) {
  if (net.width() == 0) net.set_width(1);
  net.clear_freeze_up_to();
  net.clear_head_dropout();
  net.clear_share_top();
  net.clear_recurrent();
  return net;
}

// A list of layers is what it says; so are VGG's layers, but for the defaults.
const Sequential& Shape(const Sequential& net) { return net; }

Vgg Shape(Vgg net) {
  if (net.width() == 0) net.set_width(1);
  net.clear_dropout();
  net.clear_pool();
  net.clear_classifier_units();
  return net;
}

template <typename Part>
void Compare(const char* name, const Part& model, const Part& wanted,
             std::vector<std::string>* differences) {
  const std::string found = FieldDifferences(Shape(model), Shape(wanted));
  if (!found.empty()) differences->push_back(absl::StrCat(name, ": ", found));
}

struct Sharing {
  const char* what;
  bool shared;
};

std::vector<Sharing> SharedParts(const Network& network) {
  return {{"the top", network.wide_resnet().share_top()},
          {"the attention", network.recurrent().share_attention()},
          {"the pooling", network.recurrent().share_pooling()}};
}

bool HasOwnWays(const Network& network) {
  return std::any_of(network.heads().begin(), network.heads().end(),
                     [](const Head& head) { return !head.path().empty(); });
}

}  // namespace

bool HasCore(const Network& network) {
  return std::any_of(network.heads().begin(), network.heads().end(),
                     [](const Head& head) { return head.path().empty(); });
}

absl::Status CheckSameArchitecture(const Network& model, const Network& wanted) {
  std::vector<std::string> differences;
  if (model.name() != wanted.name()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model is of network '", model.name(), "', wanted is '", wanted.name(),
                     "'; leave out --network, or give a model of that network"));
  }
  if (model.bins() != wanted.bins()) {
    differences.push_back(absl::StrCat("bins: ", model.bins(), " -> ", wanted.bins()));
  }
  Compare("wide_resnet", model.wide_resnet(), wanted.wide_resnet(), &differences);
  Compare("wide_resnet.recurrent", model.wide_resnet().recurrent(),
          wanted.wide_resnet().recurrent(), &differences);
  Compare("recurrent", model.recurrent(), wanted.recurrent(), &differences);
  Compare("image_vgg", model.image_vgg(), wanted.image_vgg(), &differences);
  Compare("image_vgg.recurrent", model.image_vgg().recurrent(), wanted.image_vgg().recurrent(),
          &differences);
  Compare("sequential", model.sequential(), wanted.sequential(), &differences);
  Compare("vgg", model.vgg(), wanted.vgg(), &differences);
  if (differences.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the model's architecture is another (model -> wanted): ", absl::StrJoin(differences, "; "),
      "; leave out the flags that change it, or start from a model that has it"));
}

absl::Status CheckKeptHeads(const Network& model, const Network& wanted) {
  const std::string windows = FieldDifferences(model.windows(), wanted.windows());
  if (!windows.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the model's heads, which are kept, were trained on other windows (model -> "
                     "wanted): ",
                     windows, "; leave out the flags that change them"));
  }
  const std::vector<Sharing> theirs = SharedParts(model), ours = SharedParts(wanted);
  for (size_t i = 0; i < ours.size(); ++i) {
    if (ours[i].shared == theirs[i].shared) continue;
    // The core's attention can become one that new ways share.
    if (!HasOwnWays(model) && i == 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        ours[i].what, " is ", theirs[i].shared ? "shared by all heads" : "each way's own",
        " in the model, whose heads are kept, and is to be the contrary; leave ",
        "--share_feature_layer and --share_attention as they were"));
  }
  return absl::OkStatus();
}

}  // namespace auricle
