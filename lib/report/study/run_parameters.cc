// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/run_parameters.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/report/study/at_layer.h"

namespace auricle {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr int kMostListed = 8;

std::string Hex16(uint64_t value) {
  return value == 0 ? "" : absl::StrCat(absl::Hex(value, absl::kZeroPad16));
}

std::string Scalar(const Message& message, const Reflection& reflection,
                   const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrFormat("%g", reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrFormat("%g", reflection.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64: {
      const uint64_t value = reflection.GetUInt64(message, &field);
      // Fixed width is how fingerprints are stored, and nothing else.
      return field.type() == FieldDescriptor::TYPE_FIXED64 ? Hex16(value) : absl::StrCat(value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "";
}

std::string List(const Message& message, const Reflection& reflection,
                 const FieldDescriptor& field) {
  const int size = reflection.FieldSize(message, &field);
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return absl::StrCat(size);
  std::vector<std::string> shown;
  for (int i = 0; i < size && i < kMostListed; ++i) {
    shown.push_back(reflection.GetRepeatedString(message, &field, i));
  }
  if (size > kMostListed) shown.push_back(absl::StrCat("… (", size, ")"));
  return absl::StrJoin(shown, ", ");
}

void AddFields(const Message& message, const std::string& prefix, Parameters* parameters) {
  const Reflection& reflection = *message.GetReflection();
  for (int f = 0; f < message.GetDescriptor()->field_count(); ++f) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(f);
    if (field.name() == "history") continue;
    const std::string name = prefix + field.name();
    if (field.is_repeated()) {
      parameters->emplace_back(name, List(message, reflection, field));
    } else if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      parameters->emplace_back(name, Scalar(message, reflection, field));
    } else if (reflection.HasField(message, &field)) {
      AddFields(reflection.GetMessage(message, &field), name + ".", parameters);
    }
  }
}

}  // namespace

Parameters RunParameters(const RunResults& run) {
  const RunInfo& info = run.run();
  Parameters parameters = {{"run", info.name()},
                           {"corpus", info.corpus()},
                           {"evaluated_task", info.task()},
                           {"evaluated_plan", info.plan()},
                           {"model", Hex16(info.model())},
                           {"model_file", run.model().name()},
                           {"group_by", info.group_by()},
                           {"evaluate_version", run.header.provenance().version()}};
  if (!run.model().has_training()) return parameters;
  AddFields(run.model().training(), "", &parameters);
  parameters.emplace_back("epochs_run", absl::StrCat(run.model().training().history_size()));
  int terms = 0;
  for (const AntiTransferTerm& term : AntiTransferTerms(run.model().training().loss())) {
    const std::string prefix =
        ++terms == 1 ? "antitransfer." : absl::StrCat("antitransfer", terms, ".");
    parameters.emplace_back(prefix + "factor", absl::StrFormat("%g", term.factor));
    for (const auto& [name, value] : term.arguments) parameters.emplace_back(prefix + name, value);
  }
  return parameters;
}

std::pair<std::string, std::string> RunComments(const RunResults& run) {
  const Training& training = run.model().training();
  const std::vector<AntiTransferTerm> terms = AntiTransferTerms(training.loss());
  std::vector<std::string> how;
  bool gradient = false;
  for (const AntiTransferTerm& term : terms) {
    gradient |= !term.NoGradient();
    if (term.factor != 1) how.push_back(absl::StrFormat("factor=%g", term.factor));
    for (const auto& [name, value] : term.arguments) {
      if (name != "no_gradient") how.push_back(absl::StrCat(name, "=", value));
    }
  }
  if (!training.from().name().empty()) {
    how.push_back(absl::StrCat("weight init ", training.from().name()));
  }
  const std::string all = absl::StrJoin(how, ", ");
  if (!training.mode().empty()) return {training.mode(), all};
  if (!terms.empty()) return {gradient ? "antitransfer" : "antitransfer without gradient", all};
  if (!how.empty()) return {"no antitransfer", all};
  return {"no weight init", "no antitransfer"};
}

}  // namespace auricle
