// SPDX-License-Identifier: Apache-2.0
// An audit in words, for stderr. Names come from data and are not escaped here.
#ifndef AURICLE_LIB_DATA_SPLIT_AUDIT_TEXT_H_
#define AURICLE_LIB_DATA_SPLIT_AUDIT_TEXT_H_

#include <string>
#include <vector>

#include "lib/data/split/audit.h"

namespace auricle {

// A line of what FindContradictions found, or "".
std::string DescribeContradictions(const std::vector<Contradiction>& found);

// A line a part (clips, hours, sources, groups, classes), and warnings of names that read alike and
// of classes that a part lacks. `by` and `balance` are the tasks of groups and classes, "" if none
// was asked for.
std::vector<std::string> DescribeAudit(const Audit& audit, const std::string& by,
                                       const std::string& balance);

// What was looked for and not found. REQUIRES: audit.leaks is empty.
std::string DescribeNoLeak(const Audit& audit, bool share_groups);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_AUDIT_TEXT_H_
