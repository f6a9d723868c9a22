// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "tools/training/trainer_main.h"

namespace {

const auricle::Tool kTool = {
    "train_classifier",
    "trains a network to tell the classes of a task, from random weights or a model's",
    "    train_classifier --task=TASK [flags] FEATURES… --output=MODEL\n"
    "    train_classifier --task=digit --width=0.125 digits.tfr --output=digit.model\n"
    "    train_classifier --task=digit --from=speaker.model --freeze=conv2_2 digits.tfr \\\n"
    "      --output=tuned.model\n",
    "Reads clips with features (wav2mel) that a plan marks train and valid (split_dataset); never\n"
    "test. Writes the model of the epoch that is best on the validation part, with its training\n"
    "record. A model of other classes (--from) gives all but its last layer.",
    auricle::TrainerFlagGroups(),
    auricle::Header::MODEL};

absl::Status Run(const std::vector<std::string>& inputs) {
  return auricle::RunTrainer({kTool.name, FLAGS_loss, !FLAGS_from.empty()}, inputs);
}

}  // namespace

int main(int argc, char** argv) { return auricle::ToolMain(argc, argv, kTool, &Run); }
