// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/tables/csv_parts.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "lib/base/alike.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/attributes.h"
#include "lib/corpora/tables/manifest.h"
#include "lib/corpora/tables/part_tables.h"
#include "lib/corpora/tables/table.h"
#include "lib/corpora/walk/file_finder.h"
#include "lib/corpora/walk/tree.h"
#include "lib/records/part_name.h"

namespace auricle {
namespace {

constexpr char kPlan[] = "split";

std::string Where(const std::string& table, int64_t line) {
  return absl::StrCat(table, " line ", line);
}

// Turns the rows of one part after another into clips.
class Parts {
 public:
  Parts(const CorpusRequest& request, Listing* listing) : request_(request), listing_(listing) {}

  void Add(Part part, const std::string& table, const Manifest& manifest, FileFinder* files) {
    std::map<std::string, int64_t> counts;
    listing_->seen += manifest.table.rows.size();
    for (const Table::Row& row : manifest.table.rows) {
      Clip clip;
      absl::Status status = RowToClip(manifest, files, row, &clip);
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
    if (part == TRAIN || request_.allow_unseen || name.empty() || trained_.count(name) > 0) {
      return absl::OkStatus();
    }
    std::vector<std::string> alike = {name};
    for (const std::string& trained : trained_) {
      if (AlikeKey(trained) == AlikeKey(name)) alike.push_back(trained);
    }
    if (alike.size() > 1 && request_.merge_alike) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "its ", listing_->label_task, " '", ShowSpelling(name), "' is never seen in training",
        alike.size() > 1 ? absl::StrCat("; ", ShowSpellings(alike),
                                        " read alike, and --merge_alike makes them one")
                         : InsteadOf(name, {trained_.begin(), trained_.end()}),
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

  const CorpusRequest& request_;
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
                                                   const PartTables& tables, Listing* listing) {
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

void DescribeParts(const PartTables& tables, Listing* listing) {
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
  request.parts_known = true;
  if (request.name.empty()) request.name = NameOfDirectory(request.path);
  Listing listing;
  listing.unit = "rows";
  ASSIGN_OR_RETURN(const PartTables tables, FindTables(request.path, &listing));
  RETURN_IF_ERROR(CheckTables(tables, request.path));
  using Manifests = std::map<Part, Manifest>;
  ASSIGN_OR_RETURN(const Manifests manifests, ReadParts(request, tables, &listing));
  const Manifest& train = manifests.at(TRAIN);
  const std::string root = RootOf(train, request.path);
  listing.label_task = LabelTask(train.request);
  NameCorpus(request, request.name, root, &listing.header);
  DescribeParts(tables, &listing);
  Parts parts(request, &listing);
  FileFinder files(root);
  for (const auto& [part, manifest] : manifests) {
    parts.Add(part, tables.at(part), manifest, &files);
  }
  for (std::string& note : files.Notes()) listing.notes.push_back(std::move(note));
  return listing;
}

}  // namespace auricle
