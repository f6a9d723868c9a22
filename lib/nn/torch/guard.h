// SPDX-License-Identifier: Apache-2.0
// The one place where LibTorch's exceptions become Status.
#ifndef AURICLE_LIB_NN_TORCH_GUARD_H_
#define AURICLE_LIB_NN_TORCH_GUARD_H_

#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace auricle {

// The first line of what LibTorch says: kResourceExhausted where memory ran out, else kInternal.
absl::Status StatusOfTorchError(const c10::Error& error);

// `function` returns a Status or StatusOr; so does this, whatever it throws.
template <typename Function>
auto TorchGuard(Function&& function) -> decltype(function()) {
  try {
    return std::forward<Function>(function)();
  } catch (const c10::Error& error) {
    return StatusOfTorchError(error);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("out of memory; use a smaller --batch");
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("torch: ", error.what()));
  }
}

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_GUARD_H_
