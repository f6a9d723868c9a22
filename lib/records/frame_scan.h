// SPDX-License-Identifier: Apache-2.0
// Where the records of a mapped stream lie, found without touching more than their heads.
#ifndef AURICLE_LIB_RECORDS_FRAME_SCAN_H_
#define AURICLE_LIB_RECORDS_FRAME_SCAN_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "protos/record.pb.h"

namespace auricle {

struct ScannedSection {
  Header header;
  uint64_t fingerprint = 0;
  std::vector<absl::string_view> payloads;  // Views into the scanned bytes, checksums unchecked.
  End end;
};

// Checks heads, grammar and counts; headers and ends wholly. Errors: kDataLoss for damage,
// kInvalidArgument if `bytes` is no stream of records.
absl::StatusOr<std::vector<ScannedSection>> ScanSections(absl::string_view bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_FRAME_SCAN_H_
