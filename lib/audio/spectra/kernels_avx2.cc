// SPDX-License-Identifier: Apache-2.0
#define AURICLE_KERNELS_NAMESPACE kernels_avx2
#define AURICLE_KERNELS_LABEL "avx2"
#include "lib/audio/spectra/kernels_body.h"
