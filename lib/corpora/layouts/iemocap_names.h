// SPDX-License-Identifier: Apache-2.0
// What the name of an IEMOCAP utterance says.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_IEMOCAP_NAMES_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_IEMOCAP_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace auricle {

// "Ses01F_impro01_M003" is spoken by the man of session 1: the first letter names the actor who
// wore the motion capture in that dialogue, the last one who speaks.
struct UtteranceName {
  std::string session;   // "Ses01"
  std::string speaker;   // "Ses01M"
  std::string gender;    // "male", "female"
  std::string dialogue;  // "Ses01F_impro01"
  std::string scenario;  // "improvised", "scripted"; "": neither.
};

// Whether `name` is built so.
bool ParseUtteranceName(absl::string_view name, UtteranceName* parsed);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_IEMOCAP_NAMES_H_
