// SPDX-License-Identifier: Apache-2.0
// What a report says, in which order.
#ifndef AURICLE_LIB_REPORT_PAGE_PAGE_H_
#define AURICLE_LIB_REPORT_PAGE_PAGE_H_

#include <string>
#include <vector>

#include "lib/report/study/analysis.h"
#include "lib/report/study/joint.h"
#include "lib/report/study/study.h"
#include "lib/report/text/document.h"

namespace auricle {

struct PageOptions {
  std::string title;  // "": the studies' task and corpus.
  bool figures = true;
};

// The answer first, then the figures it stands on, then how the runs came to be. Of several corpora
// that can be joined first all together (`joint`; may be null).
Document BuildPage(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                   const Joint* joint, const PageOptions& options);

// The parts of one study; BuildPage puts them in order.
void AddAnswer(const Study& study, const Analysis& analysis, bool figures, Document* document);
// Differences and other tests; part of the answer, where there is something to compare.
void AddTests(const Study& study, const Analysis& analysis, Document* document);
void AddDetail(const Study& study, const Analysis& analysis, Document* document);
// Only if there are results of several parts.
void AddParts(const Study& study, const Analysis& analysis, Document* document);
void AddTraining(const Study& study, const Analysis& analysis, bool figures, Document* document);

// The corpora of a joint study side by side.
void AddCorpora(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                const Joint& joint, Document* document);
// Figures that need no comparison, with their spread over runs.
Table FurtherTable(const Study& study);

// What in the making of the runs should give one pause, a sentence each.
std::vector<std::string> Warnings(const Study& study);

// Shorthands for the parts.
Block Heading(int level, const std::string& text);
Block Text(const std::string& text, Tone tone = Tone::kPlain);
Block Tables(std::vector<Table> tables);
std::string Percent(double fraction);  // "76.3"; "–" if undefined.
std::string PercentRange(const Interval& interval, bool sign = false);  // "71.0 … 80.2"
std::string Points(double fraction);                                    // "+1.2", "−0.4"
std::string PText(double p);                                            // "0.031", "< 0.001"

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_PAGE_PAGE_H_
