// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/at_layer.h"

#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace auricle {
namespace {

// Convolutions of the five blocks, and where the 13 stand among the 31 modules of `features`
// (specification of VGG16: configuration D of Simonyan and Zisserman, 2015).
constexpr int kBlocks[] = {2, 2, 3, 3, 3};
constexpr int kConvolutions[] = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};

// `text` cut at commas that stand in no bracket.
std::vector<std::string> SplitOutside(absl::string_view text) {
  std::vector<std::string> parts(1);
  int open = 0;
  for (const char c : text) {
    open += c == '(' || c == '[';
    open -= c == ')' || c == ']';
    if (c == ',' && open == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

std::string AntiTransferTerm::Argument(absl::string_view name) const {
  for (const auto& argument : arguments) {
    if (argument.first == name) return argument.second;
  }
  return "";
}

std::vector<std::string> AntiTransferTerm::Taps() const {
  const std::string text = Argument("at");
  absl::string_view list = text;
  absl::ConsumePrefix(&list, "[");
  absl::ConsumeSuffix(&list, "]");
  return absl::StrSplit(list, ',', absl::SkipEmpty());
}

std::vector<AntiTransferTerm> AntiTransferTerms(absl::string_view loss) {
  std::vector<AntiTransferTerm> terms;
  for (const std::string& text : SplitOutside(loss)) {
    AntiTransferTerm term;
    absl::string_view rest = text;
    const size_t star = rest.find('*');
    if (star < rest.find('(') && absl::SimpleAtod(rest.substr(0, star), &term.factor)) {
      rest.remove_prefix(star + 1);
    }
    if (!absl::ConsumePrefix(&rest, "antitransfer(") || !absl::ConsumeSuffix(&rest, ")")) continue;
    for (const std::string& argument : SplitOutside(rest)) {
      term.arguments.push_back(absl::StrSplit(argument, absl::MaxSplits('=', 1)));
    }
    terms.push_back(term);
  }
  return terms;
}

int TapDepth(absl::string_view tap) {
  if (tap == "input") return 0;
  absl::ConsumeSuffix(&tap, ".pre");
  if (absl::ConsumePrefix(&tap, "pool")) {  // Of a block's last convolution.
    int block = 0, inside = 0;
    if (!absl::SimpleAtoi(tap, &block) || block < 1 || block > 5) return -1;
    for (int b = 0; b < block; ++b) inside += kBlocks[b];
    return inside;
  }
  absl::ConsumePrefix(&tap, "slice:");
  int slice = -1;
  if (absl::SimpleAtoi(tap, &slice)) {
    if (slice < 0 || slice > 31) return -1;
    int inside = 0;
    for (const int at : kConvolutions) inside += at < slice;
    return inside;
  }
  for (int depth = 1; depth < kDepths; ++depth) {
    if (tap == DepthName(depth)) return depth;
  }
  return -1;
}

std::string DepthName(int depth) {
  if (depth == 0) return "input";
  for (size_t block = 0; block < std::size(kBlocks); ++block) {
    if (depth <= kBlocks[block]) return absl::StrCat("conv", block + 1, "_", depth);
    depth -= kBlocks[block];
  }
  return "";
}

}  // namespace auricle
