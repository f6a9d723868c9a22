// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/csv_parts.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/attributes.h"
#include "lib/corpora/manifest.h"
#include "lib/corpora/table.h"
#include "lib/corpora/tree.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

constexpr char kPlan[] = "split";

// Part → the name of its table.
using Tables = std::map<Part, std::string>;

bool IsTableName(absl::string_view name) {
  return absl::EndsWithIgnoreCase(name, ".csv") || absl::EndsWithIgnoreCase(name, ".tsv");
}

// The part whose table is called `name`, or UNASSIGNED.
Part PartOfTable(const std::string& name) {
  if (!IsTableName(name)) return UNASSIGNED;
  const absl::StatusOr<Part> part = PartFromName(Stem(name));
  return part.ok() ? *part : UNASSIGNED;
}

absl::StatusOr<Tables> FindTables(const std::string& directory, Listing* listing) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(directory));
  Tables tables;
  for (const std::string& name : names) {
    if (!IsTableName(name) || !IsFile(JoinPath(directory, name))) continue;
    const Part part = PartOfTable(name);
    if (part == UNASSIGNED) {
      ++listing->passed_over["tables that no part is called after"];
      continue;
    }
    const auto [table, fresh] = tables.emplace(part, name);
    if (fresh) continue;
    return absl::InvalidArgumentError(absl::StrCat("'", table->second, "' and '", name,
                                                   "' are both the ", PartName(part),
                                                   " part; take one of them away"));
  }
  return tables;
}

// Where a folder of corpora was given instead of one: what to do.
std::string CorporaBelow(const std::string& directory) {
  std::vector<std::string> below;
  const auto names = NamesIn(directory);
  for (const std::string& name : names.ok() ? *names : std::vector<std::string>()) {
    Listing ignored;
    const std::string path = JoinPath(directory, name);
    if (!IsDirectory(path)) continue;
    const auto tables = FindTables(path, &ignored);
    if (tables.ok() && tables->count(TRAIN) > 0) below.push_back(name);
  }
  if (below.empty()) return "";
  return absl::StrCat("; ", below.size(), " folders in it have one ('", below[0],
                      below.size() > 1 ? "', …" : "'", "): give those, as DIR/*/");
}

absl::Status CheckTables(const Tables& tables, const std::string& directory) {
  if (tables.count(TRAIN) > 0) return absl::OkStatus();
  if (tables.empty()) {
    return absl::NotFoundError(absl::StrCat("there is no train.csv", CorporaBelow(directory)));
  }
  const std::string& other = tables.begin()->second;
  return absl::NotFoundError(absl::StrCat("there is no train.csv beside '", other,
                                          "'; to list that alone: --corpus=csv ",
                                          JoinPath(directory, other)));
}

std::string Where(const std::string& table, int64_t line) {
  return absl::StrCat(table, " line ", line);
}

// Turns the rows of one part after another into clips.
class Parts {
 public:
  Parts(bool allow_unseen, Listing* listing) : allow_unseen_(allow_unseen), listing_(listing) {}

  void Add(Part part, const std::string& table, const Manifest& manifest, const std::string& root) {
    std::map<std::string, int64_t> counts;
    listing_->seen += manifest.table.rows.size();
    for (const Table::Row& row : manifest.table.rows) {
      Clip clip;
      absl::Status status = RowToClip(manifest, root, row, &clip);
      const std::string name = NameOf(clip);
      if (status.ok()) status = CheckPart(part, clip.source());
      if (status.ok()) status = CheckClass(part, name);
      if (!status.ok()) {
        listing_->Refuse(Where(table, row.line), status.message());
        continue;
      }
      first_.try_emplace(clip.source(), Standing{part, table, row.line});
      if (!name.empty()) ++counts[name];
      (*clip.mutable_assignments())[kPlan] = part;
      listing_->Add(std::move(clip));
    }
    if (part == TRAIN) {
      for (const auto& [name, count] : counts) trained_.insert(name);
    }
    NoteSingles(table, counts);
  }

 private:
  struct Standing {
    Part part;
    const std::string& table;
    int64_t line;
  };

  std::string NameOf(const Clip& clip) const {
    const auto label = clip.labels().find(listing_->label_task);
    return label == clip.labels().end() ? "" : label->second.name();
  }

