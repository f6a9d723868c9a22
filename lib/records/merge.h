// SPDX-License-Identifier: Apache-2.0
// What a consumer of several sections makes of their headers.
#ifndef AURICLE_LIB_RECORDS_MERGE_H_
#define AURICLE_LIB_RECORDS_MERGE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "protos/record.pb.h"

namespace auricle {

struct MergeOptions {
  bool union_classes = false;  // Differing vocabularies of a task become their sorted union.
};

// One header that holds for all. Demands equal content, equal front ends, and equal vocabularies
// per task unless `union_classes`; a task or plan that only some have is kept. Errors:
// kInvalidArgument naming both values and what to do.
absl::StatusOr<Header> MergeHeaders(absl::Span<const Header> headers, const MergeOptions& options);

// The ordered classes of `task`, or kNotFound naming the tasks there are.
absl::StatusOr<const Vocabulary*> FindVocabulary(const Header& header, const std::string& task);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_MERGE_H_
