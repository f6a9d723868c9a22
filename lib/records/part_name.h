// SPDX-License-Identifier: Apache-2.0
// What the parts of a plan are called, in flags and in words.
#ifndef AURICLE_LIB_RECORDS_PART_NAME_H_
#define AURICLE_LIB_RECORDS_PART_NAME_H_

#include "protos/clip.pb.h"

namespace auricle {

// "train", "valid", "test"; "unassigned" for all else.
inline const char* PartName(Part part) {
  switch (part) {
    case TRAIN:
      return "train";
    case VALID:
      return "valid";
    case TEST:
      return "test";
    default:
      return "unassigned";
  }
}

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_PART_NAME_H_
