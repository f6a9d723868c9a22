// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/model_difference.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/message_differencer.h"

namespace auricle {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::util::MessageDifferencer;

// "modified: windows.frames: 100 -> 200; …"; "" if nothing differs. Fields of the types `partial`
// that `ignored` says are not looked at.
std::string Difference(const google::protobuf::Message& a, const google::protobuf::Message& b,
                       const std::vector<const Descriptor*>& partial,
                       bool (*ignored)(const std::string& field)) {
  MessageDifferencer differencer;
  for (const Descriptor* const type : partial) {
    for (int i = 0; i < type->field_count(); ++i) {
      if (ignored(type->field(i)->name())) differencer.IgnoreField(type->field(i));
    }
  }
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(a, b)) return "";
  return absl::StrReplaceAll(absl::StripSuffix(differences, "\n"), {{"\n", "; "}});
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
