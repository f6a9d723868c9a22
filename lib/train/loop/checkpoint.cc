// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/checkpoint.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/data/field_differences.h"
#include "lib/nn/torch/tensors.h"
#include "lib/records/reader.h"
#include "lib/records/serialize.h"
#include "lib/records/tensors.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

constexpr absl::string_view kState = "state";

absl::Status WriteTensors(absl::string_view prefix, const TensorMap& tensors,
                          RecordWriter* writer) {
  for (const auto& [name, tensor] : tensors) {
    RETURN_IF_ERROR(WriteNamedTensor(absl::StrCat(prefix, name), TensorToProto(tensor), writer));
  }
  return absl::OkStatus();
}

absl::Status TakeTensor(const std::string& name, const Tensor& tensor, Checkpoint* checkpoint) {
  if (name == kState) {
    if (checkpoint->state.ParseFromString(tensor.data())) return absl::OkStatus();
    return absl::DataLossError("its training state cannot be parsed");
  }
  const size_t slash = name.find('/');
  if (slash == std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat("unexpected tensor '", name, "'"));
  }
  ASSIGN_OR_RETURN(checkpoint->sections[name.substr(0, slash)][name.substr(slash + 1)],
                   TensorFromProto(tensor));
  return absl::OkStatus();
}

absl::Status NoCheckpoint(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", path, "' is no checkpoint of a training (a model stream and its state)"));
}

}  // namespace

absl::Status WriteCheckpoint(const std::string& path, const Header& header, const Net& net,
                             const Sections& sections, const TrainState& state) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(path));
  RETURN_IF_ERROR(WriteModel(net, header, writer.get()));
  Header second;
  second.set_content(Header::MODEL);
  second.mutable_model()->set_name("checkpoint");
  RETURN_IF_ERROR(writer->BeginSection(second));
  for (const auto& [name, tensors] : sections) {
    RETURN_IF_ERROR(WriteTensors(absl::StrCat(name, "/"), tensors, writer.get()));
  }
  Tensor tensor;
  std::string bytes = SerializeDeterministic(state);
  tensor.set_dtype(UINT8);
  tensor.add_shape(static_cast<int64_t>(bytes.size()));
  tensor.set_data(std::move(bytes));
  RETURN_IF_ERROR(WriteNamedTensor(std::string(kState), tensor, writer.get()));
  RETURN_IF_ERROR(writer->EndSection());
  return writer->Commit();
}

absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader, RecordReader::Open(path));
  Checkpoint checkpoint;
  ASSIGN_OR_RETURN(const bool first, reader->NextSection());
  if (!first) return NoCheckpoint(path);
  ASSIGN_OR_RETURN(checkpoint.current, ReadModelSection(reader.get()));
  ASSIGN_OR_RETURN(const bool second, reader->NextSection());
  if (!second || reader->header().model().name() != "checkpoint") return NoCheckpoint(path);
  const auto take = [&checkpoint](const std::string& name, const Tensor& tensor) {
    return TakeTensor(name, tensor, &checkpoint);
  };
  RETURN_IF_ERROR(Annotate(ReadNamedTensors(reader.get(), take), path));
  if (checkpoint.state.epoch() < 1) return NoCheckpoint(path);
  return checkpoint;
}

absl::Status CheckResumes(const TrainState& saved, const TrainState& now) {
  TrainConfig before = saved.config();
  // Under these, what was trained so far would have been trained otherwise.
  const std::string& schedule = now.config().schedule();
  const bool ends = now.config().epochs() == 0;
  const bool by_epochs = schedule == "cosine" || schedule == "three_stage";
  const bool by_patience = by_epochs || schedule == "plateau";
  if (ends || !by_epochs) before.set_epochs(now.config().epochs());
  if (ends || !by_patience) before.set_patience(now.config().patience());
  const std::string differences = FieldDifferences(before, now.config());
  if (!differences.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the checkpoint is of a training with other flags (checkpoint -> now): ", differences,
        "; give the same flags, or leave out --resume to start anew"));
  }
  const bool same_start = saved.training().from().model() == now.training().from().model();
  const char* what = saved.data() != now.data()             ? "other data or plan"
                     : saved.frozen() != now.frozen()       ? "another frozen model"
                     : !same_start                          ? "another model to start from"
                     : saved.precision() != now.precision() ? "other precision"
                                                            : nullptr;
  if (what != nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("the checkpoint is of a training with ", what,
                     "; give the same, or leave out --resume to start anew"));
  }
  if (!ends || saved.has_best()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "no epoch of the checkpoint's training is over, so that there is no best one to take; resume "
      "without --epochs=0, or leave out --resume");
}

std::string ResumeWarning(const Training& saved, const Training& now) {
  if (saved.threads() == now.threads() && saved.device() == now.device()) return "";
  return absl::StrCat("begun with --threads=", saved.threads(), " on ", saved.device(),
                      ", goes on with --threads=", now.threads(), " on ", now.device(),
                      ": the last bits will be others than those of a training in one go");
}

}  // namespace auricle
