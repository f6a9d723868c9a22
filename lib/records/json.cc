// SPDX-License-Identifier: Apache-2.0
#include "lib/records/json.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/base/text.h"
#include "lib/records/tensors.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Json = nlohmann::ordered_json;

Json Number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

// The double whose shortest digits are the float's: 0.1f prints as 0.1.
Json Number(float value) {
  if (!std::isfinite(value)) return Number(static_cast<double>(value));
  return std::strtod(ShortestNumber(value).c_str(), nullptr);
}

Json Fixed64(uint64_t value) { return absl::StrFormat("0x%016x", value); }

Json TensorData(const Tensor& tensor, const std::vector<float>& values) {
  Json data = Json::array();
  if (tensor.dtype() != INT64) {
    for (const float value : values) data.push_back(Number(value));
    return data;
  }
  for (size_t i = 0; i < values.size(); ++i) {
    int64_t value;
    memcpy(&value, tensor.data().data() + i * sizeof(value), sizeof(value));
    data.push_back(value);
  }
  return data;
}

void Summarize(const std::vector<float>& values, Json* json) {
  float low = std::numeric_limits<float>::infinity(), high = -low;
  double sum = 0;
  int64_t finite = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
    sum += value;
    ++finite;
  }
  if (finite > 0) {
    (*json)["min"] = Number(low);
    (*json)["max"] = Number(high);
    (*json)["mean"] = Number(static_cast<float>(sum / finite));
  }
  const int64_t others = static_cast<int64_t>(values.size()) - finite;
  if (others > 0) (*json)["nonfinite"] = others;
}

Json TensorToJson(const Tensor& tensor, const JsonOptions& options) {
  Json json = Json::object();
  json["dtype"] = DType_Name(tensor.dtype());
  json["shape"] = Json::array();
  for (const int64_t size : tensor.shape()) json["shape"].push_back(size);
  const absl::StatusOr<std::vector<float>> values = TensorToFloats(tensor);
  if (!values.ok()) {
    json["error"] = std::string(values.status().message());
  } else if (options.tensors) {
    json["data"] = TensorData(tensor, *values);
  } else {
    Summarize(*values, &json);
  }
  return json;
}

Json MessageToJson(const Message& message, const JsonOptions& options);

// A field's value; of a repeated field its `i`-th, else i is -1.
Json ValueToJson(const Message& message, const FieldDescriptor* field, int i,
                 const JsonOptions& options) {
  const auto* reflection = message.GetReflection();
#define AURICLE_GET(Type) \
  (i < 0 ? reflection->Get##Type(message, field) : reflection->GetRepeated##Type(message, field, i))
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return AURICLE_GET(Int32);
    case FieldDescriptor::CPPTYPE_INT64:
      return AURICLE_GET(Int64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return AURICLE_GET(UInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      if (field->type() == FieldDescriptor::TYPE_FIXED64) return Fixed64(AURICLE_GET(UInt64));
      return AURICLE_GET(UInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Number(AURICLE_GET(Double));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Number(AURICLE_GET(Float));
    case FieldDescriptor::CPPTYPE_BOOL:
      return AURICLE_GET(Bool);
    case FieldDescriptor::CPPTYPE_ENUM:
      return AURICLE_GET(Enum)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return AURICLE_GET(String);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageToJson(i < 0 ? reflection->GetMessage(message, field)
                                 : reflection->GetRepeatedMessage(message, field, i),
                           options);
  }
#undef AURICLE_GET
  return nullptr;
}

// Maps of this format have string keys.
Json MapToJson(const Message& message, const FieldDescriptor* field, const JsonOptions& options) {
  const auto* reflection = message.GetReflection();
  std::vector<std::pair<std::string, Json>> entries;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, field, i);
    const auto* type = entry.GetDescriptor();
    entries.emplace_back(entry.GetReflection()->GetString(entry, type->map_key()),
                         ValueToJson(entry, type->map_value(), -1, options));
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Json json = Json::object();
  for (auto& [key, value] : entries) json[key] = std::move(value);
  return json;
}

// Where 0 and false are figures or indices. Elsewhere they say none, off, unknown or the whole.
bool ZeroIsShown(const FieldDescriptor* field) {
  for (const auto* type :
       {Metric::descriptor(), Outcome::descriptor(), Scalar::descriptor(), Event::descriptor(),
        Correction::descriptor(), Shard::descriptor(), Chunk::descriptor()}) {
    if (field->containing_type() == type) return true;
  }
  return field->containing_type() == End::descriptor() &&
         field->number() == End::kRecordsFieldNumber;
}

bool IsShown(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (field->is_repeated()) return reflection->FieldSize(message, field) > 0;
  if (reflection->HasField(message, field)) return true;
  if (field->has_presence() || field->type() == FieldDescriptor::TYPE_FIXED64) return false;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return false;
    case FieldDescriptor::CPPTYPE_ENUM:  // A first value that has a name says something: HANN.
      return !absl::EndsWith(field->enum_type()->value(0)->name(), "_UNSPECIFIED");
    default:
      return ZeroIsShown(field);
  }
}

Json MessageToJson(const Message& message, const JsonOptions& options) {
  if (message.GetDescriptor() == Tensor::descriptor()) {
    return TensorToJson(static_cast<const Tensor&>(message), options);
  }
  Json json = Json::object();
  for (int f = 0; f < message.GetDescriptor()->field_count(); ++f) {
    const FieldDescriptor* field = message.GetDescriptor()->field(f);
    if (!IsShown(message, field)) continue;
    Json& value = json[field->name()];
    if (field->is_map()) {
      value = MapToJson(message, field, options);
    } else if (field->is_repeated()) {
      value = Json::array();
      const int size = message.GetReflection()->FieldSize(message, field);
      for (int i = 0; i < size; ++i) value.push_back(ValueToJson(message, field, i, options));
    } else {
      value = ValueToJson(message, field, -1, options);
    }
  }
  return json;
}

}  // namespace

std::string RecordToJson(const Record& record, const JsonOptions& options) {
  // Strings of a parsed record are UTF-8; should one not be, a mark stands for it.
  return MessageToJson(record, options)
      .dump(-1, ' ', options.ascii, Json::error_handler_t::replace);
}

}  // namespace auricle
