// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_select.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gflags/gflags.h"
#include "lib/records/part_name.h"
#include "lib/tool/tool.h"

DEFINE_string(task, "",
              "Which label: the name of a task of the stream (rec2json --head=1 shows them).");
DEFINE_string(plan, "split", "Which of the stream's plans says what is train, valid and test.");
DEFINE_string(split, "all", "Parts to work on: train, valid, test, several with commas, or all.");

namespace auricle {

absl::StatusOr<std::vector<Part>> PartsFromFlag() {
  std::vector<Part> parts;
  if (FLAGS_split == "all") return parts;
  for (const absl::string_view name : absl::StrSplit(FLAGS_split, ',')) {
    Part found = UNASSIGNED;
    for (const Part part : {TRAIN, VALID, TEST}) {
      if (PartName(part) == name) found = part;
    }
    if (found == UNASSIGNED) {
      return ToolMisuse(absl::StrCat("--split='", FLAGS_split,
                                     "': a part is train, valid or test, or all for every item"));
    }
    parts.push_back(found);
  }
  return parts;
}

}  // namespace auricle
