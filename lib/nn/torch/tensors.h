// SPDX-License-Identifier: Apache-2.0
// Between our bytes and LibTorch's tensors.
#ifndef AURICLE_LIB_NN_TORCH_TENSORS_H_
#define AURICLE_LIB_NN_TORCH_TENSORS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "protos/tensor.pb.h"

namespace auricle {

// Copies; on the CPU. REQUIRES: the shape's product is values.size().
at::Tensor FloatTensor(absl::Span<const float> values, absl::Span<const int64_t> shape);
at::Tensor IntTensor(absl::Span<const int64_t> values);
// An uninitialised float32 tensor, and the values of a contiguous float32 CPU tensor, to write
// into.
at::Tensor EmptyFloatTensor(absl::Span<const int64_t> shape);
absl::Span<float> MutableFloats(at::Tensor* tensor);

// [B, …] → [B, the product of all others].
at::Tensor FlatRows(const at::Tensor& tensor);
// Any device and type → values in row-major order.
std::vector<float> FloatValues(const at::Tensor& tensor);
// Of one element.
double ScalarValue(const at::Tensor& tensor);
// Along the last axis; float32, detached.
at::Tensor Softmax(const at::Tensor& logits);

// float32, float16, bfloat16, uint8 and int64 map to their own kind.
// Errors: kDataLoss where dtype, shape and byte count do not agree.
absl::StatusOr<at::Tensor> TensorFromProto(const Tensor& proto);
absl::StatusOr<at::Tensor> TensorFromBytes(const Tensor& head, absl::string_view bytes);
// Contiguous, little endian. REQUIRES: one of those kinds.
Tensor TensorToProto(const at::Tensor& tensor);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_TENSORS_H_
