// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/prediction_text.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/records/tensors.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

using testing::HasSubstr;

Clip Predicted(const std::string& id, std::vector<float> scores, ScoreKind kind = PROBABILITY) {
  Clip clip;
  clip.set_id(id);
  (*clip.mutable_labels())["sound"].set_name("a,b");
  Prediction* prediction = clip.add_predictions();
  prediction->set_name("sound");
  prediction->set_task("sound");
  prediction->add_classes("=HYPERLINK(1)");
  prediction->add_classes("a,b");
  prediction->set_kind(kind);
  const int64_t n = static_cast<int64_t>(scores.size());
  FloatsToTensor(scores, {n}, FLOAT32, prediction->mutable_item());
  return clip;
}

const std::vector<std::string> kClasses = {"=HYPERLINK(1)", "a,b"};

TEST(CsvCell, KeepsWhatItIsGiven) {
  for (const char* name : {"plain", "-1", "+1", "=1+1", "@x", "'-1", "\t=x", " spaces "}) {
    EXPECT_EQ(CsvCell(name), name);
  }
  EXPECT_EQ(CsvCell("=\"a\",b"), "\"=\"\"a\"\",b\"");
  EXPECT_EQ(CsvCell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(CsvHeader({"-1"}), "id,prediction,truth,decision,confidence,probability_-1\n");
}

TEST(CsvCell, NeutralisesWhatASpreadsheetWouldRunIfAsked) {
  const auto safe = [](const char* name) { return CsvCell(name, CsvReader::kSpreadsheet); };
  EXPECT_EQ(safe("plain"), "plain");
  EXPECT_EQ(safe("=1+1"), "'=1+1");
  EXPECT_EQ(safe("+1"), "'+1");
  EXPECT_EQ(safe("-1"), "'-1");
  EXPECT_EQ(safe("@x"), "'@x");
  EXPECT_EQ(safe("\t=x"), "'\t=x");
  EXPECT_EQ(safe("=\"a\",b"), "\"'=\"\"a\"\",b\"");
}

TEST(CsvRows, NameTheDecisionAndEveryProbability) {
  EXPECT_EQ(CsvHeader(kClasses),
            "id,prediction,truth,decision,confidence,probability_=HYPERLINK(1),"
            "\"probability_a,b\"\n");
  EXPECT_EQ(*CsvRows(Predicted("x/1", {0.25, 0.75}), 0, kClasses),
            "x/1,sound,\"a,b\",\"a,b\",0.75,0.25,0.75\n");
}

// The original named one column after class 0 and wrote the probability of class 1 into it.
TEST(CsvRows, D8TwoClassesHaveAColumnEachInTheVocabularysOrderAndSumToOne) {
  Clip clip;
  clip.set_id("x");
  Prediction* prediction = clip.add_predictions();
  prediction->set_name("mood");
  prediction->add_classes("negative");
  prediction->add_classes("positive");
  prediction->set_kind(PROBABILITY);
  FloatsToTensor({0.125F, 0.875F}, {2}, FLOAT32, prediction->mutable_item());
  std::vector<std::string> columns;
  AddClasses({"negative", "positive"}, &columns);
  EXPECT_EQ(CsvHeader(columns),
            "id,prediction,truth,decision,confidence,probability_negative,probability_positive\n");
  EXPECT_EQ(*CsvRows(clip, 0, columns), "x,mood,,positive,0.875,0.125,0.875\n");
}

TEST(CsvRows, HeadsOfDifferentClassesShareATable) {
  Clip clip = Predicted("x", {0.25, 0.75});
  Prediction* other = clip.add_predictions();
  other->set_name("emodb");
  other->set_task("emotion");
  for (const char* name : {"joy", "a,b", "fear"}) other->add_classes(name);
  other->set_kind(PROBABILITY);
  FloatsToTensor({0.5F, 0.125F, 0.375F}, {3}, FLOAT32, other->mutable_item());
  std::vector<std::string> columns;
  AddClasses(kClasses, &columns);
  AddClasses({"joy", "a,b", "fear"}, &columns);
  EXPECT_EQ(columns, (std::vector<std::string>{"=HYPERLINK(1)", "a,b", "joy", "fear"}));
  EXPECT_EQ(*CsvRows(clip, 0, columns),
            "x,sound,\"a,b\",\"a,b\",0.75,0.25,0.75,,\n"
            "x,emodb,,joy,0.5,,0.125,0.5,0.375\n");
}

TEST(CsvRows, LogitsBecomeProbabilities) {
  EXPECT_THAT(*CsvRows(Predicted("x", {0, std::log(3.0F)}, LOGIT), 0, kClasses),
              HasSubstr(",0.75,0.25,0.75\n"));
}

TEST(CsvRows, RefuseClassesWithoutAColumnAndScoresThatDoNotFit) {
  EXPECT_THAT(std::string(CsvRows(Predicted("x", {1, 0}), 0, {"a"}).status().message()),
              HasSubstr("--format=jsonl"));
  EXPECT_THAT(std::string(CsvRows(Predicted("x", {1}), 0, kClasses).status().message()),
              HasSubstr("1 scores for 2 classes"));
}

TEST(PredictionText, NumbersHaveTheDigitsOfAFloatAndReadBackAsIt) {
  const Clip clip = Predicted("x", {0.1F, 0.9F});
  EXPECT_THAT(*JsonLine(clip, 0), HasSubstr(":0.1,\"a,b\":0.9}"));
  EXPECT_THAT(*CsvRows(clip, 0, kClasses), HasSubstr(",0.9,0.1,0.9\n"));
  const float third = 1.0F / 3;
  const auto json = nlohmann::json::parse(*JsonLine(Predicted("x", {third, 1 - third}), 0));
  EXPECT_EQ(json["predictions"][0]["probabilities"]["=HYPERLINK(1)"].get<float>(), third);
}

TEST(JsonLine, IsOneLineOfJsonWhateverTheNames) {
  const std::string line = *JsonLine(Predicted("x\n\"1\xff", {0.25, 0.75}), 0);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["predictions"][0]["decision"], "a,b");
  EXPECT_EQ(json["predictions"][0]["truth"], "a,b");
  EXPECT_EQ(json["predictions"][0]["probabilities"]["=HYPERLINK(1)"], 0.25);
}

TEST(JsonLine, LeavesOutPredictionsThatWereThereBefore) {
  EXPECT_THAT(*JsonLine(Predicted("x", {1, 0}), 1), HasSubstr("\"predictions\":[]"));
}

}  // namespace
}  // namespace auricle
