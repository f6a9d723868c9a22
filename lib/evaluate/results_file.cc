// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/results_file.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

absl::Status Check(const RunResults& results, bool salvage) {
  const RunInfo& run = results.run();
  if (run.joint_size() > 0) return absl::OkStatus();
  for (const Outcome& outcome : results.outcomes) {
    std::vector<int> indices = {outcome.truth(), outcome.decision()};
    indices.insert(indices.end(), outcome.tags().begin(), outcome.tags().end());
    indices.insert(indices.end(), outcome.unknown().begin(), outcome.unknown().end());
    for (const int index : indices) {
      if (index < 0 || index >= run.classes_size()) {
        return absl::DataLossError(absl::StrCat("outcome of item '", outcome.id(), "' names class ",
                                                index, " of ", run.classes_size(),
                                                "; its stream is not sound"));
      }
    }
    if (!std::all_of(outcome.scores().begin(), outcome.scores().end(),
                     [](float score) { return std::isfinite(score); })) {
      return absl::DataLossError(absl::StrCat("a score of item '", outcome.id(),
                                              "' is no number; its stream is not sound"));
    }
  }
  if (!salvage && static_cast<int64_t>(results.outcomes.size()) != run.items()) {
    return absl::DataLossError(absl::StrCat("holds ", results.outcomes.size(),
                                            " outcomes, but its header says ", run.items()));
  }
  if (results.outcomes.empty()) {
    return absl::InvalidArgumentError("holds no item's outcome; run evaluate again");
  }
  return absl::OkStatus();
}

absl::Status ReadSection(RecordReader* reader, bool salvage, RunResults* results) {
  for (Record record;;) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
    if (!more) break;
    if (record.result().has_metric()) results->metrics.push_back(record.result().metric());
    if (record.result().has_outcome()) results->outcomes.push_back(record.result().outcome());
  }
  return Check(*results, salvage);
}

}  // namespace

const ModelInfo& RunResults::model() const {
  for (const ModelInfo& model : header.models()) {
    if (model.fingerprint() == run().model()) return model;
  }
  return ModelInfo::default_instance();
}

absl::Status ReadResults(const std::string& path, const ReadOptions& options,
                         std::vector<RunResults>* runs, std::string* note) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader, RecordReader::Open(path, options));
  while (true) {
    ASSIGN_OR_RETURN(const bool section, reader->NextSection());
    if (!section) break;
    if (reader->header().content() != Header::RESULTS) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", path, "' holds ", Header::Content_Name(reader->header().content()),
                       ", not results; give what evaluate wrote"));
    }
    RunResults results;
    results.file = reader->name();
    results.header = reader->header();
    RETURN_IF_ERROR(Annotate(ReadSection(reader.get(), options.salvage, &results),
                             absl::StrCat("'", path, "'")));
    // Joint figures are of one run; report makes its own over seeds, from the corpora's sections.
    if (results.run().joint().empty()) runs->push_back(std::move(results));
  }
  *note = reader->salvage_note();
  return absl::OkStatus();
}

absl::Status WriteOutcomes(const Evaluation& evaluation, RecordWriter* writer) {
  Result result;
  for (const Metric& metric : evaluation.metrics) {
    *result.mutable_metric() = metric;
    RETURN_IF_ERROR(writer->Write(result));
  }
  if (evaluation.confusion.counts_size() > 0) {
    *result.mutable_confusion() = evaluation.confusion;
    RETURN_IF_ERROR(writer->Write(result));
  }
  for (const Outcome& outcome : evaluation.outcomes) {
    if (StopSignal() != 0) return absl::CancelledError("stopped; nothing was kept");
    *result.mutable_outcome() = outcome;
    RETURN_IF_ERROR(writer->Write(result));
  }
  return absl::OkStatus();
}

}  // namespace auricle
