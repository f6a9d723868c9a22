// SPDX-License-Identifier: Apache-2.0
#include "tools/evaluate_io.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/evaluate/results_file.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/number_flags.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

const NumberFlags kNumberFlags = {"seed",       "interval",  "by",          "unseen",
                                  "unlabelled", "each_part", "each_corpus", "unit"};

}  // namespace

absl::Status CollectItems(const std::string& input, CorporaEvaluator* evaluator, BadItems* bad,
                          EvaluateInputs* inputs) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                   RecordReader::Open(input, ReadOptionsFromFlags()));
  while (true) {
    ASSIGN_OR_RETURN(const bool section, reader->NextSection());
    if (!section) break;
    RETURN_IF_ERROR(
        Annotate(evaluator->BeginSection(reader->header()), absl::StrCat("'", input, "'")));
    inputs->parents.push_back(reader->header_fingerprint());
    for (Record record;;) {
      ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
      if (!more) break;
      if (!record.has_clip()) continue;
      ++inputs->items;
      const absl::Status added = evaluator->Add(record.clip());
      if (added.ok()) continue;
      const std::string where = WhereInStream(*reader, record.clip());
      if (absl::IsFailedPrecondition(added)) return Annotate(added, where);
      RETURN_IF_ERROR(bad->Allow(added, where, record.clip().id(), nullptr));
    }
    const End& end = reader->end();
    inputs->dropped.mutable_dropped()->MergeFrom(end.dropped());
    inputs->dropped.set_dropped_count(inputs->dropped.dropped_count() + end.dropped_count());
  }
  if (!reader->salvage_note().empty()) Say(reader->salvage_note());
  return absl::OkStatus();
}

absl::Status WriteEvaluations(const std::vector<Evaluation>& evaluations,
                              const EvaluateInputs& inputs, const End& dropped) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  for (size_t i = 0; i < evaluations.size(); ++i) {
    Header header = evaluations[i].header;
    StampProvenance(kNumberFlags, inputs.parents, &header);
    RETURN_IF_ERROR(writer->BeginSection(header));
    RETURN_IF_ERROR(WriteOutcomes(evaluations[i], writer.get()));
    if (i == 0) {  // Once: nobody knows of which part they would have been.
      writer->CarryDrops(inputs.dropped);
      writer->CarryDrops(dropped);
    }
    RETURN_IF_ERROR(writer->EndSection());
  }
  return writer->Commit();
}

}  // namespace auricle
