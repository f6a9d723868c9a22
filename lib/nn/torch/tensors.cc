// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/tensors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>

#include <cstring>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

at::IntArrayRef Shape(absl::Span<const int64_t> shape) {
  return at::IntArrayRef(shape.data(), shape.size());
}

at::ScalarType TypeOf(DType dtype) {
  switch (dtype) {
    case FLOAT32:
      return at::kFloat;
    case FLOAT16:
      return at::kHalf;
    case BFLOAT16:
      return at::kBFloat16;
    case UINT8:
      return at::kByte;
    case INT64:
      return at::kLong;
    default:
      return at::ScalarType::Undefined;
  }
}

DType DTypeOf(at::ScalarType type) {
  for (const DType dtype : {FLOAT32, FLOAT16, BFLOAT16, UINT8, INT64}) {
    if (TypeOf(dtype) == type) return dtype;
  }
  return DTYPE_UNSPECIFIED;
}

// Elements of `shape`, or -1 where a size is negative or the product is beyond an int64.
int64_t Product(const Tensor& head) {
  int64_t product = 1;
  for (const int64_t size : head.shape()) {
    if (size < 0 || __builtin_mul_overflow(product, size, &product)) return -1;
  }
  return product;
}

}  // namespace

at::Tensor EmptyFloatTensor(absl::Span<const int64_t> shape) {
  return at::empty(Shape(shape), at::kFloat);
}

absl::Span<float> MutableFloats(at::Tensor* tensor) {
  return {tensor->data_ptr<float>(), static_cast<size_t>(tensor->numel())};
}

at::Tensor FloatTensor(absl::Span<const float> values, absl::Span<const int64_t> shape) {
  at::Tensor tensor = EmptyFloatTensor(shape);
  std::memcpy(tensor.data_ptr<float>(), values.data(), values.size() * sizeof(float));
  return tensor;
}

at::Tensor IntTensor(absl::Span<const int64_t> values) {
  at::Tensor tensor = at::empty({static_cast<int64_t>(values.size())}, at::kLong);
  std::memcpy(tensor.data_ptr<int64_t>(), values.data(), values.size() * sizeof(int64_t));
  return tensor;
}

at::Tensor FlatRows(const at::Tensor& tensor) { return tensor.flatten(1); }

std::vector<float> FloatValues(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
  const float* begin = flat.data_ptr<float>();
  return std::vector<float>(begin, begin + flat.numel());
}

double ScalarValue(const at::Tensor& tensor) {
  return tensor.detach().to(at::kDouble).item<double>();
}

at::Tensor Softmax(const at::Tensor& logits) {
  return at::softmax(logits.detach().to(at::kFloat), -1);
}

absl::StatusOr<at::Tensor> TensorFromBytes(const Tensor& head, absl::string_view bytes) {
  const at::ScalarType type = TypeOf(head.dtype());
  if (type == at::ScalarType::Undefined) {
    return absl::DataLossError(absl::StrCat("tensor has dtype ", head.dtype(),
                                            ", want FLOAT32, FLOAT16, BFLOAT16, UINT8 or INT64"));
  }
  const int64_t elements = Product(head);
  const int64_t size = c10::elementSize(type);
  int64_t wanted = 0;
  if (elements < 0 || __builtin_mul_overflow(elements, size, &wanted) ||
      wanted != static_cast<int64_t>(bytes.size())) {
    return absl::DataLossError(absl::StrCat("tensor of shape [", absl::StrJoin(head.shape(), ", "),
                                            "] and ", size, "-byte elements has ", bytes.size(),
                                            " bytes; the stream is damaged"));
  }
  std::vector<int64_t> shape(head.shape().begin(), head.shape().end());
  at::Tensor tensor = at::empty(Shape(shape), type);
  if (!bytes.empty()) std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
  return tensor;
}

absl::StatusOr<at::Tensor> TensorFromProto(const Tensor& proto) {
  return TensorFromBytes(proto, proto.data());
}

Tensor TensorToProto(const at::Tensor& tensor) {
  const at::Tensor host = tensor.detach().to(at::kCPU).contiguous();
  Tensor proto;
  proto.set_dtype(DTypeOf(host.scalar_type()));
  for (const int64_t size : host.sizes()) proto.add_shape(size);
  proto.set_data(host.data_ptr(), host.nbytes());
  return proto;
}

}  // namespace auricle
