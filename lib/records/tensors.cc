// SPDX-License-Identifier: Apache-2.0
#include "lib/records/tensors.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/records/half.h"

namespace auricle {
namespace {

std::string ShapeText(const Tensor& tensor) {
  return absl::StrCat("[", absl::StrJoin(tensor.shape(), ", "), "]");
}

template <typename T>
T At(absl::string_view data, size_t i) {
  T value;
  memcpy(&value, data.data() + i * sizeof(T), sizeof(T));  // Data in a record is not aligned.
  return value;
}

float ElementAt(DType dtype, absl::string_view data, size_t i) {
  switch (dtype) {
    case FLOAT16:
      return HalfToFloat(At<uint16_t>(data, i));
    case BFLOAT16:
      return Bfloat16ToFloat(At<uint16_t>(data, i));
    case UINT8:
      return At<uint8_t>(data, i);
    case INT64:
      return static_cast<float>(At<int64_t>(data, i));
    default:
      return At<float>(data, i);
  }
}

// Joins the parts of one tensor after another.
class Assembler {
 public:
  // Adds `part`; true if `whole()` is now a tensor.
  absl::StatusOr<bool> Add(NamedTensor* part) {
    RETURN_IF_ERROR(CountElements(part->tensor(), part->tensor().data()).status());
    const Tensor& tensor = part->tensor();
    if (part->rows() == 0 && part->first_row() == 0) {
      if (pending()) return Missing();
      return Start(part);
    }
    if (tensor.shape_size() == 0 || tensor.shape(0) == 0 || part->first_row() < 0 ||
        part->rows() < tensor.shape(0) || part->first_row() > part->rows() - tensor.shape(0)) {
      return absl::DataLossError(absl::StrCat("a part says rows ", part->first_row(), " on of ",
                                              part->rows(), " with shape ", ShapeText(tensor)));
    }
    if (!pending()) {
      if (part->first_row() != 0) return absl::DataLossError("its first rows are missing");
      rows_ = part->rows();
      RETURN_IF_ERROR(Start(part).status());
    } else {
      RETURN_IF_ERROR(Append(*part));
    }
    if (whole_.shape(0) == rows_) rows_ = 0;
    return !pending();
  }

  bool pending() const { return rows_ > 0; }
  absl::Status Missing() const {
    return absl::DataLossError(absl::StrCat("tensor '", EscapeForTerminal(name_), "' has ",
                                            whole_.shape(0), " of ", rows_, " rows"));
  }
  Tensor* whole() { return &whole_; }

 private:
  absl::StatusOr<bool> Start(NamedTensor* part) {
    name_ = part->name();
    whole_.Swap(part->mutable_tensor());
    return true;
  }

  absl::Status Append(const NamedTensor& part) {
    const Tensor& tensor = part.tensor();
    const bool fits =
        part.name() == name_ && part.rows() == rows_ && tensor.dtype() == whole_.dtype() &&
        part.first_row() == whole_.shape(0) && tensor.shape_size() == whole_.shape_size() &&
        std::equal(tensor.shape().begin() + 1, tensor.shape().end(), whole_.shape().begin() + 1);
    if (!fits) return Missing();
    whole_.set_shape(0, whole_.shape(0) + tensor.shape(0));
    whole_.mutable_data()->append(tensor.data());
    return absl::OkStatus();
  }

