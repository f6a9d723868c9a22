// SPDX-License-Identifier: Apache-2.0
#include "lib/data/batch_plan.h"

#include <algorithm>
#include <utility>

namespace auricle {
namespace {

RowRange Cut(const RowRange& range, int rank, int of) {
  const int64_t n = range.end - range.begin;
  return {range.begin + n * rank / of, range.begin + n * (rank + 1) / of};
}

}  // namespace

BatchSpec ShareOf(const BatchSpec& whole, int rank, int of,
                  const std::vector<std::string>& shared) {
  if (of == 1) return whole;
  std::vector<std::pair<std::string, RowRange>> parts(whole.parts.begin(), whole.parts.end());
  std::sort(parts.begin(), parts.end(),
            [](const auto& a, const auto& b) { return a.second.begin < b.second.begin; });
  if (parts.empty()) parts = {{"", {0, static_cast<int64_t>(whole.rows.size())}}};
  BatchSpec share;
  share.pass = whole.pass;
  for (const auto& [name, range] : parts) {
    const bool all = std::find(shared.begin(), shared.end(), name) != shared.end();
    const RowRange own = all ? range : Cut(range, rank, of);
    const auto begin = static_cast<int64_t>(share.rows.size());
    share.rows.insert(share.rows.end(), whole.rows.begin() + own.begin,
                      whole.rows.begin() + own.end);
    share.numbers.insert(share.numbers.end(), whole.numbers.begin() + own.begin,
                         whole.numbers.begin() + own.end);
    if (!whole.parts.empty()) share.parts[name] = {begin, begin + own.end - own.begin};
  }
  return share;
}

}  // namespace auricle
