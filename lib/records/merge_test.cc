// SPDX-License-Identifier: Apache-2.0
#include "lib/records/merge.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

Header MakeHeader(const std::vector<std::string>& digits) {
  Header header;
  header.set_content(Header::CLIPS);
  header.mutable_corpus()->set_name("fsdd");
  header.mutable_front_end()->set_name("vggish");
  header.mutable_front_end()->set_mel_bands(64);
  Vocabulary* vocabulary = header.add_vocabularies();
  vocabulary->set_task("digit");
  for (const std::string& digit : digits) vocabulary->add_classes(digit);
  return header;
}

std::string MergeError(const Header& a, const Header& b) {
  const auto merged = MergeHeaders({a, b}, {});
  EXPECT_EQ(merged.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(merged.status().message());
}

TEST(Merge, EqualHeadersAreOneWithoutItsOriginAndShard) {
  Header a = MakeHeader({"1", "0"});
  a.mutable_shard()->set_of(2);
  a.mutable_provenance()->set_tool("wav2mel");
  const auto merged = MergeHeaders({a, a, a}, {});
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->SerializeAsString(), MakeHeader({"1", "0"}).SerializeAsString());
}

TEST(Merge, FrontEndsMustBeEqualButForTheirNames) {
  Header a = MakeHeader({"0"}), b = MakeHeader({"0"});
  b.mutable_front_end()->set_name("mine");
  EXPECT_TRUE(MergeHeaders({a, b}, {}).ok());
  b.mutable_front_end()->set_mel_bands(128);
  EXPECT_TRUE(absl::StrContains(MergeError(a, b), "mel_bands is 64 and 128"));
  b.clear_front_end();
  EXPECT_TRUE(absl::StrContains(MergeError(a, b), "run wav2mel on all"));
}

TEST(Merge, AnotherOrderOfClassesIsAnotherVocabulary) {
  const Header a = MakeHeader({"0", "1"}), b = MakeHeader({"1", "0"});
  EXPECT_TRUE(absl::StrContains(MergeError(a, b), "[0, 1] (2) in one section and [1, 0] (2)"));
}

TEST(Merge, OfLongVocabulariesTheFirstClassesThatDifferAreNamed) {
  std::vector<std::string> many;
  for (int i = 0; i < 12; ++i) many.push_back(absl::StrCat("c", i));
  std::vector<std::string> other = many;
  other[11] = "x";
  const std::string error = MergeError(MakeHeader(many), MakeHeader(other));
  EXPECT_TRUE(absl::StrContains(error, "[…, c11] (12) in one section and […, x] (12)")) << error;
  other.resize(11);
  const std::string shorter = MergeError(MakeHeader(many), MakeHeader(other));
  EXPECT_TRUE(absl::StrContains(shorter, "[…, c11] (12) in one section and […] (11)")) << shorter;
}

TEST(Merge, AContradictionIsSeenHoweverAStrangerOrderedItsTasks) {
  Header unsorted = MakeHeader({"0"});
  unsorted.mutable_vocabularies(0)->set_task("zeal");
  *unsorted.add_vocabularies() = MakeHeader({"0"}).vocabularies(0);
  const Header other = MakeHeader({"0", "1"});
  EXPECT_TRUE(absl::StrContains(MergeError(unsorted, other), "classes of task 'digit'"));
  const auto merged = MergeHeaders({unsorted, MakeHeader({"0"})}, {});
  ASSERT_TRUE(merged.ok()) << merged.status();
  ASSERT_EQ(merged->vocabularies_size(), 2);
  EXPECT_EQ(merged->vocabularies(0).task(), "digit");
}

TEST(Merge, APlanNamesEachWayItWasMadeOnce) {
  Header x = MakeHeader({"0"}), y = x;
  x.add_plans()->set_how("seed=1");
  y.add_plans()->set_how("seed=2");
  Header both = *MergeHeaders({x, y, x, y}, {});
  EXPECT_EQ(both.plans(0).how(), "seed=1 | seed=2");
  EXPECT_EQ(MergeHeaders({both, y, both}, {})->plans(0).how(), "seed=1 | seed=2");
}

TEST(Merge, UnionOfClassesIsSorted) {
  MergeOptions options;
  options.union_classes = true;
  const auto merged = MergeHeaders({MakeHeader({"b", "a"}), MakeHeader({"c", "b"})}, options);
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(absl::StrJoin(merged->vocabularies(0).classes(), ""), "abc");
  const auto numbers = MergeHeaders({MakeHeader({"2", "10"}), MakeHeader({"1"})}, options);
  ASSERT_TRUE(numbers.ok());
  EXPECT_EQ(absl::StrJoin(numbers->vocabularies(0).classes(), " "), "1 2 10");
}

TEST(Merge, WhatOnlySomeHaveIsKeptAndTasksStaySorted) {
  Header a = MakeHeader({"0"}), b = MakeHeader({"0"});
  b.add_vocabularies()->set_task("zeal");
  b.add_vocabularies()->set_task("age");
  b.add_plans()->set_name("split");
  b.add_models()->set_fingerprint(7);
  b.mutable_corpus()->set_name("esc");
  const auto merged = MergeHeaders({a, b, b}, {});
  ASSERT_TRUE(merged.ok()) << merged.status();
  ASSERT_EQ(merged->vocabularies_size(), 3);
  EXPECT_EQ(merged->vocabularies(0).task(), "age");
  EXPECT_EQ(merged->vocabularies(2).task(), "zeal");
  EXPECT_EQ(merged->plans_size(), 1);
  EXPECT_EQ(merged->models_size(), 1);
  EXPECT_FALSE(merged->has_corpus());  // Does not hold for all.
}

TEST(Merge, ModelsAreTheSameByTheirFingerprintWhateverTheirNames) {
  Header a = MakeHeader({"0"});
  a.add_models()->set_name("x");
  a.mutable_models(0)->set_fingerprint(1);
  Header b = a;
  b.mutable_models(0)->set_fingerprint(2);  // Another of the same name.
  Header c = a;
  c.mutable_models(0)->set_name("copy of x");
  const auto merged = MergeHeaders({a, b, c}, {});
  ASSERT_TRUE(merged.ok()) << merged.status();
  ASSERT_EQ(merged->models_size(), 2);
  EXPECT_EQ(merged->models(0).name(), "x");
  EXPECT_EQ(merged->models(1).fingerprint(), 2);
}

TEST(Merge, ContradictingContentsAndTwoModelsAreRefused) {
  Header a = MakeHeader({"0"}), b = MakeHeader({"0"});
  b.set_content(Header::RESULTS);
  EXPECT_TRUE(absl::StrContains(MergeError(a, b), "CLIPS and another RESULTS"));
  a.set_content(Header::MODEL);
  EXPECT_TRUE(absl::StrContains(MergeError(a, a), "two models"));
  EXPECT_FALSE(MergeHeaders({}, {}).ok());
}

TEST(FindVocabulary, NamesTheTasksThereAre) {
  const Header header = MakeHeader({"0", "1"});
  EXPECT_EQ((*FindVocabulary(header, "digit"))->classes_size(), 2);
  const absl::Status missing = FindVocabulary(header, "digits").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(absl::StrContains(missing.message(), "did you mean 'digit'?"));
  EXPECT_TRUE(absl::StrContains(FindVocabulary(Header(), "x").status().message(), "no labels"));
}

}  // namespace
}  // namespace auricle
