// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/prediction_text.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/infer/aggregate.h"
#include "lib/records/tensors.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

// What is said of one item by one prediction.
struct Decided {
  std::vector<float> probabilities;
  int likeliest = 0;  // The first of equal ones.
  // What is decided for: the likeliest class, or, where each is by itself, all that have one half
  // or more.
  std::vector<std::string> decision;
  std::vector<std::string> truth;
};

constexpr char kBetweenTags[] = ";";

absl::StatusOr<Decided> Decide(const Clip& clip, const Prediction& prediction) {
  Decided decided;
  ASSIGN_OR_RETURN(decided.probabilities, TensorToFloats(prediction.item()));
  if (decided.probabilities.empty() ||
      static_cast<int>(decided.probabilities.size()) != prediction.classes_size()) {
    return absl::DataLossError(absl::StrCat("prediction '", prediction.name(), "' has ",
                                            decided.probabilities.size(), " scores for ",
                                            prediction.classes_size(), " classes"));
  }
  const ScoreShape shape = prediction.independent() ? SIGMOID_SCORES : SOFTMAX_SCORES;
  if (prediction.kind() == LOGIT) {
    decided.probabilities = Probabilities(decided.probabilities, shape);
  }
  const auto& p = decided.probabilities;
  decided.likeliest = static_cast<int>(std::max_element(p.begin(), p.end()) - p.begin());
  for (int c = 0; c < prediction.classes_size(); ++c) {
    const bool said = prediction.independent() ? p[c] >= 0.5F : c == decided.likeliest;
    if (said) decided.decision.push_back(prediction.classes(c));
  }
  const auto label = clip.labels().find(prediction.task());
  if (label == clip.labels().end()) return decided;
  if (label->second.kind_case() == Label::kName) decided.truth = {label->second.name()};
  const auto& tags = label->second.tags().names();
  decided.truth.insert(decided.truth.end(), tags.begin(), tags.end());
  return decided;
}

}  // namespace

std::string CsvCell(absl::string_view text, CsvReader reader) {
  std::string cell(text);
  if (reader == CsvReader::kSpreadsheet && !cell.empty() &&
      std::string("=+-@\t\r").find(cell[0]) != std::string::npos) {
    cell.insert(cell.begin(), '\'');
  }
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

void AddClasses(const std::vector<std::string>& classes, std::vector<std::string>* columns) {
  std::unordered_set<std::string> there(columns->begin(), columns->end());
  for (const std::string& name : classes) {
    if (there.insert(name).second) columns->push_back(name);
  }
}

std::string CsvHeader(const std::vector<std::string>& columns, CsvReader reader) {
  std::string line = "id,prediction,truth,decision,confidence";
  for (const std::string& name : columns) {
    absl::StrAppend(&line, ",", CsvCell(absl::StrCat("probability_", name), reader));
  }
  return absl::StrCat(line, "\n");
}

absl::StatusOr<std::string> CsvRows(const Clip& clip, int first,
                                    const std::vector<std::string>& columns, CsvReader reader) {
  std::string rows;
  for (int i = first; i < clip.predictions_size(); ++i) {
    const Prediction& prediction = clip.predictions(i);
    ASSIGN_OR_RETURN(const Decided decided, Decide(clip, prediction));
    std::vector<std::string> cells(columns.size());
    for (int c = 0; c < prediction.classes_size(); ++c) {
      const auto column = std::find(columns.begin(), columns.end(), prediction.classes(c));
      if (column == columns.end()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "prediction '", prediction.name(), "' has the class '", prediction.classes(c),
            "', which is no column of the table; use --format=jsonl"));
      }
      cells[column - columns.begin()] = ShortestNumber(decided.probabilities[c]);
    }
    for (const std::string& name :
         {clip.id(), prediction.name(), absl::StrJoin(decided.truth, kBetweenTags),
          absl::StrJoin(decided.decision, kBetweenTags)}) {
      absl::StrAppend(&rows, CsvCell(name, reader), ",");
    }
    absl::StrAppend(&rows, ShortestNumber(decided.probabilities[decided.likeliest]));
    for (const std::string& cell : cells) absl::StrAppend(&rows, ",", cell);
    rows += "\n";
  }
  return rows;
}

absl::StatusOr<std::string> JsonLine(const Clip& clip, int first) {
  using Json = nlohmann::ordered_json;
  Json predictions = Json::array();
  for (int i = first; i < clip.predictions_size(); ++i) {
    const Prediction& prediction = clip.predictions(i);
    ASSIGN_OR_RETURN(const Decided decided, Decide(clip, prediction));
    Json one;
    one["name"] = prediction.name();
    one["task"] = prediction.task();
    // One class is a name; tags are a list, which may be empty.
    if (prediction.independent()) {
      if (!decided.truth.empty()) one["truth"] = decided.truth;
      one["decision"] = decided.decision;
    } else {
      if (decided.truth.size() == 1) one["truth"] = decided.truth.front();
      one["decision"] = prediction.classes(decided.likeliest);
    }
    Json probabilities;
    for (int c = 0; c < prediction.classes_size(); ++c) {
      // The double whose digits are the float's.
      const std::string digits = ShortestNumber(decided.probabilities[c]);
      probabilities[prediction.classes(c)] = std::strtod(digits.c_str(), nullptr);
    }
    one["probabilities"] = probabilities;
    predictions.push_back(one);
  }
  Json line;
  line["id"] = clip.id();
  line["predictions"] = predictions;
  return absl::StrCat(line.dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
}

}  // namespace auricle
