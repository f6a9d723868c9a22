// SPDX-License-Identifier: Apache-2.0
#include "lib/records/check_header.h"

#include <cmath>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr double kMostNumber = 1e30;  // What a float32 holds, with room for a sum of squares.

absl::Status Wrong(const FieldDescriptor& field, double value, absl::string_view want) {
  return absl::InvalidArgumentError(
      absl::StrCat("the header's ", field.full_name(), " is ", value, ", want ", want));
}

absl::Status CheckDouble(const FieldDescriptor& field, double value) {
  if (std::abs(value) <= kMostNumber) return absl::OkStatus();
  return Wrong(field, value, "a number of at most 1e30");
}

absl::Status CheckCount(const FieldDescriptor& field, int32_t value) {
  const bool all_of_them = value == -1 && field.number() == ImageVgg::kFreezeUpToFieldNumber &&
                           field.containing_type() == ImageVgg::descriptor();
  if (all_of_them || (value >= 0 && value <= kMostCount)) return absl::OkStatus();
  return Wrong(field, value, absl::StrCat("0 to ", kMostCount));
}

absl::Status CheckNumbers(const Message& message);

absl::Status CheckField(const Message& message, const FieldDescriptor& field) {
  const Reflection& at = *message.GetReflection();
  const int size = field.is_repeated() ? at.FieldSize(message, &field) : 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (!field.is_repeated()) return CheckDouble(field, at.GetDouble(message, &field));
      for (int i = 0; i < size; ++i) {
        RETURN_IF_ERROR(CheckDouble(field, at.GetRepeatedDouble(message, &field, i)));
      }
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_INT32:
      if (!field.is_repeated()) return CheckCount(field, at.GetInt32(message, &field));
      for (int i = 0; i < size; ++i) {
        RETURN_IF_ERROR(CheckCount(field, at.GetRepeatedInt32(message, &field, i)));
      }
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      for (int i = 0; i < size; ++i) {
        RETURN_IF_ERROR(CheckNumbers(at.GetRepeatedMessage(message, &field, i)));
      }
      if (field.is_repeated() || !at.HasField(message, &field)) return absl::OkStatus();
      return CheckNumbers(at.GetMessage(message, &field));
    default:
      return absl::OkStatus();
  }
}

absl::Status CheckNumbers(const Message& message) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    RETURN_IF_ERROR(CheckField(message, *type.field(i)));
  }
  return absl::OkStatus();
}

absl::Status CheckVocabularies(const Header& header) {
  absl::flat_hash_set<absl::string_view> tasks, classes;
  for (const Vocabulary& vocabulary : header.vocabularies()) {
    if (!tasks.insert(vocabulary.task()).second) {
      return absl::InvalidArgumentError(absl::StrCat("the header has two vocabularies for task '",
                                                     vocabulary.task(), "', want one"));
    }
    classes.clear();
    for (const std::string& name : vocabulary.classes()) {
      if (classes.insert(name).second) continue;
      return absl::InvalidArgumentError(absl::StrCat("the header's vocabulary of task '",
                                                     vocabulary.task(), "' has class '", name,
                                                     "' twice, want each once"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHeadNames(const Network& network) {
  if (network.heads_size() > kMostHeads) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the header's network has ", network.heads_size(), " heads, want at most ", kMostHeads));
  }
  absl::flat_hash_set<absl::string_view> names;
  for (const Head& head : network.heads()) {
    if (names.insert(head.name()).second) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("the header's network has two heads '", head.name(), "', want each once"));
  }
  return absl::OkStatus();
}

absl::Status CheckRun(const RunInfo& run) {
  if (run.known_classes() < 0 || run.known_classes() > run.classes_size()) {
    return absl::InvalidArgumentError(absl::StrCat("the header's run knows ", run.known_classes(),
                                                   " classes of ", run.classes_size()));
  }
  if (!(run.interval() >= 0 && run.interval() <= 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the header's run has intervals of ", run.interval(), ", want 0 to 1"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckWindows(const Windows& rule) {
  if (rule.frames() < 0 || rule.hop_frames() < 0 || rule.frames() > kMostWindowFrames ||
      rule.hop_frames() > kMostWindowFrames) {
    return absl::InvalidArgumentError(absl::StrCat("windows of ", rule.frames(), " frames every ",
                                                   rule.hop_frames(), " frames: both must be 0 to ",
                                                   kMostWindowFrames));
  }
  if (rule.frames() == 0 && rule.hop_frames() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("a hop of ", rule.hop_frames(),
                     " frames without a window length; name the length, or no hop"));
  }
  return absl::OkStatus();
}

absl::Status CheckHeaderContents(const Header& header) {
  RETURN_IF_ERROR(CheckVocabularies(header));
  RETURN_IF_ERROR(CheckNumbers(header.front_end()));
  const Network& network = header.network();
  RETURN_IF_ERROR(CheckWindows(network.windows()));
  RETURN_IF_ERROR(CheckNumbers(network));
  RETURN_IF_ERROR(CheckHeadNames(network));
  return CheckRun(header.run());
}

}  // namespace auricle
