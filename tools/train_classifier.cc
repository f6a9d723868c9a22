// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "tools/trainer_main.h"

namespace {

const auricle::Tool kTool = {
    "train_classifier",
    "trains a network to tell the classes of one task, from random weights or from a model's.",
    "  train_classifier --task=TASK [flags] FEATURES… --output=MODEL\n"
    "  train_classifier --task=digit --width=0.125 --learning_rate=1e-3 digits.tfr "
    "--output=digit.model\n"
    "  train_classifier --task=digit --from=speaker.model --freeze=conv2_2 digits.tfr "
    "--output=tuned.model",
    "Reads clips with features (wav2mel) that a plan marks train and valid (split_dataset); never "
    "test.\nWrites the model of the epoch that is best on the validation part, with its training "
    "record.\nA model of other classes (--from) gives all but its last layer.",
    auricle::TrainerFlagGroups()};

absl::Status Run(const std::vector<std::string>& inputs) {
  return auricle::RunTrainer({kTool.name, FLAGS_loss, !FLAGS_from.empty()}, inputs);
}

}  // namespace

int main(int argc, char** argv) { return auricle::ToolMain(argc, argv, kTool, &Run); }
