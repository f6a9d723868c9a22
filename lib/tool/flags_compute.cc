// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_compute.h"

#include "gflags/gflags.h"

DEFINE_string(device, "auto",
              "cpu, cuda, cuda:N, or auto: CUDA where this build and machine have it.");
DEFINE_string(precision, "auto",
              "fp32, bf16 (float32 master weights), or auto: bf16 where the hardware has matrix "
              "units for it (AMX, tensor cores).");
