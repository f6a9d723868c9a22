// SPDX-License-Identifier: Apache-2.0
#define AURICLE_KERNELS_NAMESPACE kernels_plain
#define AURICLE_KERNELS_LABEL "plain"
#include "lib/audio/spectra/kernels_body.h"
