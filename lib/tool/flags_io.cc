// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_io.h"

#include "gflags/gflags.h"
#include "lib/records/files/output_file.h"

DEFINE_string(output, "-",
              "Where the result goes: a file, which appears only when whole; NAME@N for N shards; "
              "or - for stdout. An input may be replaced only where both are streams of one kind.");
DEFINE_string(max_bad, "0",
              "How many bad items may be dropped, as a count (3) or a share of all (1%). Dropped "
              "items are named on stderr and in the stream's end.");
DEFINE_bool(salvage, false, "Take what is left of a damaged input instead of stopping.");

namespace auricle {

ReadOptions ReadOptionsFromFlags() {
  ReadOptions options;
  options.salvage = FLAGS_salvage;
  return options;
}

absl::Status CheckOutputFlag() { return OutputFile::CheckCanWrite(FLAGS_output, 0); }

}  // namespace auricle
