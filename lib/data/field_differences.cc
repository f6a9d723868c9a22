// SPDX-License-Identifier: Apache-2.0
#include "lib/data/field_differences.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/text_format.h"

namespace auricle {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

std::string ValueText(const Message& message, const FieldDescriptor* field) {
  std::string text;
  if (!field->is_repeated()) {
    TextFormat::PrintFieldValueToString(message, field, -1, &text);
    return text;
  }
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    TextFormat::PrintFieldValueToString(message, field, i, &text);
    values.push_back(text);
  }
  return absl::StrCat("[", absl::StrJoin(values, ", "), "]");
}

}  // namespace

std::string FieldDifferences(const Message& before, const Message& after) {
  std::vector<std::string> differences;
  for (int i = 0; i < before.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = before.GetDescriptor()->field(i);
    const std::string a = ValueText(before, field);
    const std::string b = ValueText(after, field);
    if (a != b) differences.push_back(absl::StrCat(field->name(), ": ", a, " -> ", b));
  }
  return absl::StrJoin(differences, ", ");
}

}  // namespace auricle
