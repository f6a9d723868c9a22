// SPDX-License-Identifier: Apache-2.0
#include "lib/records/serialize.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/wire_format_lite.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/records/check_header.h"
#include "lib/records/digest.h"

namespace auricle {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr char kMagic[] = "auricle";
constexpr uint32_t kVersion = 1;

absl::Status CheckFields(const Descriptor* type, absl::string_view bytes) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  while (const uint32_t tag = in.ReadTag()) {
    const FieldDescriptor* field = type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    uint32_t size = 0;
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) break;
      continue;
    }
    if (!in.ReadVarint32(&size)) break;
    const absl::string_view value = bytes.substr(in.CurrentPosition(), size);
    if (!in.Skip(size)) break;
    if (field == nullptr) continue;
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      RETURN_IF_ERROR(CheckFields(field->message_type(), value));
    } else if (field->type() == FieldDescriptor::TYPE_STRING &&
               !google::protobuf::internal::IsStructurallyValidUTF8(value.data(), value.size())) {
      return absl::InvalidArgumentError(
          absl::StrCat(field->full_name(), " '", EscapeForTerminal(value),
                       "' is not UTF-8; rename it (convmv renames files)"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

void SilenceProtobuf() {
  static const bool silent = [] {
    google::protobuf::SetLogHandler(nullptr);
    return true;
  }();
  (void)silent;
}

void AppendDeterministic(const google::protobuf::MessageLite& message, std::string* out) {
  SilenceProtobuf();
  google::protobuf::io::StringOutputStream stream(out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
}

std::string SerializeDeterministic(const google::protobuf::MessageLite& message) {
  std::string out;
  out.reserve(message.ByteSizeLong());
  AppendDeterministic(message, &out);
  return out;
}

uint64_t HeaderFingerprint(const Header& header) {
  if (!header.has_shard()) return Crc64(SerializeDeterministic(header));
  Header whole = header;
  whole.clear_shard();
  return Crc64(SerializeDeterministic(whole));
}

uint64_t HeaderFingerprintAsRead(absl::string_view record_payload, const Header& header) {
  if (header.has_shard()) return HeaderFingerprint(header);
  CodedInputStream in(reinterpret_cast<const uint8_t*>(record_payload.data()),
                      record_payload.size());
  uint32_t size = 0;
  constexpr uint32_t kHeaderTag = Record::kHeaderFieldNumber << 3 | 2;
  if (in.ReadTag() == kHeaderTag && in.ReadVarint32(&size) &&
      in.CurrentPosition() + int64_t{size} == static_cast<int64_t>(record_payload.size())) {
    return Crc64(record_payload.substr(in.CurrentPosition()));
  }
  return HeaderFingerprint(header);
}

absl::Status NormalizeHeader(Header* header) {
  if (header->content() == Header::CONTENT_UNSPECIFIED) {
    return absl::InvalidArgumentError("Header.content is not set; say CLIPS, MODEL or RESULTS");
  }
  header->set_magic(kMagic);
  header->set_version(kVersion);
  auto* vocabularies = header->mutable_vocabularies();
  const auto by_task = [](const Vocabulary& a, const Vocabulary& b) { return a.task() < b.task(); };
  std::sort(vocabularies->begin(), vocabularies->end(), by_task);
  return CheckHeaderContents(*header);
}

absl::Status CheckUtf8(const google::protobuf::Message& message, absl::string_view serialized) {
  return CheckFields(message.GetDescriptor(), serialized);
}

}  // namespace auricle
