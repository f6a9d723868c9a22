// SPDX-License-Identifier: Apache-2.0
// A report as Markdown (GitHub's tables) or as one long table.
#ifndef AURICLE_LIB_REPORT_MARKDOWN_H_
#define AURICLE_LIB_REPORT_MARKDOWN_H_

#include <string>
#include <vector>

#include "lib/report/analysis.h"
#include "lib/report/document.h"
#include "lib/report/study.h"

namespace auricle {

// Figures and legends are left out.
std::string RenderMarkdown(const Document& document);

// Every figure on a line of its own, for other programs: kind (mean, seed, difference, group,
// class), corpus, task, split, condition, baseline, of, seed, metric, value, low, high, n, seeds,
// p, p_holm, detectable. Fractions, not percentages; empty where undefined.
std::string RenderTsv(const std::vector<Study>& studies, const std::vector<Analysis>& analyses);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_MARKDOWN_H_
