// SPDX-License-Identifier: Apache-2.0
// A report as one long table.
#ifndef AURICLE_LIB_REPORT_TABLES_TSV_H_
#define AURICLE_LIB_REPORT_TABLES_TSV_H_

#include <string>
#include <vector>

#include "lib/report/study/analysis.h"
#include "lib/report/study/joint.h"
#include "lib/report/study/study.h"

namespace auricle {

// Every figure on a line of its own, for other programs: kind (mean, seed, difference, mcnemar,
// order, group, class), corpus, task, split, condition, baseline, of, seed, metric, value, low,
// high, n, seeds, p, p_holm, detectable. Fractions, not percentages; empty where undefined. Of
// `order` the value is ε min of the condition above the baseline. `joint` may be null; its corpus
// is "3 corpora".
std::string RenderTsv(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                      const Joint* joint);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TABLES_TSV_H_
