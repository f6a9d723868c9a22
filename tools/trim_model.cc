// SPDX-License-Identifier: Apache-2.0
// trim_model: a model → the same without its classifier.
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/describe.h"
#include "lib/nn/networks/nets.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

const Tool kTool = {
    "trim_model",
    "takes the classifier off a model; what stays of VGG16 is a ninth of its bytes",
    "    trim_model MODEL --output=TRUNK\n"
    "    trim_model speaker.model --output=speaker.features\n",
    "What is left can be started from and compared with (--from); predict refuses it. The last\n"
    "pooling and all before it are bit for bit the model's.",
    {"io:output"},
    Header::MODEL};

absl::Status Run(const std::vector<std::string>& inputs) {
  if (inputs.size() != 1) return ToolMisuse("give one model");
  if (FLAGS_output == "-" && isatty(STDOUT_FILENO)) {
    return ToolMisuse("a model is binary: name a file with --output, or redirect stdout");
  }
  ASSIGN_OR_RETURN(Model model, ReadModel(inputs.front()));
  if (model.header.network().trunk()) {
    return absl::InvalidArgumentError(absl::StrCat(inputs.front(), " has no classifier any more"));
  }
  Network config = model.header.network();
  config.set_trunk(true);
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> trunk, CreateEmptyNet(config));
  LoadOptions options;
  options.allow_unexpected = true;  // The classifier.
  RETURN_IF_ERROR(LoadInto(model.tensors, options, trunk.get()).status());
  Header header = std::move(model.header);
  StampProvenance(std::vector<std::string>(), {model.fingerprint}, &header);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  RETURN_IF_ERROR(WriteModel(*trunk, header, writer.get()));
  RETURN_IF_ERROR(writer->Commit());
  Say(absl::StrCat(WithThousands(CountParameters(*trunk).total()), " parameters kept"));
  return absl::OkStatus();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
