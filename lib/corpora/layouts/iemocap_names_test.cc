// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/iemocap_names.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

std::string Parsed(absl::string_view name) {
  UtteranceName parsed;
  // What is left of another name must not show.
  EXPECT_TRUE(ParseUtteranceName("Ses05M_script09_x_F000", &parsed));
  if (!ParseUtteranceName(name, &parsed)) return "none";
  return absl::StrCat(parsed.session, " ", parsed.speaker, " ", parsed.gender, " ", parsed.dialogue,
                      " ", parsed.scenario);
}

TEST(UtteranceNameTest, TheLastLetterSpeaksNotTheFirst) {
  EXPECT_EQ(Parsed("Ses01F_impro01_M003"), "Ses01 Ses01M male Ses01F_impro01 improvised");
  EXPECT_EQ(Parsed("Ses12M_script01_1b_F011"), "Ses12 Ses12F female Ses12M_script01_1b scripted");
  EXPECT_EQ(Parsed("Ses01F_other_F0"), "Ses01 Ses01F female Ses01F_other ");
}

TEST(UtteranceNameTest, AnyOtherNameIsNone) {
  const std::string whole = "Ses01F_impro01_M003";
  for (const char* name : {"Ses01X_impro01_M003", "Ses01F_impro01_X003", "SesxxF_impro01_M003",
                           "Ses01F-impro01_M003", "ses01F_impro01_M003", "Ses01F_M", "_", ""}) {
    EXPECT_EQ(Parsed(name), "none") << name;
  }
  // All that is needed stands before the number.
  for (size_t size = 0; size < whole.size() - 3; ++size) {
    EXPECT_EQ(Parsed(whole.substr(0, size)), "none") << size;
  }
}

}  // namespace
}  // namespace auricle
