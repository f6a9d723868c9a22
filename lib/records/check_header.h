// SPDX-License-Identifier: Apache-2.0
// What a header must not say, whoever reads it: the readers and the writer of streams call this, so
// that no tool has to. What takes more than the header to judge (whether a network of that name is
// known, whether tensors fit it, whether a front end can be computed) stays with those who use it.
#ifndef AURICLE_LIB_RECORDS_CHECK_HEADER_H_
#define AURICLE_LIB_RECORDS_CHECK_HEADER_H_

#include "absl/status/status.h"
#include "protos/record.pb.h"

namespace auricle {

// A longer window would take gigabytes for a second of sound; at 10 ms a frame these are 11 hours.
inline constexpr int kMostWindowFrames = 1 << 22;
// What a field counts is held in memory: classes, bins, units, samples of a window.
inline constexpr int kMostCount = 1 << 24;
inline constexpr int kMostHeads = 4096;

// Errors: kInvalidArgument naming the field, its value and what it may be, for
//   - two vocabularies of a task, a class twice in one (labels and scores are told by their names);
//   - in front end and network a number that is not finite, or a count that is negative or beyond
//     kMostCount (-1 is taken where a field says what it means). This goes by the message's
//     description, so that a field that is added later is looked at too;
//   - windows that CheckWindows refuses; more than kMostHeads heads, or two of one name;
//   - of results, fewer classes than known classes, an interval outside 0 … 1.
absl::Status CheckHeaderContents(const Header& header);

// Errors: kInvalidArgument naming the field: negative sizes, a hop without a length, a length above
// kMostWindowFrames.
absl::Status CheckWindows(const Windows& rule);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_CHECK_HEADER_H_
