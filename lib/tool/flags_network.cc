// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_network.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gflags/gflags.h"
#include "lib/records/check_header.h"
#include "lib/tool/flag_values.h"
#include "lib/tool/network_file.h"
#include "lib/tool/tool.h"

DEFINE_string(network, "vgg16",
              "Which network: vgg16, or a text file of one's own, a list of layers with heads and "
              "input layers as wanted (docs/networks.md); --describe shows it.");
DEFINE_double(width, 1, "Multiplies every channel count; 0.125 trains on a laptop in minutes.");
DEFINE_string(dropout, "0.5",
              "Share dropped in training: vgg16: of classifier units (0.5); emonet_cnn: before a "
              "block's first and second convolution (0,0.5).");
DEFINE_int32(classifier_units, 0, "Units of each hidden classifier layer; 0: 4096 × --width.");
DEFINE_bool(batch_norm, false, "Batch normalisation after every convolution.");
DEFINE_string(pool, "adaptive_7x7",
              "From the last feature map to the classifier: adaptive_7x7 (as published) or "
              "global_mean (over time and frequency: small, and free of lengths).");
DEFINE_int32(window_frames, 501,
             "Frames of a window; 0: whole items. 501 is 4 s of the antitransfer front end, the "
             "paper's length; shorter items cost only their own length.");
DEFINE_int32(hop_frames, 250, "From one window to the next; default: half of --window_frames.");
DEFINE_string(tail, "pad",
              "What becomes of the end of an item that windows do not fit: pad (masked), shift "
              "(a last window ends where the item ends), drop, paper (the anti-transfer paper's "
              "rule, duplicates and lost tails included) or centre (the item's middle alone is "
              "seen).");

namespace auricle {
namespace {

// One channel of the first 64 is the least: a smaller factor would change nothing without a word.
FLAG_IS_FROM(width, 1.0 / 64, 16);
FLAG_IS_FROM(classifier_units, 0, 1 << 20);
FLAG_IS_FROM(window_frames, 0, kMostWindowFrames);
FLAG_IS_FROM(hop_frames, 0, kMostWindowFrames);

bool Given(const char* flag) { return !gflags::GetCommandLineFlagInfoOrDie(flag).is_default; }

absl::Status SetVgg(bool all, Vgg* vgg) {
  if (all || Given("width")) vgg->set_width(FLAGS_width);
  if (all || Given("dropout")) {
    const absl::StatusOr<std::vector<double>> dropout = DropoutsFromFlag(1);
    if (!dropout.ok()) return dropout.status();
    vgg->set_dropout(dropout->front());
  }
  if (all || Given("classifier_units")) vgg->set_classifier_units(FLAGS_classifier_units);
  if (all || Given("batch_norm")) vgg->set_batch_norm(FLAGS_batch_norm);
  if (!all && !Given("pool")) return absl::OkStatus();
  Vgg::Pool pool;
  if (!Vgg::Pool_Parse(absl::AsciiStrToUpper(FLAGS_pool), &pool)) {
    return ToolMisuse(absl::StrCat("--pool='", FLAGS_pool, "', want adaptive_7x7 or global_mean"));
  }
  vgg->set_pool(pool);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<double>> DropoutsFromFlag(size_t count) {
  std::vector<double> shares;
  for (const absl::string_view text : absl::StrSplit(FLAGS_dropout, ',')) {
    double share = -1;
    if (!absl::SimpleAtod(text, &share)) share = -1;
    shares.push_back(share);
  }
  const bool sound = std::all_of(shares.begin(), shares.end(),
                                 [](double share) { return share >= 0 && share < 1; });
  if (sound && shares.size() == count) return shares;
  return ToolMisuse(absl::StrCat("--dropout='", FLAGS_dropout, "', want ",
                                 count == 1 ? "a share" : "two shares with a comma",
                                 " of 0 or more and below 1"));
}

absl::Status SetWindowsFromFlags(bool all, Windows* windows) {
  if (all || Given("window_frames")) windows->set_frames(FLAGS_window_frames);
  if (all || Given("hop_frames")) windows->set_hop_frames(FLAGS_hop_frames);
  // Whole items, and windows shorter than the default hop, have no use for that hop.
  if (!Given("hop_frames") && (Given("window_frames") || windows->frames() == 0)) {
    windows->set_hop_frames(windows->frames() / 2);
  }
  if (!all && !Given("tail")) return absl::OkStatus();
  Windows::Tail tail;
  if (!Windows::Tail_Parse(absl::AsciiStrToUpper(FLAGS_tail), &tail)) {
    return ToolMisuse(
        absl::StrCat("--tail='", FLAGS_tail, "', want pad, shift, drop, paper or centre"));
  }
  windows->set_tail(tail);
  return absl::OkStatus();
}

namespace {

// A name of a file, not of a family.
bool IsFile(const std::string& network) {
  return absl::StrContains(network, '/') || absl::StrContains(network, '.');
}

}  // namespace

absl::StatusOr<Network> NetworkFromFlags(const Network* base) {
  Network network;
  if (base != nullptr) network = *base;
  network.clear_trunk();  // What is trained has a classifier.
  const bool all = base == nullptr || (Given("network") && FLAGS_network != base->name());
  if (all) {
    network.Clear();
    network.set_name(FLAGS_network);
  }
  const bool file = Given("network") && IsFile(FLAGS_network);
  if (file) {
    absl::StatusOr<Network> read = NetworkFromFile(FLAGS_network);
    if (!read.ok()) return read.status();
    network = *std::move(read);
  }
  if (absl::StartsWith(network.name(), "emonet_") && !file) {
    return ToolMisuse(absl::StrCat("--network='", network.name(), "' is one of train_adapters"));
  }
  if (network.name() == "vgg16" && !file) {
    if (absl::Status status = SetVgg(all, network.mutable_vgg()); !status.ok()) return status;
  } else {
    for (const char* flag : {"width", "dropout", "classifier_units", "batch_norm", "pool"}) {
      if (!Given(flag)) continue;
      return ToolMisuse(absl::StrCat("--", flag, " is of vgg16; network '", network.name(),
                                     "' says such things in its file"));
    }
    // What the file says of windows stands, unless a flag was given.
    if (network.has_windows()) {
      if (absl::Status status = SetWindowsFromFlags(false, network.mutable_windows());
          !status.ok()) {
        return status;
      }
      return network;
    }
  }
  if (absl::Status status = SetWindowsFromFlags(all, network.mutable_windows()); !status.ok()) {
    return status;
  }
  return network;
}

}  // namespace auricle
