// SPDX-License-Identifier: Apache-2.0
// For tests of what evaluations say.
#ifndef AURICLE_LIB_EVALUATE_METRIC_TESTING_H_
#define AURICLE_LIB_EVALUATE_METRIC_TESTING_H_

#include <string>

#include "lib/evaluate/evaluate.h"
#include "protos/record.pb.h"

namespace auricle {

// The metric `name` of `of` ("": of all); an empty one, and the test fails, where there is none.
const Metric& MetricOf(const Evaluation& evaluation, const std::string& name,
                       const std::string& of = "");

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_METRIC_TESTING_H_
