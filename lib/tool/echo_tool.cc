// SPDX-License-Identifier: Apache-2.0
// A tool for tool_test.sh: does to the harness what tools do.
#include <poll.h>
#include <unistd.h>

#include <cstdio>

#include "gflags/gflags.h"
#include "lib/base/stop.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/progress.h"
#include "lib/tool/tool.h"

DEFINE_string(fail, "", "Fails with this message.");
DEFINE_bool(shout, false, "Prints in capitals.");
DEFINE_int32(lines, 0, "Prints this many lines.");
DEFINE_double(share, 0.95, "A number that binary floating point cannot hold.");
DEFINE_bool(wait, false, "Waits for a signal.");
DEFINE_bool(work, false, "Works for a second, with a line of progress.");

namespace auricle {
namespace {

const Tool kTool = {
    "echo_tool", "prints its inputs", "    echo_tool a b > c", "", {"run:seed,threads"}};

absl::Status Run(const std::vector<std::string>& inputs) {
  if (!FLAGS_fail.empty()) return absl::DataLossError(FLAGS_fail);
  if (FLAGS_wait) {
    Say("waiting");
    while (StopSignal() == 0) poll(nullptr, 0, 1000);
    return absl::CancelledError("stopped; nothing was lost");
  }
  if (FLAGS_work) {
    Progress progress("steps, whose name is longer than many a terminal is wide", 100);
    for (int i = 0; i < 100; ++i, poll(nullptr, 0, 10)) progress.Add(1);
  }
  ThreadsFromFlag();
  for (int i = 0; i < FLAGS_lines; ++i) std::printf("line %d\n", i);
  for (const std::string& input : inputs) {
    std::printf("%s%s seed=%lu\n", FLAGS_shout ? "SHOUT " : "", input.c_str(),
                static_cast<unsigned long>(FLAGS_seed));
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::Run);
}
