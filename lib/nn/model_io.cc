// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/model_io.h"

#include <ATen/ops/cat.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/guard.h"
#include "lib/nn/load_plan.h"
#include "lib/nn/nets.h"
#include "lib/nn/tensors.h"

namespace auricle {
namespace {

absl::Status WriteTensor(const NetTensor& tensor, int64_t max_bytes, RecordWriter* writer) {
  NamedTensor record;
  record.set_name(tensor.name);
  const at::Tensor& whole = tensor.tensor;
  const int64_t bytes = whole.numel() * whole.element_size();
  if (bytes <= max_bytes) {
    *record.mutable_tensor() = TensorToProto(whole);
    return writer->Write(record);
  }
  const int64_t rows = whole.size(0);
  const int64_t step = std::max<int64_t>(1, max_bytes / (bytes / rows));
  record.set_rows(rows);
  for (int64_t row = 0; row < rows; row += step) {
    record.set_first_row(row);
    *record.mutable_tensor() = TensorToProto(whole.narrow(0, row, std::min(step, rows - row)));
    RETURN_IF_ERROR(writer->Write(record));
  }
  return absl::OkStatus();
}

// Puts the parts of tensors together as they come, in order.
class Assembler {
 public:
  absl::Status Add(const NamedTensor& record) {
    const std::string& name = record.name();
    absl::StatusOr<at::Tensor> part = TensorFromProto(record.tensor());
    if (!part.ok()) return Annotate(part.status(), absl::StrCat("tensor '", name, "'"));
    if (record.rows() == 0) {
      if (!whole_.emplace(name, *std::move(part)).second) return Twice(name);
      return absl::OkStatus();
    }
    std::vector<at::Tensor>& parts = parts_[name];
    int64_t have = 0;
    for (const at::Tensor& earlier : parts) have += earlier.size(0);
    if (part->dim() == 0 || record.first_row() != have || have + part->size(0) > record.rows()) {
      return absl::DataLossError(absl::StrCat("tensor '", name, "': a part begins at row ",
                                              record.first_row(), ", want ", have));
    }
    parts.push_back(*std::move(part));
    if (have + parts.back().size(0) < record.rows()) return absl::OkStatus();
    if (!whole_.emplace(name, at::cat(parts)).second) return Twice(name);
    parts_.erase(name);
    return absl::OkStatus();
  }

  absl::StatusOr<TensorMap> Finish() {
    if (parts_.empty()) return std::move(whole_);
    return absl::DataLossError(
        absl::StrCat("tensor '", parts_.begin()->first, "' lacks its last rows"));
  }

 private:
  static absl::Status Twice(const std::string& name) {
    return absl::DataLossError(absl::StrCat("tensor '", name, "' stands in the model twice"));
  }
  TensorMap whole_;
  std::map<std::string, std::vector<at::Tensor>> parts_;
};

}  // namespace

absl::Status WriteModel(const Net& net, Header header, RecordWriter* writer, int64_t max_bytes) {
  header.set_content(Header::MODEL);
  *header.mutable_network() = net.config();
  RETURN_IF_ERROR(writer->BeginSection(std::move(header)));
  RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
    for (const NetTensor& tensor : net.tensors()) {
      RETURN_IF_ERROR(WriteTensor(tensor, max_bytes, writer));
    }
    return absl::OkStatus();
  }));
  return writer->EndSection();
}

absl::StatusOr<Model> ReadModelSection(RecordReader* reader) {
  Model model;
  model.header = reader->header();
  if (model.header.content() != Header::MODEL) {
    return absl::InvalidArgumentError(
        absl::StrCat(reader->name(), " holds ", Header::Content_Name(model.header.content()),
                     ", want a model, as train_classifier and its like write"));
  }
  model.fingerprint = reader->header_fingerprint();
  Assembler assembler;
  Record record;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
    if (!more) break;
    if (!record.has_tensor()) {
      return absl::DataLossError(absl::StrCat(reader->name(), ": record ", reader->records_read(),
                                              " of a model is no tensor"));
    }
    const absl::Status added =
        TorchGuard([&]() -> absl::Status { return assembler.Add(record.tensor()); });
    if (!added.ok()) return Annotate(added, reader->name());
  }
  absl::StatusOr<TensorMap> tensors = assembler.Finish();
  if (!tensors.ok()) return Annotate(tensors.status(), reader->name());
  model.tensors = *std::move(tensors);
  return model;
}

absl::StatusOr<Model> ReadModel(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader, RecordReader::Open(path));
  ASSIGN_OR_RETURN(const bool first, reader->NextSection());
  if (!first) return absl::InvalidArgumentError(absl::StrCat(path, " is empty, want a model"));
  ASSIGN_OR_RETURN(Model model, ReadModelSection(reader.get()));
  ASSIGN_OR_RETURN(const bool second, reader->NextSection());
  if (second) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " holds more than one section, want one model"));
  }
  return model;
}

absl::StatusOr<std::unique_ptr<Net>> NetFromModel(const Model& model) {
  ASSIGN_OR_RETURN(std::unique_ptr<Net> net, CreateEmptyNet(model.header.network()));
  ASSIGN_OR_RETURN(const LoadReport report, LoadInto(model.tensors, LoadOptions(), net.get()));
  net->SetTraining(false);
  return net;
}

absl::StatusOr<LoadReport> LoadInto(const TensorMap& tensors, const LoadOptions& options,
                                    Net* net) {
  ASSIGN_OR_RETURN(LoadReport report, PlanLoad(tensors, options, *net));
  RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
    const c10::NoGradGuard no_grad;
    for (const NetTensor& tensor : net->tensors()) {
      if (!std::binary_search(report.matched.begin(), report.matched.end(), tensor.name)) continue;
      at::Tensor target = tensor.tensor;
      target.copy_(tensors.at(tensor.name));
    }
    return absl::OkStatus();
  }));
  return report;
}

TensorMap Snapshot(const Net& net) {
  TensorMap tensors;
  for (const NetTensor& tensor : net.tensors()) {
    tensors[tensor.name] = tensor.tensor.detach().to(at::kCPU, /*non_blocking=*/false,
                                                     /*copy=*/true);
  }
  return tensors;
}

}  // namespace auricle
