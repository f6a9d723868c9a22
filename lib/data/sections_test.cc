// SPDX-License-Identifier: Apache-2.0
#include "lib/data/sections.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/synthetic.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;

// Corpora a, b, c of 4, 0 and 8 clips, and a again of 2.
std::unique_ptr<MappedRecords> FourSections() {
  std::vector<std::string> paths;
  for (const auto& [name, items] :
       std::vector<std::pair<std::string, int>>{{"a", 4}, {"b", 0}, {"c", 8}, {"a", 2}}) {
    SyntheticOptions options;
    options.items = items;
    Header header = SyntheticHeader(options);
    header.mutable_corpus()->set_name(name);
    std::vector<Clip> clips = SyntheticClips(options);
    for (Clip& clip : clips) clip.set_id(name + std::to_string(paths.size()) + clip.id());
    paths.push_back(testing::TempDir() + "/" + std::to_string(paths.size()) + ".tfr");
    EXPECT_TRUE(WriteClips(header, clips, paths.back()).ok());
  }
  std::string note;
  return *MappedRecords::Open(paths, 1 << 20, &note);
}

std::vector<std::string> Names(const MappedRecords& records) {
  std::vector<std::string> names;
  for (const Header& header : records.headers()) names.push_back(header.corpus().name());
  return names;
}

TEST(Sections, HandOutTheRecordsOfTheirSectionsOnlyAndInOrder) {
  const auto records = FourSections();
  const auto view = SectionsOf(*records, {0, 3});
  ASSERT_EQ(view->size(), 6);
  EXPECT_THAT(Names(*view), ElementsAre("a", "a"));
  for (int64_t i = 0; i < view->size(); ++i) {
    EXPECT_EQ(view->section(i), i < 4 ? 0 : 1) << i;
    EXPECT_EQ(*view->Payload(i), *records->Payload(i < 4 ? i : i + 8)) << i;
  }
}

TEST(Sections, HeadersFingerprintsAndEndsAreThoseOfTheSameSection) {
  const auto records = FourSections();
  const auto view = SectionsOf(*records, {1, 2});
  ASSERT_EQ(view->headers().size(), 2);
  for (const int section : {1, 2}) {
    EXPECT_EQ(view->fingerprints()[section - 1], records->fingerprints()[section]);
    EXPECT_EQ(view->ends()[section - 1].digest(), records->ends()[section].digest());
    EXPECT_EQ(view->ends()[section - 1].records(), section == 1 ? 0 : 8);
  }
  EXPECT_EQ(view->section(0), 1);  // Nothing lies in the first.
}

TEST(Sections, NoneAreAnEmptyStream) {
  const auto records = FourSections();
  const auto view = SectionsOf(*records, {});
  EXPECT_EQ(view->size(), 0);
  EXPECT_TRUE(view->headers().empty());
}

}  // namespace
}  // namespace auricle
