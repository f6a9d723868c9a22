// SPDX-License-Identifier: Apache-2.0
#include "lib/records/in_place.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "lib/base/status_macros.h"
#include "lib/records/serialize.h"

namespace auricle {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

// Whether a message of `type` can hold a Tensor; `seen` guards against recursive types.
bool MayHoldTensor(const Descriptor* type, std::set<const Descriptor*>* seen) {
  if (type == Tensor::descriptor()) return true;
  if (!seen->insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const Descriptor* inner = type->field(i)->message_type();
    if (inner != nullptr && MayHoldTensor(inner, seen)) return true;
  }
  return false;
}

bool HoldsTensors(const Descriptor* type) {
  static const auto* const known = [] {
    auto* holds = new std::map<const Descriptor*, bool>;
    const auto* file = Record::descriptor()->file();
    const auto add = [holds](const google::protobuf::FileDescriptor* in) {
      for (int i = 0; i < in->message_type_count(); ++i) {
        std::set<const Descriptor*> seen;
        (*holds)[in->message_type(i)] = MayHoldTensor(in->message_type(i), &seen);
      }
    };
    add(file);
    for (int i = 0; i < file->dependency_count(); ++i) add(file->dependency(i));
    return holds;
  }();
  const auto found = known->find(type);
  return found != known->end() && found->second;
}

absl::Status Malformed(const char* why) {
  return absl::DataLossError(std::string("a record cannot be parsed in place: ") + why);
}

void AppendField(int number, absl::string_view value, std::string* out) {
  uint8_t prefix[16];
  uint8_t* end = CodedOutputStream::WriteVarint32ToArray(
      WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), prefix);
  end = CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(value.size()), end);
  out->append(reinterpret_cast<char*>(prefix), end - prefix);
  out->append(value.data(), value.size());
}

// Copies a message without its tensors' bytes, which it collects.
class Walker {
 public:
  explicit Walker(std::vector<TensorBytes>* tensors) : tensors_(tensors) {}

  absl::Status Walk(const Descriptor* type, absl::string_view bytes, std::string* out) {
    if (type == Tensor::descriptor()) return WalkTensor(bytes, out);
    CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    std::set<int> once;  // Singular fields met: a second one would be merged into the first.
    for (int start = 0; start < static_cast<int>(bytes.size()); start = in.CurrentPosition()) {
      const uint32_t tag = in.ReadTag();
      const int number = WireFormatLite::GetTagFieldNumber(tag);
      const FieldDescriptor* field = type->FindFieldByNumber(number);
      const bool inner =
          field != nullptr && field->message_type() != nullptr &&
          HoldsTensors(field->message_type()) &&
          WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
      if (!inner) {
        if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) return Malformed("a field is cut");
        const absl::string_view raw = bytes.substr(start, in.CurrentPosition() - start);
        out->append(raw.data(), raw.size());
        continue;
      }
      // Members of the record's oneof exclude one another.
      const int slot = field->containing_oneof() != nullptr ? 0 : number;
      if (!field->is_repeated() && !once.insert(slot).second) return Malformed("a field is twice");
      absl::string_view value;
      if (!ReadBytes(bytes, &in, &value)) return Malformed("a field is cut");
      std::string copy;
      path_.push_back(number);
      RETURN_IF_ERROR(Walk(field->message_type(), value, &copy));
      path_.pop_back();
      AppendField(number, copy, out);
    }
    return absl::OkStatus();
  }

 private:
  static bool ReadBytes(absl::string_view all, CodedInputStream* in, absl::string_view* value) {
    uint32_t size = 0;
    if (!in->ReadVarint32(&size)) return false;
    const size_t at = in->CurrentPosition();
    if (size > all.size() - at) return false;
    *value = all.substr(at, size);
    return in->Skip(static_cast<int>(size));
  }

  absl::Status WalkTensor(absl::string_view bytes, std::string* out) {
    constexpr uint32_t kDataTag =
        Tensor::kDataFieldNumber << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    absl::string_view data(bytes.data(), 0);
    for (int start = 0; start < static_cast<int>(bytes.size()); start = in.CurrentPosition()) {
      const uint32_t tag = in.ReadTag();
      if (tag == kDataTag) {  // As in protobuf, the last one counts.
        if (!ReadBytes(bytes, &in, &data)) return Malformed("a tensor is cut");
        continue;
      }
      if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) return Malformed("a tensor is cut");
      const absl::string_view raw = bytes.substr(start, in.CurrentPosition() - start);
      out->append(raw.data(), raw.size());
    }
    tensors_->push_back({path_, data});
    return absl::OkStatus();
  }

  std::vector<TensorBytes>* tensors_;
  std::vector<int> path_;
};

}  // namespace

absl::Status ParseInPlace(absl::string_view payload, Record* record,
                          std::vector<TensorBytes>* tensors) {
  tensors->clear();
  SilenceProtobuf();
  std::string rest;
  RETURN_IF_ERROR(Walker(tensors).Walk(Record::descriptor(), payload, &rest));
  if (!record->ParseFromString(rest) || record->kind_case() == Record::KIND_NOT_SET) {
    return absl::DataLossError("a record is whole, but no message of ours (or of a newer version)");
  }
  return absl::OkStatus();
}

}  // namespace auricle
