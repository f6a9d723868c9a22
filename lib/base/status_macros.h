// SPDX-License-Identifier: Apache-2.0
// RETURN_IF_ERROR, ASSIGN_OR_RETURN, and Annotate, which adds a layer's context to an error.
#ifndef AURICLE_LIB_BASE_STATUS_MACROS_H_
#define AURICLE_LIB_BASE_STATUS_MACROS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace auricle {

// Returns `status` with "context: " before its message, its code and payloads (what marks a misuse)
// kept; an OK status as it is.
inline absl::Status Annotate(const absl::Status& status, absl::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(status.code(), absl::StrCat(context, ": ", status.message()));
  status.ForEachPayload([&annotated](absl::string_view type, const absl::Cord& payload) {
    annotated.SetPayload(type, payload);
  });
  return annotated;
}

}  // namespace auricle

#define RETURN_IF_ERROR(expression)                                               \
  do {                                                                            \
    if (const absl::Status auricle_status = (expression); !auricle_status.ok()) { \
      return auricle_status;                                                      \
    }                                                                             \
  } while (false)

#define AURICLE_CONCAT_INNER(a, b) a##b
#define AURICLE_CONCAT(a, b) AURICLE_CONCAT_INNER(a, b)

// ASSIGN_OR_RETURN(auto x, F()); or ASSIGN_OR_RETURN(x, F());
#define ASSIGN_OR_RETURN(target, expression) \
  ASSIGN_OR_RETURN_INNER(AURICLE_CONCAT(auricle_status_or_, __LINE__), target, expression)
#define ASSIGN_OR_RETURN_INNER(holder, target, expression) \
  auto holder = (expression);                              \
  if (!holder.ok()) return holder.status();                \
  target = *std::move(holder)

#endif  // AURICLE_LIB_BASE_STATUS_MACROS_H_
