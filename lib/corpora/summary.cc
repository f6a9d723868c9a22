// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/summary.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

constexpr size_t kRefusalsToSay = 5;
constexpr int kClassesToSay = 10;

std::string DescribeTask(const Vocabulary& vocabulary) {
  const int shown = std::min(vocabulary.classes_size(), kClassesToSay);
  const auto begin = vocabulary.classes().begin();
  return absl::StrCat("  task ", vocabulary.task(), ": ", vocabulary.classes_size(),
                      vocabulary.classes_size() == 1 ? " class (" : " classes (",
                      absl::StrJoin(begin, begin + shown, ", "),
                      shown < vocabulary.classes_size() ? ", …)" : ")");
}

}  // namespace

std::vector<std::string> DescribeListing(const Listing& listing) {
  std::vector<std::string> lines = listing.notes;
  const size_t shown = std::min(listing.refused.size(), kRefusalsToSay);
  for (size_t i = 0; i < shown; ++i) {
    const Dropped& refused = listing.refused[i];
    lines.push_back(absl::StrCat("refused ", refused.id(), ": ", refused.reason()));
  }
  if (shown < listing.refused.size()) {
    lines.push_back(absl::StrCat("refused ", listing.refused.size() - shown, " more"));
  }
  std::string passed_over;
  for (const auto& [why, count] : listing.passed_over) {
    absl::StrAppend(&passed_over, passed_over.empty() ? "; passed over: " : ", ", count, " ", why);
  }
  lines.push_back(absl::StrCat(listing.header.corpus().name(), ": ", listing.seen, " ",
                               listing.unit, " seen, ", listing.clips.size(), " used, ",
                               listing.refused.size(), " refused", passed_over));
  for (const Vocabulary& vocabulary : listing.header.vocabularies()) {
    lines.push_back(DescribeTask(vocabulary));
  }
  for (const Plan& plan : listing.header.plans()) {
    lines.push_back(absl::StrCat("  plan ", plan.name(), ": ", plan.how()));
  }
  return lines;
}

}  // namespace auricle
