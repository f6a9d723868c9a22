// SPDX-License-Identifier: Apache-2.0
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/tool/flags_antitransfer.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "tools/training/trainer_main.h"

namespace {

std::vector<std::string> Groups() {
  std::vector<std::string> groups = auricle::TrainerFlagGroups();
  groups.insert(groups.begin(), "antitransfer");
  return groups;
}

const auricle::Tool kTool = {
    "train_antitransfer",
    "trains a network while a tap of it becomes unlike the same tap of a frozen one",
    "    train_antitransfer --task=TASK --from=FROZEN --at=TAP [flags] FEATURES… --output=MODEL\n"
    "    train_antitransfer --task=digit --from=speaker.model --at=conv4_2 x.tfr "
    "--output=digit.model\n",
    "The frozen network was trained for an orthogonal task. The loss is --loss plus beta × the\n"
    "squared mean cosine of the two taps' Gram rows (Guizzo, Weyde, Tarroni 2021). Defaults from\n"
    "the paper: Adam at 5e-5 / width, batch 13, at most 50 epochs, patience 5, beta 1. The\n"
    "architecture is --from's unless flags say otherwise; its weights are not taken over unless\n"
    "--start=from. The frozen network standardises its input with its own statistics. The best\n"
    "epoch is chosen without the penalty.",
    Groups(),
    auricle::Header::MODEL};

absl::Status Run(const std::vector<std::string>& inputs) {
  if (FLAGS_describe && FLAGS_at.empty()) {
    return auricle::RunTrainer({kTool.name, FLAGS_loss, false}, inputs);
  }
  ASSIGN_OR_RETURN(const std::string loss, auricle::AntiTransferLossFromFlags());
  if (FLAGS_from.empty() && !FLAGS_describe) {
    return auricle::ToolMisuse("--from is needed: the frozen model to be unlike (pretrain_vgg)");
  }
  return auricle::RunTrainer({kTool.name, loss, FLAGS_start == "from"}, inputs);
}

}  // namespace

int main(int argc, char** argv) {
  gflags::SetCommandLineOptionWithMode("batch", "13", gflags::SET_FLAGS_DEFAULT);
  return auricle::ToolMain(argc, argv, kTool, &Run);
}
