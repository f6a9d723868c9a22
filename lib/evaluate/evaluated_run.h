// SPDX-License-Identifier: Apache-2.0
// Runs of no real model as they come to a report, for tests.
#ifndef AURICLE_LIB_EVALUATE_EVALUATED_RUN_H_
#define AURICLE_LIB_EVALUATE_EVALUATED_RUN_H_

#include <string>

#include "lib/evaluate/results_file.h"
#include "lib/evaluate/synthetic.h"

namespace auricle {

// The test part's results of a synthetic run, their intervals over the groups `by`. The file's name
// is made of the corpus, the condition, the speaker and the seed. What fails, fails the test.
RunResults EvaluatedRun(const SyntheticRun& run, const std::string& by);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_EVALUATED_RUN_H_
