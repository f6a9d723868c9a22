// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_io.h"

#include <sys/stat.h>

#include "gflags/gflags.h"
#include "lib/records/output_file.h"

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

absl::Status CheckOutputFlag() {
  struct stat info;
  const bool special =
      stat(FLAGS_output.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
  return special ? absl::OkStatus() : OutputFile::Create(FLAGS_output).status();
}

}  // namespace auricle
