// SPDX-License-Identifier: Apache-2.0
// gnuplot in a process of its own, without a shell, the user's start-up file or any file at all: a
// full disk or a limit on the size of files cannot cut what it draws.
#ifndef AURICLE_LIB_REPORT_FIGURES_GNUPLOT_PROCESS_H_
#define AURICLE_LIB_REPORT_FIGURES_GNUPLOT_PROCESS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

// Commands that make `data` the blocks $d0, $d1, … of a script.
std::string DataBlocks(const std::vector<std::string>& data);

// What `script` draws, the same bytes every time: gnuplot reads it from a pipe and writes to
// another, so it must not set an output but `set output`, which ends a drawing. It is run twice and
// must draw the same, as it goes on after a write that failed and ends with 0. Errors: kNotFound if
// there is no gnuplot; kInternal with what it said, if it said anything (it leaves out a series
// that it cannot draw), or if the two differ; kCancelled once StopSignal() is set. REQUIRES:
// SIGPIPE is ignored, as in every tool: gnuplot may end before it has read all.
absl::StatusOr<std::string> RunGnuplot(absl::string_view script);

// Whether `drawing` is whole: it ends as files of `format` ("svg", "png" or "pdf") do. Errors:
// kInternal.
absl::Status CheckDrawing(absl::string_view drawing, absl::string_view format);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_FIGURES_GNUPLOT_PROCESS_H_
