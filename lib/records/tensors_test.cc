// SPDX-License-Identifier: Apache-2.0
#include "lib/records/tensors.h"

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "lib/records/half.h"
#include "lib/records/reader.h"
#include "lib/records/stream_testing.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

TEST(Half, EveryHalfComesBackFromItsFloat) {
  for (uint32_t half = 0; half < 0x10000; ++half) {
    const float value = HalfToFloat(static_cast<uint16_t>(half));
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(HalfToFloat(FloatToHalf(value)))) << half;
    } else {
      EXPECT_EQ(FloatToHalf(value), half);
    }
  }
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  // Between each two neighbours: a quarter of the way, the middle, three quarters.
  for (uint32_t low = 0; low < 0x7bff; ++low) {
    const float a = HalfToFloat(static_cast<uint16_t>(low));
    const float b = HalfToFloat(static_cast<uint16_t>(low + 1));
    EXPECT_EQ(FloatToHalf(a + (b - a) * 0.25f), low);
    EXPECT_EQ(FloatToHalf(a + (b - a) * 0.5f), low + low % 2);
    EXPECT_EQ(FloatToHalf(-(a + (b - a) * 0.75f)), 0x8000 | (low + 1));
  }
  EXPECT_EQ(FloatToHalf(65519.996f), 0x7bff);
  EXPECT_EQ(FloatToHalf(65520.0f), 0x7c00);
  EXPECT_EQ(HalfToFloat(1), std::ldexp(1.0f, -24));
  EXPECT_EQ(Bfloat16ToFloat(0x3fc0), 1.5f);
}

Tensor MakeTensor(int64_t rows, int64_t columns) {
  std::vector<float> values(rows * columns);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) / 3;
  Tensor tensor;
  FloatsToTensor(values, {rows, columns}, FLOAT32, &tensor);
  return tensor;
}

TEST(Tensors, ShapeAndBytesMustAgree) {
  Tensor tensor = MakeTensor(3, 2);
  EXPECT_EQ(*CountElements(tensor, tensor.data()), 6);
  EXPECT_EQ((*TensorToFloats(tensor))[5], 5.0f / 3);
  tensor.set_shape(0, 4);
  EXPECT_EQ(TensorToFloats(tensor).status().code(), absl::StatusCode::kDataLoss);
  tensor.set_shape(0, -3);
  EXPECT_FALSE(TensorToFloats(tensor).ok());
  tensor.set_shape(0, int64_t{1} << 62);  // Overflows to 0 bytes.
  tensor.set_shape(1, 4);
  tensor.clear_data();
  EXPECT_FALSE(TensorToFloats(tensor).ok());
  tensor.set_dtype(DTYPE_UNSPECIFIED);
  EXPECT_FALSE(TensorToFloats(tensor).ok());
}

TEST(Tensors, EveryTypeBecomesFloat) {
  Tensor tensor;
  FloatsToTensor({1.0f, -0.5f}, {2}, FLOAT16, &tensor);
  EXPECT_EQ(tensor.data().size(), 4);
  EXPECT_EQ(*TensorToFloats(tensor), std::vector<float>({1.0f, -0.5f}));
  tensor.set_dtype(UINT8);
  tensor.set_data("\x01\xff");
  EXPECT_EQ(*TensorToFloats(tensor), std::vector<float>({1.0f, 255.0f}));
  const int64_t wide[] = {-7, 1 << 20};
  tensor.set_dtype(INT64);
  tensor.set_data(std::string(reinterpret_cast<const char*>(wide), sizeof(wide)));
  EXPECT_EQ(*TensorToFloats(tensor), std::vector<float>({-7, 1 << 20}));
}

class NamedTensors : public testing::Test {
 protected:
  void Write(const std::function<void(RecordWriter*)>& fill) {
    auto writer = *RecordWriter::Create(path_);
    Header header;
    header.set_content(Header::MODEL);
    ASSERT_TRUE(writer->BeginSection(header).ok());
    fill(writer.get());
    ASSERT_TRUE(writer->Commit().ok());
  }

  absl::Status Read(std::map<std::string, Tensor>* tensors) {
    auto reader = *RecordReader::Open(path_);
    EXPECT_TRUE(*reader->NextSection());
    return ReadNamedTensors(reader.get(), [tensors](const std::string& name, Tensor tensor) {
      (*tensors)[name].Swap(&tensor);
      return absl::OkStatus();
    });
  }

  const std::string path_ = TempPath("model.tfr");
};

TEST_F(NamedTensors, LongerThanAPartAreCutByRowsAndReadWhole) {
  const Tensor large = MakeTensor(10, 4), small = MakeTensor(1, 4);
  for (const int64_t part : {16, 17, 31, 32, 48, 159, 160, 1000}) {
    Write([&](RecordWriter* writer) {
      ASSERT_TRUE(WriteNamedTensor("large", large, writer, part).ok());
      ASSERT_TRUE(WriteNamedTensor("small", small, writer, part).ok());
    });
    std::map<std::string, Tensor> read;
    const absl::Status status = Read(&read);
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_EQ(read.size(), 2);
    EXPECT_EQ(read["large"].SerializeAsString(), large.SerializeAsString()) << part;
    EXPECT_EQ(read["small"].SerializeAsString(), small.SerializeAsString()) << part;
  }
}

TEST_F(NamedTensors, WithAMissingPartOrTwiceTheSameNameAreDamage) {
  const Tensor tensor = MakeTensor(2, 2);
  const auto error = [this](const std::vector<NamedTensor>& parts) {
    Write([&](RecordWriter* writer) {
      for (const NamedTensor& part : parts) ASSERT_TRUE(writer->Write(part).ok());
    });
    std::map<std::string, Tensor> read;
    return std::string(Read(&read).message());
  };
  NamedTensor whole, first, last;
  whole.set_name("w");
  *whole.mutable_tensor() = tensor;
  first = last = whole;
  first.set_rows(4);
  last.set_rows(4);
  last.set_first_row(2);
  EXPECT_EQ(error({whole}), "");
  EXPECT_EQ(error({first, last}), "");
  EXPECT_TRUE(absl::StrContains(error({whole, whole}), "'w' comes twice"));
  EXPECT_TRUE(absl::StrContains(error({first}), "'w' has 2 of 4 rows"));
  EXPECT_TRUE(absl::StrContains(error({last}), "first rows are missing"));
  EXPECT_TRUE(absl::StrContains(error({first, first}), "'w' has 2 of 4 rows"));
  EXPECT_TRUE(absl::StrContains(error({first, whole}), "'w' has 2 of 4 rows"));
  for (const int64_t rows : {int64_t{-1}, int64_t{-2}, std::numeric_limits<int64_t>::min()}) {
    NamedTensor negative = whole;
    negative.set_rows(rows);
    EXPECT_TRUE(absl::StrContains(error({negative}), "with shape [2, 2]")) << rows;
  }
  NamedTensor adrift = whole;
  adrift.set_first_row(2);
  EXPECT_TRUE(absl::StrContains(error({adrift}), "says rows 2 on of 0"));
  last.set_first_row(std::numeric_limits<int64_t>::max());
  EXPECT_TRUE(absl::StrContains(error({first, last}), "with shape [2, 2]"));
}

TEST_F(NamedTensors, ARowLongerThanAPartIsRefused) {
  auto writer = *RecordWriter::Create(path_);
  const absl::Status status = WriteNamedTensor("w", MakeTensor(2, 4), writer.get(), 15);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(status.message(), "rows of 16 bytes"));
}

}  // namespace
}  // namespace auricle
