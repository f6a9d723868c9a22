// SPDX-License-Identifier: Apache-2.0
#include "tools/training/trainer_checks.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/data/partition.h"
#include "lib/data/windows.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/objectives/objective.h"
#include "lib/records/files/output_file.h"
#include "lib/records/files/shard_name.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/tool.h"
#include "lib/train/loop/checkpoint.h"
#include "lib/train/start/start.h"

namespace auricle {
namespace {

absl::Status AsMisuse(const absl::Status& status, const char* flag = "") {
  return status.ok() ? status : ToolMisuse(absl::StrCat(flag, status.message()));
}

// A pipe or a device.
bool IsSpecial(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

// Also of files that are not there yet, and through symbolic links.
bool SameFile(const std::string& a, const std::string& b) {
  std::error_code error;
  const auto whole = [&error](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
  };
  const std::filesystem::path found = whole(a);
  return !error && found == whole(b);
}

// Each of several processes would train the whole model and write it over the others'.
absl::Status CheckOneProcess() {
  for (const char* name : {"WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const char* const value = std::getenv(name);
    int processes = 0;
    if (value == nullptr || !absl::SimpleAtoi(value, &processes) || processes < 2) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        name, "=", processes, " in the environment asks for a training by ", processes,
        " processes; this one is done by one, on all of its cores: start one, or unset ", name));
  }
  return absl::OkStatus();
}

absl::Status CheckCheckpoint(const std::string& path) {
  if (path.empty()) {
    if (!FLAGS_resume) return absl::OkStatus();
    return ToolMisuse("--resume wants --checkpoint where the model goes to stdout or a device");
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> shards, ShardFiles(path));
  if (path == "-" || !shards.empty() || IsSpecial(path)) {
    return ToolMisuse(absl::StrCat("--checkpoint='", path, "' is not one file; name one"));
  }
  if (SameFile(path, FLAGS_output)) {
    return ToolMisuse("--checkpoint is --output, and is removed when the model is written");
  }
  RETURN_IF_ERROR(OutputFile::Create(path).status());
  if (FLAGS_resume || access(path.c_str(), F_OK) != 0) return absl::OkStatus();
  const absl::Status read = ReadCheckpoint(path).status();
  if (!read.ok()) {
    return absl::FailedPreconditionError(absl::StrCat("the checkpoint would be written over '",
                                                      path, "', which is none: ", read.message(),
                                                      "; name another --checkpoint, or remove it"));
  }
  Say(absl::StrCat("'", path, "', of a training that was stopped, will be overwritten; --resume ",
                   "would go on with it"));
  return absl::OkStatus();
}

}  // namespace

std::string CheckpointPath() {
  if (!FLAGS_checkpoint.empty() || FLAGS_output == "-" || IsSpecial(FLAGS_output)) {
    return FLAGS_checkpoint;
  }
  return absl::StrCat(FLAGS_output, ".checkpoint");
}

absl::Status CheckTrainFlags(const std::string& loss) {
  RETURN_IF_ERROR(AsMisuse(ParseValidation(TrainConfigFromFlags().validation()).status(), "--"));
  return AsMisuse(Loss::Create(loss, ObjectiveContext()).status(), "--");
}

absl::Status CheckTrainOutput() {
  RETURN_IF_ERROR(CheckOneProcess());
  if (FLAGS_output == "-" && isatty(STDOUT_FILENO)) {
    return ToolMisuse("a model is binary: name a file with --output, or redirect stdout");
  }
  RETURN_IF_ERROR(CheckOutputFlag());
  return CheckCheckpoint(CheckpointPath());
}

absl::Status CheckWindowFlags(const Windows& windows) { return AsMisuse(CheckWindows(windows)); }

absl::StatusOr<std::unique_ptr<Net>> ImaginedNet(Network network) {
  network.set_classes(FLAGS_classes);
  for (Head& head : *network.mutable_heads()) {
    head.clear_path();
    head.clear_input_norm();
    if (head.name().empty()) head.set_name("head");
    while (head.classes_size() < FLAGS_classes) head.add_classes();
  }
  if (network.bins() == 0) network.set_bins(FLAGS_bins);
  network.clear_input_norm();
  RETURN_IF_ERROR(CheckWindowFlags(network.windows()));
  absl::StatusOr<std::unique_ptr<Net>> net = CreateEmptyNet(network);
  RETURN_IF_ERROR(AsMisuse(net.status()));
  const TrainConfig config = TrainConfigFromFlags();
  RETURN_IF_ERROR(AsMisuse(
      FreezeNames({config.freeze().begin(), config.freeze().end()}, net->get()), "--freeze: "));
  return net;
}

absl::Status CheckNetwork(const Network& network, const Network* from, const std::string& loss) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, ImaginedNet(network));
  ASSIGN_OR_RETURN(const Loss parsed, Loss::Create(loss, ObjectiveContext()));
  for (const auto& [key, needs] : parsed.needs()) {
    if (key.net != PassKey::FROZEN) {
      for (const std::string& tap : needs.taps) {
        RETURN_IF_ERROR(AsMisuse(net->ResolveTap(tap).status(), "--loss: "));
      }
      continue;
    }
    if (from == nullptr) {
      return ToolMisuse(absl::StrCat("--loss compares with the ", PassName(key),
                                     " network, and there is none; name it with --from"));
    }
    ASSIGN_OR_RETURN(const std::unique_ptr<Net> other, CreateEmptyNet(*from));
    for (const std::string& tap : needs.taps) {
      RETURN_IF_ERROR(AsMisuse(Annotate(other->ResolveTap(tap).status(), "the model of --from")));
    }
  }
  return absl::OkStatus();
}

}  // namespace auricle
