// SPDX-License-Identifier: Apache-2.0
// Results as evaluate wrote them, read back and checked.
#ifndef AURICLE_LIB_EVALUATE_RESULTS_FILE_H_
#define AURICLE_LIB_EVALUATE_RESULTS_FILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/evaluate/evaluate.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {

// One section: one model's results on one part of one plan.
struct RunResults {
  std::string file;
  Header header;  // content RESULTS, run, models, provenance.
  std::vector<Metric> metrics;
  std::vector<Outcome> outcomes;

  const RunInfo& run() const { return header.run(); }
  // The model that was evaluated, if the stream tells of it; else an empty one.
  const ModelInfo& model() const;
};

// Appends all sections of the stream `path` but joint ones, which hold nothing of their own.
// Errors: kInvalidArgument if it holds no results; kDataLoss if outcomes are not what the header
// says (their count, classes out of range).
absl::Status ReadResults(const std::string& path, const ReadOptions& options,
                         std::vector<RunResults>* runs, std::string* note);

// Writes what evaluation.header begins: its metrics, confusion and outcomes.
absl::Status WriteOutcomes(const Evaluation& evaluation, RecordWriter* writer);

}  // namespace auricle

#endif  // AURICLE_LIB_EVALUATE_RESULTS_FILE_H_
