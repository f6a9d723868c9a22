// SPDX-License-Identifier: Apache-2.0
// A run's results as a few lines for the terminal.
#ifndef AURICLE_LIB_EVALUATE_SUMMARY_H_
#define AURICLE_LIB_EVALUATE_SUMMARY_H_

#include <string>

#include "lib/evaluate/evaluate.h"

namespace auricle {

// Lines that end in newlines; names are escaped for a terminal. Of more than 30 classes or groups
// only the 10 worst are shown, and the text says so.
std::string SummaryText(const Evaluation& evaluation);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_SUMMARY_H_
