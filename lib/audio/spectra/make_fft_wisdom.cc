// SPDX-License-Identifier: Apache-2.0
// Measures FFTW's plans for the usual frame sizes on this machine and prints fft_wisdom.cc. To be
// run by hand, on a quiet machine, when FFTW changes; what it prints is committed.
#include <fftw3.h>

#include <cstdio>
#include <initializer_list>

#include "lib/audio/spectra/fft.h"

int main() {
  for (const int frame : {128,  200,  256,  320,  400,  480,  512,  640,  800,  882,  960,
                          1024, 1200, 1280, 1764, 1920, 2048, 2400, 4096, 8192, 16384}) {
    const int n = frame / 2;  // A real frame is transformed as half as many complex points.
    const auricle::AlignedFloats in = auricle::MakeAlignedFloats(2 * n);
    const auricle::AlignedFloats out = auricle::MakeAlignedFloats(2 * n);
    fftwf_destroy_plan(fftwf_plan_dft_1d(n, reinterpret_cast<fftwf_complex*>(in.get()),
                                         reinterpret_cast<fftwf_complex*>(out.get()), FFTW_FORWARD,
                                         FFTW_MEASURE | FFTW_PRESERVE_INPUT));
  }
  char* const wisdom = fftwf_export_wisdom_to_string();
  std::printf(
      "// SPDX-License-Identifier: Apache-2.0\n"
      "// Printed by make_fft_wisdom with %s; see there.\n"
      "#include \"lib/audio/spectra/fft.h\"\n\n"
      "namespace auricle {\n\n"
      "const char kFftWisdom[] = R\"(%s)\";\n\n"
      "}  // namespace auricle\n",
      fftwf_version, wisdom);
  fftwf_free(wisdom);
  return 0;
}