  absl::Status CheckPart(Part part, const std::string& source) const {
    const auto first = first_.find(source);
    if (first == first_.end() || first->second.part == part) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("'", source, "' stands in ", Where(first->second.table, first->second.line),
                     " already; nothing may stand in two parts, so take one away"));
  }

  absl::Status CheckClass(Part part, const std::string& name) const {
    if (part == TRAIN || allow_unseen_ || name.empty() || trained_.count(name) > 0) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        absl::StrCat("its ", listing_->label_task, " '", name, "' is never seen in training",
                     InsteadOf(name, {trained_.begin(), trained_.end()}),
                     " (--allow_unseen takes it all the same)"));
  }

  void NoteSingles(const std::string& table, const std::map<std::string, int64_t>& counts) {
    std::vector<std::string> singles;
    for (const auto& [name, count] : counts) {
      if (count == 1) singles.push_back(absl::StrCat("'", name, "'"));
    }
    if (singles.empty()) return;
    listing_->notes.push_back(
        absl::StrCat("warning: ", table, " has a single file of ", absl::StrJoin(singles, ", ")));
  }

  const bool allow_unseen_;
  Listing* const listing_;
  std::map<std::string, Standing> first_;  // By source.
  std::set<std::string> trained_;          // Classes of the training part.
};

// The table of a part, whose label column must be `label`, training's; "": this is training.
absl::StatusOr<Manifest> ReadPart(const CorpusRequest& request, const std::string& table,
                                  const std::string& label, Listing* listing) {
  ASSIGN_OR_RETURN(Manifest manifest,
                   ReadManifest(JoinPath(request.path, table), request, &listing->notes));
  if (manifest.table.rows.empty()) {
    return absl::InvalidArgumentError("it has a header, but no rows; fill it in, or take it away");
  }
  const std::string columns = absl::StrJoin(manifest.table.columns, ", ");
  if (label.empty() && manifest.request.label_column.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "no column is called label; --label_column says which of ", columns, " it is"));
  }
  if (label.empty()) return manifest;
  if (manifest.table.Find(label) < 0 && !request.allow_unlabelled) {
    return absl::InvalidArgumentError(
        absl::StrCat("no column is called '", label, "', as training's labels are; there are ",
                     columns, " (--allow_unlabelled takes it without labels)"));
  }
  manifest.request.label_column = label;
  return manifest;
}

absl::StatusOr<std::map<Part, Manifest>> ReadParts(const CorpusRequest& request,
                                                   const Tables& tables, Listing* listing) {
  std::map<Part, Manifest> manifests;
  std::string label;
  for (const auto& [part, table] : tables) {
    absl::StatusOr<Manifest> manifest = ReadPart(request, table, label, listing);
    if (!manifest.ok()) return Annotate(manifest.status(), table);
    label = manifest->request.label_column;
    manifests.emplace(part, *std::move(manifest));
  }
  return manifests;
}

void DescribeParts(const Tables& tables, Listing* listing) {
  std::vector<std::string> parts;
  for (const auto& [part, table] : tables) {
    parts.push_back(absl::StrCat(table, " ", PartName(part)));
  }
  AddPlan(kPlan, absl::StrJoin(parts, ", "), &listing->header);
  if (tables.count(VALID) > 0) return;
  listing->notes.push_back(
      "there is no devel.csv: trainers want --validation=within:10%, which carves a part out of "
      "train, or --validation=none");
}

}  // namespace

absl::StatusOr<Listing> ListCsvParts(const CorpusRequest& original) {
  CorpusRequest request = original;
  if (!request.split_column.empty()) {
    return absl::InvalidArgumentError("the tables' names say the parts; leave --split_column out");
  }
  if (request.name.empty()) request.name = NameOfDirectory(request.path);
  Listing listing;
  listing.unit = "rows";
  ASSIGN_OR_RETURN(const Tables tables, FindTables(request.path, &listing));
  RETURN_IF_ERROR(CheckTables(tables, request.path));
  using Manifests = std::map<Part, Manifest>;
  ASSIGN_OR_RETURN(const Manifests manifests, ReadParts(request, tables, &listing));
  const Manifest& train = manifests.at(TRAIN);
  const std::string root = RootOf(train, request.path);
  listing.label_task = LabelTask(train.request);
  NameCorpus(request, request.name, root, &listing.header);
  DescribeParts(tables, &listing);
  Parts parts(request.allow_unseen, &listing);
  for (const auto& [part, manifest] : manifests) {
    parts.Add(part, tables.at(part), manifest, root);
  }
  return listing;
}

}  // namespace auricle
