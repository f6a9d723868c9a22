// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/models/model_io.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/net/load_plan.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

absl::Status WriteTensor(const NetTensor& tensor, int64_t max_bytes, RecordWriter* writer) {
  const at::Tensor host = tensor.tensor.detach().to(at::kCPU).contiguous();
  Tensor head = TensorToProto(at::empty({0}, host.options()));  // Its type; bytes stay in place.
  head.clear_shape();
  for (const int64_t size : host.sizes()) head.add_shape(size);
  const absl::string_view bytes(static_cast<const char*>(host.data_ptr()), host.nbytes());
  return WriteNamedTensor(tensor.name, head, bytes, writer, max_bytes);
}

}  // namespace

absl::Status WriteModel(const Net& net, Header header, RecordWriter* writer, int64_t max_bytes,
                        const std::vector<End>& dropped) {
  header.set_content(Header::MODEL);
  *header.mutable_network() = net.config();
  RETURN_IF_ERROR(writer->BeginSection(std::move(header)));
  RETURN_IF_ERROR(TorchGuard([&]() -> absl::Status {
    for (const NetTensor& tensor : net.tensors()) {
      RETURN_IF_ERROR(WriteTensor(tensor, max_bytes, writer));
    }
    return absl::OkStatus();
  }));
  for (const End& end : dropped) writer->CarryDrops(end);
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
  const auto take = [&model](const std::string& name, const Tensor& proto) {
    return TorchGuard([&]() -> absl::Status {
      ASSIGN_OR_RETURN(model.tensors[name], TensorFromProto(proto));
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(ReadNamedTensors(reader, take));
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
