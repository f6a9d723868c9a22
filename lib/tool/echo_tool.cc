// SPDX-License-Identifier: Apache-2.0
// A tool for tool_test.sh: does to the harness what tools do.
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <system_error>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/files/fd.h"
#include "lib/records/files/spool.h"
#include "lib/tool/flag_values.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/progress.h"
#include "lib/tool/tool.h"

DEFINE_string(fail, "", "Fails with this message.");
DEFINE_bool(shout, false, "Prints in capitals.");
DEFINE_int32(lines, 0, "Prints this many lines.");
DEFINE_double(share, 0.95, "A number that binary floating point cannot hold.");
DEFINE_bool(wait, false, "Waits for a signal.");
DEFINE_bool(wait_for_none, false, "Waits and does not ask for signals, but ends at the first.");
DEFINE_string(raise, "",
              "Throws what a library throws without memory or thread: memory, thread; or aborts.");
DEFINE_string(mapped, "", "Maps this file and reads it over and over.");
DEFINE_double(size, 1, "A number with bounds.");
DEFINE_string(shape, "round", "A word of three.");
DEFINE_bool(work, false, "Works for a second, with a line of progress.");

namespace auricle {
namespace {

FLAG_IS_FROM(size, 0.25, 16);
FLAG_IS_ONE_OF(shape, "round", "square", "flat");

// In a thread of its own: nobody around it can catch it.
absl::Status Raise() {
  std::thread([] {
    if (FLAGS_raise == "memory") throw std::bad_alloc();
    if (FLAGS_raise == "abort") abort();
    throw std::system_error(EAGAIN, std::generic_category(), "thread");
  }).join();
  return absl::OkStatus();
}

absl::Status ReadMapped() {
  ASSIGN_OR_RETURN(const Fd fd, OpenToRead(FLAGS_mapped));
  ASSIGN_OR_RETURN(const Mapping mapping, MapOrSpool(fd, FLAGS_mapped, 0, nullptr));
  Say("waiting");
  int64_t sum = 0;
  while (StopSignal() == 0) {
    for (const char byte : mapping.bytes()) sum += byte;
  }
  return absl::CancelledError(absl::StrCat("stopped at ", sum));
}

const Tool kTool = {
    "echo_tool", "prints its inputs", "    echo_tool a b > c", "", {"run:seed,threads"}};

absl::Status Run(const std::vector<std::string>& inputs) {
  if (!FLAGS_fail.empty()) return absl::DataLossError(FLAGS_fail);
  if (FLAGS_wait) {
    Say("waiting");
    while (StopSignal() == 0) poll(nullptr, 0, 1000);
    return absl::CancelledError("stopped; nothing was lost");
  }
  if (FLAGS_wait_for_none) {
    EndAtFirstSignal();
    Say("waiting");
    while (true) poll(nullptr, 0, 1000);
  }
  if (!FLAGS_raise.empty()) return Raise();
  if (!FLAGS_mapped.empty()) return ReadMapped();
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
