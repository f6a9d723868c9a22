// SPDX-License-Identifier: Apache-2.0
// Records as lines of JSON, for eyes and jq.
#ifndef AURICLE_LIB_RECORDS_JSON_H_
#define AURICLE_LIB_RECORDS_JSON_H_

#include <string>

#include "protos/record.pb.h"

namespace auricle {

struct JsonOptions {
  bool tensors = false;  // All numbers of each tensor ("data", row-major) instead of a summary.
  bool ascii = false;    // Everything beyond ASCII as \uXXXX, so that no name moves a cursor.
};

// One line, without the newline: {"clip": {…}} with the fields' names as in protos/*.proto.
//   left out        texts, lists and messages that are empty; numbers that are 0 and flags that are
//                   false, for there that means none, off or unknown. Not where 0 is a figure or
//                   an index: metrics, outcomes, scalars, events, corrections, shards, chunks and
//                   the count of records are always whole
//   enums           always there, unless unspecified; maps are objects, in key order
//   fixed64         fingerprints and digests, as "0x0123456789abcdef": jq's numbers are doubles;
//                   only if not 0, which stands for none
//   float           the shortest digits that read back as the same float
//   not finite      "NaN", "Infinity", "-Infinity", as JSON has no such numbers
//   Tensor          {dtype, shape, min, max, mean} of the finite elements, and how many are not:
//                   {nonfinite}; {error} if shape and bytes contradict each other
std::string RecordToJson(const Record& record, const JsonOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_JSON_H_
