// SPDX-License-Identifier: Apache-2.0
#include "tools/predict_heads.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Heads "NAME:CORPUS".
Network Of(const std::vector<std::pair<std::string, std::string>>& heads) {
  Network network;
  for (const auto& [name, corpus] : heads) {
    network.add_heads()->set_name(name);
    network.mutable_heads(network.heads_size() - 1)->set_corpus(corpus);
  }
  return network;
}

const Network& Many() {
  static const Network* const network =
      new Network(Of({{"digit", "fsdd"}, {"sound", "esc10"}, {"speaker", "fsdd"}}));
  return *network;
}

TEST(HeadChoice, AutoGivesACorpusItsOwnHeadsAndOthersAll) {
  const auto choice = HeadChoice::Create("auto", {Many()});
  ASSERT_TRUE(choice.ok());
  EXPECT_THAT(choice->For(Many(), "fsdd"), ElementsAre("digit", "speaker"));
  EXPECT_THAT(choice->For(Many(), "esc10"), ElementsAre("sound"));
  EXPECT_THAT(choice->For(Many(), "iemocap"), ElementsAre("digit", "sound", "speaker"));
  EXPECT_THAT(choice->For(Many(), ""), ElementsAre("digit", "sound", "speaker"));
}

TEST(HeadChoice, AHeadOfNoCorpusIsNotThatOfFilesWithoutOne) {
  const Network network = Of({{"one", ""}, {"two", "fsdd"}});
  EXPECT_THAT(HeadChoice::Create("auto", {network})->For(network, ""), ElementsAre("one", "two"));
}

TEST(HeadChoice, NamesAreTakenInTheOrderGivenWhateverTheCorpus) {
  const auto choice = HeadChoice::Create("speaker,sound", {Many()});
  ASSERT_TRUE(choice.ok());
  EXPECT_THAT(choice->For(Many(), "esc10"), ElementsAre("speaker", "sound"));
  EXPECT_THAT(HeadChoice::Create("all", {Many()})->For(Many(), "esc10"),
              ElementsAre("digit", "sound", "speaker"));
}

TEST(HeadChoice, ANetworkWithoutHeadsGivesItsOneOutput) {
  EXPECT_THAT(HeadChoice::Create("auto", {Network()})->For(Network(), "fsdd"), ElementsAre(""));
  const auto beside = HeadChoice::Create("sound", {Network(), Many()});
  ASSERT_TRUE(beside.ok());
  EXPECT_THAT(beside->For(Network(), "fsdd"), ElementsAre(""));
  EXPECT_THAT(beside->For(Many(), "fsdd"), ElementsAre("sound"));
}

TEST(HeadChoice, NamesTheNearestOfAnUnknownHead) {
  for (const char* flag : {"digit,sounds", "sounds"}) {
    EXPECT_THAT(std::string(HeadChoice::Create(flag, {Many()}).status().message()),
                HasSubstr("there is no head 'sounds'; did you mean 'sound'?"));
  }
}

TEST(HeadChoice, RefusesHeadsThatAModelHasNot) {
  EXPECT_THAT(std::string(HeadChoice::Create("digit", {Network()}).status().message()),
              HasSubstr("leave --head away"));
  EXPECT_THAT(
      std::string(HeadChoice::Create("digit", {Many(), Of({{"a", "b"}})}).status().message()),
      HasSubstr("a model has none of these but a"));
  EXPECT_THAT(std::string(HeadChoice::Create("digit,digit", {Many()}).status().message()),
              HasSubstr("'digit' twice"));
}

}  // namespace
}  // namespace auricle