  std::string name_;
  int64_t rows_ = 0;  // Of the tensor whose parts are being joined; 0: of none.
  Tensor whole_;
};

}  // namespace

int64_t DTypeBytes(DType dtype) {
  switch (dtype) {
    case FLOAT32:
      return 4;
    case FLOAT16:
    case BFLOAT16:
      return 2;
    case UINT8:
      return 1;
    case INT64:
      return 8;
    default:
      return 0;
  }
}

absl::StatusOr<int64_t> CountElements(const Tensor& tensor, absl::string_view data) {
  const int64_t width = DTypeBytes(tensor.dtype());
  if (width == 0) {
    return absl::DataLossError(
        absl::StrCat("a tensor has dtype ", tensor.dtype(), ", which this version does not know"));
  }
  int64_t elements = 1;
  bool fits = true;
  for (const int64_t size : tensor.shape()) {
    fits = fits && size >= 0 && !__builtin_mul_overflow(elements, size, &elements);
  }
  int64_t bytes = 0;
  fits = fits && !__builtin_mul_overflow(elements, width, &bytes);
  if (fits && bytes == static_cast<int64_t>(data.size())) return elements;
  return absl::DataLossError(absl::StrCat("a tensor of shape ", ShapeText(tensor), " and ",
                                          DType_Name(tensor.dtype()), " has ", data.size(),
                                          " bytes"));
}

absl::StatusOr<std::vector<float>> TensorToFloats(const Tensor& tensor, absl::string_view data) {
  ASSIGN_OR_RETURN(const int64_t elements, CountElements(tensor, data));
  std::vector<float> values(elements);
  if (tensor.dtype() == FLOAT32) {
    if (elements > 0) memcpy(values.data(), data.data(), data.size());
    return values;
  }
  for (int64_t i = 0; i < elements; ++i) values[i] = ElementAt(tensor.dtype(), data, i);
  return values;
}

absl::StatusOr<std::vector<float>> TensorToFloats(const Tensor& tensor) {
  return TensorToFloats(tensor, tensor.data());
}

void FloatsToTensor(absl::Span<const float> values, absl::Span<const int64_t> shape, DType dtype,
                    Tensor* tensor) {
  tensor->set_dtype(dtype);
  tensor->mutable_shape()->Assign(shape.begin(), shape.end());
  std::string* data = tensor->mutable_data();
  if (dtype != FLOAT16) {
    data->assign(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    return;
  }
  data->resize(values.size() * sizeof(uint16_t));
  for (size_t i = 0; i < values.size(); ++i) {
    const uint16_t half = FloatToHalf(values[i]);
    memcpy(&(*data)[i * sizeof(half)], &half, sizeof(half));
  }
}

absl::Status WriteNamedTensor(const std::string& name, const Tensor& tensor, RecordWriter* writer,
                              int64_t max_part_bytes) {
  return WriteNamedTensor(name, tensor, tensor.data(), writer, max_part_bytes);
}

absl::Status WriteNamedTensor(const std::string& name, const Tensor& tensor, absl::string_view data,
                              RecordWriter* writer, int64_t max_part_bytes) {
  const std::string where = absl::StrCat("tensor '", EscapeForTerminal(name), "'");
  RETURN_IF_ERROR(Annotate(CountElements(tensor, data).status(), where));
  NamedTensor part;
  part.set_name(name);
  part.mutable_tensor()->set_dtype(tensor.dtype());
  *part.mutable_tensor()->mutable_shape() = tensor.shape();
  if (static_cast<int64_t>(data.size()) <= max_part_bytes) {
    part.mutable_tensor()->set_data(data.data(), data.size());
    return writer->Write(part);
  }
  const int64_t rows = tensor.shape_size() > 0 ? tensor.shape(0) : 1;
  const int64_t row_bytes = static_cast<int64_t>(data.size()) / rows;
  if (row_bytes > max_part_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(where, " of shape ", ShapeText(tensor),
                                                   " has rows of ", row_bytes, " bytes, at most ",
                                                   max_part_bytes, " can be stored; reshape it"));
  }
  part.set_rows(rows);
  const int64_t step = max_part_bytes / row_bytes;
  for (int64_t row = 0; row < rows; row += step) {
    const int64_t count = std::min(step, rows - row);
    part.set_first_row(row);
    part.mutable_tensor()->set_shape(0, count);
    part.mutable_tensor()->set_data(data.data() + row * row_bytes, count * row_bytes);
    RETURN_IF_ERROR(writer->Write(part));
  }
  return absl::OkStatus();
}

absl::Status ReadNamedTensors(
    RecordReader* reader,
    const std::function<absl::Status(const std::string& name, Tensor tensor)>& take) {
  Assembler assembler;
  std::set<std::string> names;
  for (Record record;;) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
    if (!more) break;
    if (!record.has_tensor()) {
      return absl::DataLossError(absl::StrCat("stream '", reader->name(), "', record ",
                                              reader->records_read(), " is no tensor"));
    }
    const std::string name = record.tensor().name();
    const std::string where =
        absl::StrCat("stream '", reader->name(), "', tensor '", EscapeForTerminal(name), "'");
    const absl::StatusOr<bool> whole = assembler.Add(record.mutable_tensor());
    RETURN_IF_ERROR(Annotate(whole.status(), where));
    if (!*whole) continue;
    if (!names.insert(name).second) {
      return absl::DataLossError(absl::StrCat(where, " comes twice"));
    }
    RETURN_IF_ERROR(take(name, std::move(*assembler.whole())));
  }
  return assembler.pending() ? assembler.Missing() : absl::OkStatus();
}

}  // namespace auricle
