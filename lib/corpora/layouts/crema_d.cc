// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/crema_d.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/layouts/coded_names.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

// Actor → task → what he or she is.
using Demographics = std::map<std::string, std::map<std::string, std::string>>;

absl::StatusOr<Demographics> ReadDemographics(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  ASSIGN_OR_RETURN(const Table table, ParseTable(text, {}));
  const int actor = table.Find("ActorID");
  const std::vector<std::pair<std::string, int>> columns = {{"age", table.Find("Age")},
                                                            {"gender", table.Find("Sex")},
                                                            {"race", table.Find("Race")},
                                                            {"ethnicity", table.Find("Ethnicity")}};
  if (actor < 0) return absl::InvalidArgumentError("it has no column ActorID");
  Demographics demographics;
  for (const Table::Row& row : table.rows) {
    if (row.cells.size() != table.columns.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", row.line, " has not as many cells as the header"));
    }
    for (const auto& [task, column] : columns) {
      if (column < 0 || row.cells[column].empty()) continue;
      const std::string& value = row.cells[column];
      demographics[row.cells[actor]][task] =
          task == "gender" ? absl::AsciiStrToLower(value) : value;
    }
  }
  return demographics;
}

}  // namespace

absl::StatusOr<Listing> ListCremaD(const CorpusRequest& request) {
  CodedCorpus corpus;
  corpus.name = "crema_d";
  corpus.licence = "ODbL 1.0";
  // AudioMP3 holds the same recordings.
  for (const char* folder : {"AudioMP3", "AudioWAV"}) {
    if (IsDirectory(JoinPath(request.path, folder))) corpus.folder = folder;
  }
  corpus.pattern = "{speaker:4}_{sentence:3}_{emotion:3}_{level:2}";
  corpus.codes["emotion"] = {{"ANG", "anger"}, {"DIS", "disgust"}, {"FEA", "fear"},
                             {"HAP", "happy"}, {"NEU", "neutral"}, {"SAD", "sad"}};
  corpus.codes["level"] = {{"LO", "low"}, {"MD", "medium"}, {"HI", "high"}, {"XX", "unspecified"}};
  Demographics demographics;
  const std::string table = JoinPath(request.path, "VideoDemographics.csv");
  if (IsFile(table)) {
    absl::StatusOr<Demographics> read = ReadDemographics(table);
    if (!read.ok()) return Annotate(read.status(), table);
    demographics = *std::move(read);
  }
  corpus.more = [&demographics](const std::map<std::string, std::string>& fields, Clip* clip) {
    const auto known = demographics.find(fields.at("speaker"));
    if (known == demographics.end()) return;
    for (const auto& [task, name] : known->second) SetName(task, name, clip);
  };
  ASSIGN_OR_RETURN(Listing listing, ListCoded(request, corpus));
  if (demographics.empty()) {
    listing.notes.push_back(
        "there is no VideoDemographics.csv: gender, age, race and ethnicity stay unknown");
  }
  return listing;
}

}  // namespace auricle
