// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/metric_testing.h"

#include "gtest/gtest.h"

namespace auricle {

const Metric& MetricOf(const Evaluation& evaluation, const std::string& name,
                       const std::string& of) {
  for (const Metric& metric : evaluation.metrics) {
    if (metric.name() == name && metric.of() == of) return metric;
  }
  ADD_FAILURE() << "no metric " << name << " of '" << of << "'";
  return Metric::default_instance();
}

}  // namespace auricle
