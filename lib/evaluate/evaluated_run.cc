// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluated_run.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/evaluate/evaluate.h"

namespace auricle {

RunResults EvaluatedRun(const SyntheticRun& run, const std::string& by) {
  const SyntheticStream stream = MakeSyntheticRun(run);
  EvaluateOptions options;
  options.name = run.condition;
  options.parts = {TEST};
  options.by = by;
  Evaluator evaluator(options);
  EXPECT_TRUE(evaluator.BeginSection(stream.header).ok());
  for (const Clip& clip : stream.clips) EXPECT_TRUE(evaluator.Add(clip).ok());
  absl::StatusOr<Evaluation> e = evaluator.Finish();
  EXPECT_TRUE(e.ok()) << e.status();
  RunResults results;
  results.file = absl::StrCat(run.corpus, run.condition, run.speaker, ".", run.seed, ".results");
  results.header = e->header;
  results.metrics = e->metrics;
  results.outcomes = e->outcomes;
  return results;
}

}  // namespace auricle
