// SPDX-License-Identifier: Apache-2.0
// The parameters of a training that a report compares.
#ifndef AURICLE_LIB_REPORT_PAGE_PARAMETERS_H_
#define AURICLE_LIB_REPORT_PAGE_PARAMETERS_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "lib/evaluate/results_file.h"

namespace auricle {

// What should be the same in all runs of a condition, or be told to differ.
struct Parameter {
  const char* title;
  std::function<std::string(const RunResults&)> value;
  bool should_agree;
};

const std::vector<Parameter>& TrainingParameters();

// "0.001, 0.01", at most a few of them.
std::string JoinValues(const std::set<std::string>& values);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_PAGE_PARAMETERS_H_
