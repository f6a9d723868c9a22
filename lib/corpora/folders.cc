// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/folders.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/attributes.h"
#include "lib/corpora/tree.h"

namespace auricle {
namespace {

absl::Status FileToClip(const CorpusRequest& request, const std::string& prefix,
                        const std::string& file, Clip* clip) {
  const std::vector<absl::string_view> parts = absl::StrSplit(file, '/');
  if (parts.size() <= request.columns.size()) {
    return absl::InvalidArgumentError(absl::StrCat("it lies above the folders of ",
                                                   absl::StrJoin(request.columns, ", "),
                                                   "; move it into one, or remove it"));
  }
  clip->set_id(absl::StrCat(request.name, "/", file));
  clip->mutable_audio()->set_path(absl::StrCat(prefix, file));
  for (size_t i = 0; i < request.columns.size(); ++i) {
    RETURN_IF_ERROR(ApplyAttribute(request, request.columns[i], parts[i], clip));
  }
  return absl::OkStatus();
}

// The level that is the label: the only one, else the one called so, else none.
std::string LabelLevel(const std::vector<std::string>& levels) {
  if (levels.size() == 1) return levels[0];
  return std::find(levels.begin(), levels.end(), "label") == levels.end() ? "" : "label";
}

}  // namespace

absl::StatusOr<Listing> ListFolders(const CorpusRequest& original) {
  CorpusRequest request = original;
  if (request.columns.empty()) request.columns = {"label"};
  if (request.label_column.empty()) request.label_column = LabelLevel(request.columns);
  if (request.name.empty()) request.name = NameOfDirectory(request.path);
  RETURN_IF_ERROR(CheckColumnsExist(request, request.columns));
  Listing listing;
  listing.label_task = LabelTask(request);
  ASSIGN_OR_RETURN(const std::vector<std::string> files, WalkAudio(request.path, &listing));
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  NameCorpus(request, request.name, request.path, &listing.header);
  for (const std::string& file : files) {
    Clip clip;
    const absl::Status status = FileToClip(request, prefix, file, &clip);
    if (status.ok()) {
      listing.Add(std::move(clip));
    } else {
      listing.Refuse(file, status.message());
    }
  }
  return listing;
}

}  // namespace auricle
