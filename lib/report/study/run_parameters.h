// SPDX-License-Identifier: Apache-2.0
// Every parameter of a run that its results tell of.
#ifndef AURICLE_LIB_REPORT_STUDY_RUN_PARAMETERS_H_
#define AURICLE_LIB_REPORT_STUDY_RUN_PARAMETERS_H_

#include <string>
#include <utility>
#include <vector>

#include "lib/evaluate/results_file.h"

namespace auricle {

// (name, value), in a fixed order: what the run is, every field of its Training but the history (so
// that a field that is added is not forgotten here), and each argument of its anti-transfer terms,
// "antitransfer.at" with all layers.
std::vector<std::pair<std::string, std::string>> RunParameters(const RunResults& run);

// What was done, as the published spreadsheet said it: "antitransfer", "no antitransfer" (but a
// pretrained start), "no weight init"; and how: the term's arguments, or the start's name.
std::pair<std::string, std::string> RunComments(const RunResults& run);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_RUN_PARAMETERS_H_
