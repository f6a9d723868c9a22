// SPDX-License-Identifier: Apache-2.0
// What evaluate reads and writes.
#ifndef AURICLE_TOOLS_EVALUATE_IO_H_
#define AURICLE_TOOLS_EVALUATE_IO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/evaluate/evaluate.h"
#include "lib/evaluate/evaluate_corpora.h"
#include "lib/tool/clip_filter.h"
#include "protos/record.pb.h"

namespace auricle {

// What is known of the inputs beside the evaluated items.
struct EvaluateInputs {
  std::vector<uint64_t> parents;
  int64_t items = 0;
  End dropped;  // By the tools before.
};

// Reads the stream `input` into `evaluator`; what `bad` allows is left out.
absl::Status CollectItems(const std::string& input, CorporaEvaluator* evaluator, BadItems* bad,
                          EvaluateInputs* inputs);

// Writes a section for each evaluation to --output; `dropped` is what this tool let go.
absl::Status WriteEvaluations(const std::vector<Evaluation>& evaluations,
                              const EvaluateInputs& inputs, const End& dropped);

}  // namespace auricle

#endif  // AURICLE_TOOLS_EVALUATE_IO_H_
