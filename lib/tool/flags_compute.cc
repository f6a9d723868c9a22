// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_compute.h"

#include <cctype>
#include <string>

#include "absl/strings/strip.h"
#include "gflags/gflags.h"
#include "lib/tool/flag_values.h"

DEFINE_string(device, "auto",
              "cpu, cuda, cuda:N, or auto: CUDA where this build and machine have it.");
DEFINE_string(precision, "auto",
              "fp32, bf16 (float32 master weights), or auto: bf16 where the hardware has matrix "
              "units for it (AMX, tensor cores).");

namespace auricle {
namespace {

bool DeviceIsKnown(const char*, const std::string& value) {
  absl::string_view number = value;
  if (value == "auto" || value == "cpu" || value == "cuda") return true;
  if (!absl::ConsumePrefix(&number, "cuda:") || number.empty() || number.size() > 3) return false;
  for (const unsigned char c : number) {
    if (!std::isdigit(c)) return false;
  }
  return true;
}
DEFINE_validator(device, &DeviceIsKnown);

FLAG_IS_ONE_OF(precision, "auto", "fp32", "bf16");

}  // namespace
}  // namespace auricle
