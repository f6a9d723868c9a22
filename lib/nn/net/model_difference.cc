// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/model_difference.h"

#include <cstddef>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

constexpr size_t kMostTold = 4;  // Of many (statistics of every bin) the rest is counted.

// Collects what differs, a phrase each: "windows.frames: 24 -> 48".
class Phrases : public MessageDifferencer::Reporter {
 public:
  using Path = std::vector<MessageDifferencer::SpecificField>;

  void ReportAdded(const Message&, const Message& b, const Path& path) override {
    Say(path, "not set", Value(b, path.back().field, path.back().new_index));
  }
  void ReportDeleted(const Message& a, const Message&, const Path& path) override {
    Say(path, Value(a, path.back().field, path.back().index), "not set");
  }
  void ReportModified(const Message& a, const Message& b, const Path& path) override {
    // Of messages what differs within them was told already.
    if (path.back().field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return;
    Say(path, Value(a, path.back().field, path.back().index),
        Value(b, path.back().field, path.back().new_index));
  }

  std::string Text() const {
    if (phrases_.size() <= kMostTold) return absl::StrJoin(phrases_, ", ");
    const std::vector<std::string> told(phrases_.begin(), phrases_.begin() + kMostTold - 1);
    return absl::StrCat(absl::StrJoin(told, ", "), ", ", phrases_.size() - told.size(), " more");
  }

 private:
  static std::string Value(const Message& message, const FieldDescriptor* field, int index) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return "set";
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      const auto& reflection = *message.GetReflection();
      return absl::StrCat(
          "'",
          EscapeForTerminal(field->is_repeated()
                                ? reflection.GetRepeatedString(message, field, index)
                                : reflection.GetString(message, field)),
          "'");
    }
    std::string text;
    TextFormat::PrintFieldValueToString(message, field, field->is_repeated() ? index : -1, &text);
    return text;
  }
  void Say(const Path& path, const std::string& a, const std::string& b) {
    std::string name;
    for (const MessageDifferencer::SpecificField& at : path) {
      absl::StrAppend(&name, name.empty() ? "" : ".", at.field->name());
      if (at.field->is_repeated()) {
        absl::StrAppend(&name, "[", at.index >= 0 ? at.index : at.new_index, "]");
      }
    }
    phrases_.push_back(absl::StrCat(name, ": ", a, " -> ", b));
  }

  std::vector<std::string> phrases_;
};

// "" if nothing differs. Fields of the types `partial` that `ignored` says are not looked at.
std::string Difference(const Message& a, const Message& b,
                       const std::vector<const Descriptor*>& partial,
                       bool (*ignored)(const std::string& field)) {
  MessageDifferencer differencer;
  for (const Descriptor* const type : partial) {
    for (int i = 0; i < type->field_count(); ++i) {
      if (ignored(type->field(i)->name())) differencer.IgnoreField(type->field(i));
    }
  }
  Phrases phrases;
  differencer.ReportDifferencesTo(&phrases);
  return differencer.Compare(a, b) ? "" : phrases.Text();
}

}  // namespace

std::string TrainingDifference(Network a, Network b) {
  for (Network* const network : {&a, &b}) {
    network->clear_input_norm();
    for (Head& head : *network->mutable_heads()) head.clear_input_norm();
  }
  return Difference(a, b, {}, nullptr);
}

std::string NetworkDifference(Network a, Network b) {
  for (Network* const network : {&a, &b}) {
    network->clear_heads();
    network->clear_classes();     // Heads have their own,
    network->clear_input_norm();  // and their statistics.
  }
  // What shapes no output of a trained network.
  return Difference(a, b,
                    {WideResnet::descriptor(), Recurrent::descriptor(), ImageVgg::descriptor()},
                    [](const std::string& field) {
                      return absl::StrContains(field, "dropout") || field == "freeze_up_to";
                    });
}

std::string FrontEndDifference(const FrontEnd& a, const FrontEnd& b) {
  return Difference(a, b, {FrontEnd::descriptor()},
                    [](const std::string& field) { return field == "name"; });
}

std::string HeadDifference(const Head& a, const Head& b) { return Difference(a, b, {}, nullptr); }

}  // namespace auricle
