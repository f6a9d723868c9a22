// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_emonet.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/audio/spectra/framer.h"
#include "lib/base/status_macros.h"
#include "lib/tool/flag_values.h"
#include "lib/tool/flags_network.h"
#include "lib/tool/tool.h"

DEFINE_string(classifier, "avgpool",
              "From the last feature map to a vector: avgpool (mean over time and frequency: "
              "small, and free of lengths), avgpool8x8 (as published: means of 8×8 cells, "
              "flattened, which ties the model to one --window), FCNAttention (a weighted mean) or "
              "rnn (two recurrent layers). emonet_fusion: FCNAttention or avgpool.");
DEFINE_int32(number_of_filters, 32,
             "Channels before the first stage of emonet_cnn, whose own are twice as many.");
DEFINE_int32(widen_factor, 1, "Multiplies every channel count of emonet_cnn.");
DEFINE_int32(number_of_resnet_blocks, 2, "Blocks in each of emonet_cnn's three stages.");
DEFINE_bool(share_feature_layer, false,
            "One attention (or pooling of recurrent layers) for all heads instead of one each. A "
            "new corpus then adds 301,088 + 4,160 parameters and its head.");
DEFINE_bool(input_bn, false, "Batch normalisation of the input, one for each way.");
DEFINE_double(head_dropout, 0.2, "Share of each head's hidden units dropped in training.");
DEFINE_int32(hidden_dim, 0,
             "Units of each recurrent layer and direction. 0: 512 (emonet_rnn, emonet_fusion); as "
             "many as the map has channels (--classifier=rnn).");
DEFINE_int32(number_of_layers, 2, "Recurrent layers.");
DEFINE_string(cell_type, "lstm", "Recurrent cells: lstm or gru.");
DEFINE_bool(bidirectional, false, "Recurrent layers run both ways.");
DEFINE_int32(down_pool, 0,
             "Frames averaged to one before the first recurrent layer. 0: 8 (emonet_rnn), 1 "
             "(emonet_fusion).");
DEFINE_int32(num_mfccs, 0,
             "emonet_rnn hears so many first cepstra of the log mel; 0: the log mel.");
DEFINE_bool(use_attention, false, "emonet_rnn: additive self-attention between the layers.");
DEFINE_bool(share_attention, false, "That attention is one for all heads.");
DEFINE_bool(input_projection, false, "emonet_rnn: a dense layer before the first.");
DEFINE_double(rnn_dropout, 0.2, "Share of each recurrent layer's inputs dropped in training.");
DEFINE_int32(freeze_up_to, 0,
             "emonet_vgg16: so many layers of the picture network are not trained; -1: all. (The "
             "original's default, all, is for weights that were trained before.)");
DEFINE_double(window, 5,
              "Seconds of a window, by the data's front end; 0: whole items. Shorter items cost "
              "only their own length. Or give --window_frames.");

namespace auricle {
namespace {

FLAG_IS_ONE_OF(classifier, "avgpool", "avgpool8x8", "FCNAttention", "rnn");
FLAG_IS_FROM(number_of_filters, 1, 4096);
FLAG_IS_FROM(widen_factor, 1, 4096);
FLAG_IS_FROM(number_of_resnet_blocks, 1, 4096);
FLAG_IS_FROM(head_dropout, 0, 0.9999);
FLAG_IS_FROM(hidden_dim, 0, 1 << 20);
FLAG_IS_FROM(number_of_layers, 1, 4096);
FLAG_IS_ONE_OF(cell_type, "lstm", "gru");
FLAG_IS_FROM(down_pool, 0, 1 << 20);
FLAG_IS_FROM(num_mfccs, 0, 1 << 20);
FLAG_IS_FROM(rnn_dropout, 0, 0.9999);
FLAG_IS_FROM(freeze_up_to, -1, kAnyNumber);
FLAG_IS_FROM(window, 0, 1e6);

bool Given(const char* flag) { return !gflags::GetCommandLineFlagInfoOrDie(flag).is_default; }

// Sets what was given, or all, and knows what was asked for.
class Setter {
 public:
  explicit Setter(bool all) : all_(all) {}
  bool Takes(const char* flag) {
    taken_.insert(flag);
    return all_ || Given(flag);
  }
  // Errors: a flag was given that network `name` never asked for.
  absl::Status CheckAllTaken(const std::string& name) const {
    for (const char* flag :
         {"number_of_filters", "widen_factor", "number_of_resnet_blocks", "dropout", "classifier",
          "share_feature_layer", "input_bn", "hidden_dim", "number_of_layers", "cell_type",
          "bidirectional", "rnn_dropout", "down_pool", "num_mfccs", "use_attention",
          "share_attention", "input_projection", "width", "freeze_up_to"}) {
      if (!Given(flag) || taken_.count(flag) > 0) continue;
      return ToolMisuse(
          absl::StrCat("--", flag, " means nothing to this ", name, "; leave it out"));
    }
    return absl::OkStatus();
  }

