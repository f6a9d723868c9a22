// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_run.h"

#include <sched.h>

#include <algorithm>
#include <cctype>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags.h"
#include "lib/tool/flag_values.h"
#include "lib/tool/tool.h"

DEFINE_uint64(seed, 1, "Seed of every random choice; the same seed gives the same bytes.");
DEFINE_int32(threads, 0, "Threads to use; 0: all cores.");
DEFINE_string(memory, "2G", "Bytes of data to hold at once (K, M, G); what is more goes to disk.");

namespace auricle {
namespace {

FLAG_IS_FROM(threads, 0, 4096);

}  // namespace

int ThreadsFromFlag() {
  cpu_set_t cpus;
  const bool known = sched_getaffinity(0, sizeof(cpus), &cpus) == 0;
  const int cores = known ? std::max(1, CPU_COUNT(&cpus)) : 1;
  if (FLAGS_threads == 0) return cores;
  // It is done, as results may depend on it; but a training can seem to stand still.
  if (known && FLAGS_threads > 4 * cores) {
    Say(absl::StrCat("warning: --threads=", FLAGS_threads, " where this process may use ", cores,
                     cores == 1 ? " core" : " cores", ": more threads than cores gain nothing"));
  }
  return FLAGS_threads;
}

absl::StatusOr<int64_t> BytesFromFlag(const char* flag, absl::string_view value) {
  absl::string_view text = value;
  int64_t unit = 1;
  if (!text.empty()) {
    switch (std::toupper(static_cast<unsigned char>(text.back()))) {
      case 'K':
        unit = int64_t{1} << 10;
        break;
      case 'M':
        unit = int64_t{1} << 20;
        break;
      case 'G':
        unit = int64_t{1} << 30;
        break;
    }
  }
  if (unit > 1) text.remove_suffix(1);
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || !(number > 0) || number * unit > 1e15) {
    return ToolMisuse(absl::StrCat("--", flag, "='", value, "' is not a size such as 500M or 2G"));
  }
  return static_cast<int64_t>(number * unit);
}

absl::StatusOr<int64_t> MemoryFromFlag() { return BytesFromFlag("memory", FLAGS_memory); }

}  // namespace auricle
