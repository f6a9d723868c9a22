// SPDX-License-Identifier: Apache-2.0
#include "gflags/gflags.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "tools/training/trainer_main.h"

namespace {

const auricle::Tool kTool = {
    "pretrain_vgg",
    "train_classifier with VGG16 and the defaults of the anti-transfer paper's pretraining",
    "    pretrain_vgg --task=TASK [flags] FEATURES… --output=MODEL\n"
    "    pretrain_vgg --task=speaker --validation=within:10% x.tfr --output=speaker.model\n",
    "Defaults from the paper's pretraining programs: Adam at 5e-5 / width, batch 40, at most 100\n"
    "epochs, patience 10. It reads only what --plan marks train; where held-out speakers are the\n"
    "very task, --validation=within:10% carves the validation part out of the training part.",
    auricle::TrainerFlagGroups(),
    auricle::Header::MODEL};

absl::Status Run(const std::vector<std::string>& inputs) {
  return auricle::RunTrainer({kTool.name, FLAGS_loss, !FLAGS_from.empty()}, inputs);
}

}  // namespace

int main(int argc, char** argv) {
  for (const auto& [flag, value] :
       {std::pair("batch", "40"), std::pair("epochs", "100"), std::pair("patience", "10")}) {
    gflags::SetCommandLineOptionWithMode(flag, value, gflags::SET_FLAGS_DEFAULT);
  }
  return auricle::ToolMain(argc, argv, kTool, &Run);
}
