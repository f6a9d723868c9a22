// SPDX-License-Identifier: Apache-2.0
// Tests of kernels that run once with each width of this processor.
#ifndef AURICLE_LIB_NN_KERNELS_WIDTH_TESTING_H_
#define AURICLE_LIB_NN_KERNELS_WIDTH_TESTING_H_

#include <gtest/gtest.h>

#include <string>

#include "lib/nn/kernels/width.h"

namespace auricle {

// class Sums : public AtEachWidth {};  TEST_P(Sums, AreExact) {…}  AURICLE_AT_EACH_WIDTH(Sums);
class AtEachWidth : public testing::TestWithParam<Width> {
 private:
  WidthScope scope_{GetParam()};
};

inline std::string WidthParameterName(const testing::TestParamInfo<Width>& info) {
  std::string name;
  for (const char* c = WidthName(info.param); *c != 0; ++c) {
    if (*c != '-') name += *c;
  }
  return name;
}

#define AURICLE_AT_EACH_WIDTH(suite) \
  INSTANTIATE_TEST_SUITE_P(Width, suite, testing::ValuesIn(WidthsHere()), &WidthParameterName)

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_WIDTH_TESTING_H_
