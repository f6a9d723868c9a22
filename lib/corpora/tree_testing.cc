// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tree_testing.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace auricle {

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
      labels.push_back(absl::StrCat(" ", task, "=", label.name()));
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

}  // namespace auricle
