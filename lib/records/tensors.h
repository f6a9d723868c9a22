// SPDX-License-Identifier: Apache-2.0
// Tensors as they stand in records: their sizes checked, their numbers taken out, and a model's
// tensors written and read whole whatever their size.
#ifndef AURICLE_LIB_RECORDS_TENSORS_H_
#define AURICLE_LIB_RECORDS_TENSORS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {

// Bytes of one element; 0 for DTYPE_UNSPECIFIED and what this version does not know.
int64_t DTypeBytes(DType dtype);

// How many elements `tensor` has. `data` are its bytes, wherever they lie. Errors: kDataLoss if
// dtype, shape and the number of bytes do not fit together.
absl::StatusOr<int64_t> CountElements(const Tensor& tensor, absl::string_view data);

// All elements, of any dtype, as float (int64 beyond 2^24 is rounded). Errors: as CountElements.
absl::StatusOr<std::vector<float>> TensorToFloats(const Tensor& tensor, absl::string_view data);
absl::StatusOr<std::vector<float>> TensorToFloats(const Tensor& tensor);

// Sets dtype FLOAT32 or FLOAT16, shape and data. REQUIRES: values.size() is the shape's product.
void FloatsToTensor(absl::Span<const float> values, absl::Span<const int64_t> shape, DType dtype,
                    Tensor* tensor);

// Longest data of a part; a record has room for little else.
constexpr int64_t kMaxPartBytes = (int64_t{1} << 30) - (1 << 16);

// Writes `tensor` under `name`, cut by rows where its data is longer than `max_part_bytes`.
absl::Status WriteNamedTensor(const std::string& name, const Tensor& tensor, RecordWriter* writer,
                              int64_t max_part_bytes = kMaxPartBytes);
// The same of bytes that stand elsewhere; tensor.data is not looked at, and never two parts held.
absl::Status WriteNamedTensor(const std::string& name, const Tensor& tensor, absl::string_view data,
                              RecordWriter* writer, int64_t max_part_bytes = kMaxPartBytes);

// Hands every tensor of the current section, whole, to `take`. Errors: kDataLoss for a missing or
// contradicting part, a name that comes twice, or a record that is no tensor.
absl::Status ReadNamedTensors(
    RecordReader* reader,
    const std::function<absl::Status(const std::string& name, Tensor tensor)>& take);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_TENSORS_H_
