// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/folded_table.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/class_order.h"

namespace auricle {
namespace {

void AddFoldPlans(std::vector<Clip>* clips, Header* header) {
  std::vector<std::string> folds;
  for (const Clip& clip : *clips) folds.push_back(clip.labels().at("fold").name());
  for (const std::string& fold : SortClasses(folds)) {
    const std::string name = absl::StrCat("official.", fold);
    AddPlan(name, absl::StrCat("official: fold ", fold, " test, the others train"), header);
    for (Clip& clip : *clips) {
      const bool test = clip.labels().at("fold").name() == fold;
      (*clip.mutable_assignments())[name] = test ? TEST : TRAIN;
    }
  }
}

}  // namespace

void AddFoldedTable(const Table& table,
                    absl::FunctionRef<absl::StatusOr<Clip>(const Table::Row&)> to_clip,
                    Listing* listing) {
  listing->unit = "rows";
  listing->seen = table.rows.size();
  std::vector<Clip> clips;
  for (const Table::Row& row : table.rows) {
    absl::StatusOr<Clip> clip =
        row.cells.size() == table.columns.size()
            ? to_clip(row)
            : absl::InvalidArgumentError("it has not as many cells as the header");
    if (clip.ok()) {
      clips.push_back(*std::move(clip));
    } else {
      listing->Refuse(absl::StrCat("line ", row.line), clip.status().message());
    }
  }
  AddFoldPlans(&clips, &listing->header);
  for (Clip& clip : clips) listing->Add(std::move(clip));
}

}  // namespace auricle
