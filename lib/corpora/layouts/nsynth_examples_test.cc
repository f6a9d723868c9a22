// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/nsynth_examples.h"

#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(NsynthExamplesTest, AnotherDocumentIsNamed) {
  for (const char* text : {"[]", "3", "null", "\"x\"", "{\"a\": 1}", "{\"a\": []}", "true"}) {
    std::istringstream json(text);
    const absl::Status status =
        ReadNsynthExamples(json, [](const NsynthExample&) { return absl::OkStatus(); });
    EXPECT_THAT(std::string(status.message()), HasSubstr("not an object of notes")) << text;
  }
}

TEST(NsynthExamplesTest, ExamplesArriveOneByOneAndReadingStopsWhenToldTo) {
  // The second example is cut: the first arrives before that is seen.
  std::istringstream json(R"({"a": {"pitch": 60}, "b": {)");
  std::vector<std::string> notes;
  const absl::Status status = ReadNsynthExamples(json, [&](const NsynthExample& example) {
    notes.push_back(example.note);
    return absl::AbortedError("enough");
  });
  EXPECT_THAT(notes, ElementsAre("a"));
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
}

TEST(NsynthExamplesTest, WhatIsNotSaidOrOfAnotherTypeIsAbsentAndNotTheExampleBefores) {
  std::istringstream json(
      R"({"a": {"pitch": 60, "instrument_str": "x", "qualities": [0, 1], "velocity": 1},)"
      R"( "b": {"pitch": "60", "instrument_str": 3, "qualities": 1, "velocity": 1.5},)"
      R"( "c": {"pitch": 18446744073709551615, "y": {"pitch": 1, "qualities": [1]}, "z": [[7]]}})");
  std::vector<NsynthExample> examples;
  ASSERT_TRUE(ReadNsynthExamples(json, [&](const NsynthExample& example) {
                examples.push_back(example);
                return absl::OkStatus();
              }).ok());
  ASSERT_EQ(examples.size(), 3);
  EXPECT_EQ(examples[0].pitch, 60);
  EXPECT_THAT(*examples[0].qualities, ElementsAre(0, 1));
  for (int i : {1, 2}) {
    EXPECT_FALSE(examples[i].pitch || examples[i].instrument || examples[i].velocity) << i;
    EXPECT_FALSE(examples[i].qualities) << i;
  }
}

}  // namespace
}  // namespace auricle