 private:
  bool all_;
  std::set<std::string> taken_;
};

Top TopFromFlag() {
  if (FLAGS_classifier == "FCNAttention") return ATTENTION;
  if (FLAGS_classifier == "avgpool8x8") return MEAN_8X8;
  return FLAGS_classifier == "rnn" ? RECURRENT : GLOBAL_MEAN;
}

void SetRecurrent(Setter* set, Recurrent* net) {
  if (set->Takes("hidden_dim")) net->set_units(FLAGS_hidden_dim);
  if (set->Takes("number_of_layers")) net->set_layers(FLAGS_number_of_layers);
  if (set->Takes("cell_type")) {
    net->set_cell(FLAGS_cell_type == "gru" ? Recurrent::GRU : Recurrent::LSTM);
  }
  if (set->Takes("bidirectional")) net->set_bidirectional(FLAGS_bidirectional);
  if (set->Takes("rnn_dropout")) net->set_dropout(FLAGS_rnn_dropout);
}

void SetRecurrentNet(Setter* set, Recurrent* net) {
  SetRecurrent(set, net);
  if (set->Takes("down_pool")) net->set_down_pool(FLAGS_down_pool);
  if (set->Takes("num_mfccs")) net->set_mfccs(FLAGS_num_mfccs);
  if (set->Takes("use_attention")) net->set_attention(FLAGS_use_attention);
  if (set->Takes("share_attention")) net->set_share_attention(FLAGS_share_attention);
  if (set->Takes("share_feature_layer")) net->set_share_pooling(FLAGS_share_feature_layer);
  if (set->Takes("input_projection")) net->set_input_projection(FLAGS_input_projection);
  if (set->Takes("head_dropout")) net->set_head_dropout(FLAGS_head_dropout);
}

absl::Status SetWideResnet(Setter* set, WideResnet* net) {
  if (set->Takes("number_of_filters")) net->set_filters(FLAGS_number_of_filters);
  if (set->Takes("widen_factor")) net->set_widen(FLAGS_widen_factor);
  if (set->Takes("number_of_resnet_blocks")) net->set_blocks(FLAGS_number_of_resnet_blocks);
  if (set->Takes("dropout")) {
    ASSIGN_OR_RETURN(const std::vector<double> shares, DropoutsFromFlag(2));
    net->set_dropout1(shares[0]);
    net->set_dropout2(shares[1]);
  }
  if (set->Takes("classifier")) net->set_top(TopFromFlag());
  if (set->Takes("share_feature_layer")) net->set_share_top(FLAGS_share_feature_layer);
  if (set->Takes("input_bn")) net->set_input_bn(FLAGS_input_bn);
  if (set->Takes("head_dropout")) net->set_head_dropout(FLAGS_head_dropout);
  if (net->top() == RECURRENT) SetRecurrent(set, net->mutable_recurrent());
  return absl::OkStatus();
}

// Only emonet_cnn has them all.
absl::Status CheckTop(const Network& network) {
  const bool fusion = network.name() == "emonet_fusion";
  const Top top = fusion ? network.wide_resnet().top() : network.image_vgg().top();
  if (top != MEAN_8X8) return absl::OkStatus();
  return ToolMisuse(absl::StrCat("--classifier=avgpool8x8 is not for ", network.name(),
                                 "; take FCNAttention or avgpool"));
}

// Cells of 8×8 make a vector whose size goes by the window.
absl::Status CheckCells(const Network& network) {
  if (network.wide_resnet().top() != MEAN_8X8 || network.windows().frames() > 0) {
    return absl::OkStatus();
  }
  return ToolMisuse(
      "--classifier=avgpool8x8 wants windows of one length: give --window or --window_frames above "
      "0, or another --classifier");
}

void SetImageVgg(Setter* set, ImageVgg* net) {
  if (set->Takes("width")) net->set_width(FLAGS_width);
  if (set->Takes("freeze_up_to")) net->set_freeze_up_to(FLAGS_freeze_up_to);
  if (set->Takes("classifier")) net->set_top(TopFromFlag());
  if (set->Takes("share_feature_layer")) net->set_share_top(FLAGS_share_feature_layer);
  if (set->Takes("head_dropout")) net->set_head_dropout(FLAGS_head_dropout);
  if (net->top() == RECURRENT) SetRecurrent(set, net->mutable_recurrent());
}

}  // namespace

absl::StatusOr<Network> EmonetFromFlags(const Network* base) {
  Network network;
  if (base != nullptr) network = *base;
  const bool all = base == nullptr || (Given("network") && FLAGS_network != base->name());
  if (all) {
    network.Clear();
    network.set_name(FLAGS_network);
  }
  Setter set(all);
  const std::string& name = network.name();
  if (name != "emonet_cnn" && name != "emonet_rnn" && name != "emonet_fusion" &&
      name != "emonet_vgg16") {
    return ToolMisuse(absl::StrCat("--network='", name, "', want emonet_cnn, emonet_rnn, ",
                                   "emonet_fusion or emonet_vgg16",
                                   base == nullptr ? "" : "; a model of that network is no start"));
  }
  if (name == "emonet_cnn" || name == "emonet_fusion") {
    RETURN_IF_ERROR(SetWideResnet(&set, network.mutable_wide_resnet()));
  }
  if (name == "emonet_rnn" || name == "emonet_fusion") {
    SetRecurrentNet(&set, network.mutable_recurrent());
  }
  if (name == "emonet_fusion" && all) {
    if (!Given("classifier")) network.mutable_wide_resnet()->set_top(ATTENTION);
    if (!Given("down_pool")) network.mutable_recurrent()->set_down_pool(1);
  }
  if (name == "emonet_vgg16") SetImageVgg(&set, network.mutable_image_vgg());
  RETURN_IF_ERROR(set.CheckAllTaken(name));
  RETURN_IF_ERROR(CheckTop(network));
  return network;
}

absl::Status SetEmonetWindows(const FrontEnd& front_end, bool all, Network* network) {
  Windows* const windows = network->mutable_windows();
  if (Given("window") && Given("window_frames")) {
    return ToolMisuse("give the window in seconds (--window) or in frames (--window_frames)");
  }
  RETURN_IF_ERROR(SetWindowsFromFlags(all, windows));
  if (!Given("window") && (!all || Given("window_frames"))) return CheckCells(*network);
  if (front_end.hop_samples() < 1 && FLAGS_window > 0) {
    return ToolMisuse("the data's front end says no hop; give the window with --window_frames");
  }
  const int64_t samples = std::llround(FLAGS_window * front_end.sample_rate_hz());
  const int64_t frames = samples == 0 ? 0 : std::max<int64_t>(1, FrameCount(front_end, samples));
  windows->set_frames(static_cast<int32_t>(frames));
  if (!Given("hop_frames")) windows->set_hop_frames(static_cast<int32_t>(frames / 2));
  return CheckCells(*network);
}

}  // namespace auricle
