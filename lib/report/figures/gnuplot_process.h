// SPDX-License-Identifier: Apache-2.0
// gnuplot in a process of its own, without a shell and without the user's start-up file.
#ifndef AURICLE_LIB_REPORT_FIGURES_GNUPLOT_PROCESS_H_
#define AURICLE_LIB_REPORT_FIGURES_GNUPLOT_PROCESS_H_

#include <string>

#include "absl/status/status.h"
#include "lib/report/figures/temp_folder.h"

namespace auricle {

// Runs `script` with `folder` as the working directory. Errors: kNotFound if there is no gnuplot;
// kInternal with what it said.
absl::Status RunGnuplot(TempFolder* folder, const std::string& script);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_GNUPLOT_PROCESS_H_
