// SPDX-License-Identifier: Apache-2.0
// Some sections of streams as a stream of their own: one corpus of several.
#ifndef AURICLE_LIB_DATA_SECTIONS_H_
#define AURICLE_LIB_DATA_SECTIONS_H_

#include <memory>
#include <vector>

#include "lib/records/mapped.h"

namespace auricle {

// The records of `sections` (indices into records.headers(), ascending) in stream order, addressed
// from 0. `records` must outlive it, and what it hands out lies there. REQUIRES: there are such.
std::unique_ptr<MappedRecords> SectionsOf(const MappedRecords& records,
                                          const std::vector<int>& sections);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SECTIONS_H_
