// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/tree_testing.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "lib/corpora/registry.h"

namespace auricle {
namespace {

std::string NameOfLabel(const Label& label) {
  if (label.kind_case() == Label::kTags) {
    return absl::StrCat("{", absl::StrJoin(label.tags().names(), ","), "}");
  }
  if (label.kind_case() != Label::kDistribution) return label.name();
  std::vector<std::string> votes;
  for (int i = 0; i < label.distribution().names_size(); ++i) {
    votes.push_back(
        absl::StrCat(label.distribution().names(i), ":", label.distribution().shares(i)));
  }
  return absl::StrJoin(votes, ",");
}

}  // namespace

std::string FreshDirectory() {
  std::string name = absl::StrCat(testing::TempDir(), "corpus-XXXXXX");
  EXPECT_NE(mkdtemp(&name[0]), nullptr);
  return name;
}

void WriteFile(const std::string& directory, const std::string& path, const std::string& text) {
  const std::filesystem::path full = std::filesystem::path(directory) / path;
  std::filesystem::create_directories(full.parent_path());
  std::ofstream(full, std::ios::binary) << text;
}

std::vector<std::string> Lines(const Listing& listing) {
  std::vector<std::string> lines;
  for (const Clip& clip : listing.clips) {
    std::vector<std::string> labels;
    for (const auto& [task, label] : clip.labels()) {
      labels.push_back(absl::StrCat(" ", task, "=", NameOfLabel(label)));
    }
    std::sort(labels.begin(), labels.end());
    std::string line = clip.audio().path();
    for (const std::string& label : labels) line += label;
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> Refusals(const Listing& listing) {
  std::vector<std::string> lines;
  for (const Dropped& refused : listing.refused) {
    lines.push_back(absl::StrCat(refused.id(), ": ", refused.reason()));
  }
  return lines;
}

std::string Classes(const Listing& listing, const std::string& task) {
  for (const Vocabulary& vocabulary : listing.header.vocabularies()) {
    if (vocabulary.task() == task) {
      return absl::StrCat(task, ": ", absl::StrJoin(vocabulary.classes(), " "));
    }
  }
  return absl::StrCat(task, ": none");
}

Listing ParserTest::Listed(absl::string_view corpus) {
  absl::StatusOr<Listing> listing = ListCorpus(corpus, request_);
  EXPECT_TRUE(listing.ok()) << listing.status();
  return listing.ok() ? *listing : Listing();
}

std::string ParserTest::ErrorOf(absl::string_view corpus) {
  const absl::StatusOr<Listing> listing = ListCorpus(corpus, request_);
  return listing.ok() ? "no error" : std::string(listing.status().message());
}

}  // namespace auricle
