// SPDX-License-Identifier: Apache-2.0
// merge_models: models of many heads → one of all their heads, or of some.
#include "lib/nn/models/merge_models.h"

#include <unistd.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/describe.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/number_flags.h"
#include "lib/tool/tool.h"

DEFINE_string(heads, "", "Which heads to keep: names with commas; none given: all.");

namespace auricle {
namespace {

const Tool kTool = {
    "merge_models",
    "puts heads of several models into one, or takes heads out of one",
    "    merge_models MODEL [MODEL…] [--heads=NAME,…] --output=MODEL\n"
    "    merge_models emodb.model casia.model --output=both.model\n"
    "    merge_models both.model --heads=casia --output=casia.only\n",
    "Every head goes on to tell what it told, bit for bit. So what the models share must be equal\n"
    "bit for bit, as it is where all were trained from one model with train_adapters\n"
    "--mode=adapters or --mode=last-layer. A head comes with the norms and adapters on its way;\n"
    "those of heads that are left out are left out, and the core's where no head goes its way. A\n"
    "head that stands in several models unchanged is kept once; two others of one name are an\n"
    "error.",
    {"io:output"},
    Header::MODEL};

const NumberFlags kNumberFlags = {"heads"};

absl::StatusOr<std::vector<std::string>> WantedHeads() {
  const std::vector<std::string> names = absl::StrSplit(FLAGS_heads, ',', absl::SkipEmpty());
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) return ToolMisuse(absl::StrCat("--heads: '", name, "' twice"));
  }
  if (names.empty() && !FLAGS_heads.empty()) return ToolMisuse("--heads names no head");
  return names;
}

absl::Status Run(const std::vector<std::string>& inputs) {
  ASSIGN_OR_RETURN(const std::vector<std::string> wanted, WantedHeads());
  if (inputs.size() == 1 && wanted.empty()) {
    return ToolMisuse("give several models to put together, or one and --heads to keep of it");
  }
  if (FLAGS_output == "-" && isatty(STDOUT_FILENO)) {
    return ToolMisuse("a model is binary: name a file with --output, or redirect stdout");
  }
  std::vector<NamedModel> models;
  std::vector<uint64_t> parents;
  for (const std::string& path : inputs) {
    ASSIGN_OR_RETURN(Model model, ReadModel(path));
    parents.push_back(model.fingerprint);
    models.push_back({path, std::move(model)});
  }
  ASSIGN_OR_RETURN(Model merged, MergeModels(models, wanted));
  ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, NetFromModel(merged));
  std::vector<std::string> names;
  for (const Head& head : merged.header.network().heads()) names.push_back(head.name());
  Header header = std::move(merged.header);
  StampProvenance(kNumberFlags, parents, &header);
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  RETURN_IF_ERROR(WriteModel(*net, header, writer.get()));
  RETURN_IF_ERROR(writer->Commit());
  Say(absl::StrCat(names.size(),
                   names.size() == 1 ? " head: " : " heads: ", absl::StrJoin(names, ", "), "; ",
                   WithThousands(CountParameters(*net).total()), " parameters"));
  return absl::OkStatus();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
