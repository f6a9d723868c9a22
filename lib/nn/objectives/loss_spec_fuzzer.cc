// SPDX-License-Identifier: Apache-2.0
// The --loss parser on arbitrary bytes: no crash, and what parses has one canonical text.
#include <cstdint>
#include <cstdlib>

#include "lib/nn/objectives/loss_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto terms = auricle::ParseLoss(text);
  if (!terms.ok()) return 0;
  const std::string canonical = auricle::FormatLoss(*terms);
  const auto again = auricle::ParseLoss(canonical);
  if (!again.ok() || auricle::FormatLoss(*again) != canonical) std::abort();
  return 0;
}
