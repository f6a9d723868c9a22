// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/folders.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/attributes.h"
#include "lib/corpora/walk/name_pattern.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

constexpr size_t kNamesToSay = 5;

// What a path below the corpus says of its file: the levels of folders, and the name's fields.
struct Layout {
  std::vector<std::string> levels;
  std::optional<NamePattern> pattern;

  std::vector<std::string> Columns() const {
    std::vector<std::string> columns = levels;
    if (!pattern.has_value()) return columns;
    for (std::string& field : pattern->Fields()) columns.push_back(std::move(field));
    return columns;
  }

  absl::StatusOr<std::vector<std::string>> Values(const std::string& file) const {
    std::vector<std::string> values = absl::StrSplit(file, '/');
    if (values.size() <= levels.size()) {
      return absl::InvalidArgumentError(absl::StrCat("it lies above the folders of ",
                                                     absl::StrJoin(levels, ", "),
                                                     "; move it into one, or remove it"));
    }
    values.resize(levels.size());
    if (!pattern.has_value()) return values;
    ASSIGN_OR_RETURN(const std::vector<std::string> fields, pattern->Match(file));
    values.insert(values.end(), fields.begin(), fields.end());
    return values;
  }
};

absl::StatusOr<Layout> LayoutOf(const CorpusRequest& request) {
  Layout layout;
  layout.levels = request.columns;
  if (request.label_pattern.empty()) {
    if (layout.levels.empty()) layout.levels = {"label"};
    return layout;
  }
  absl::StatusOr<NamePattern> pattern = NamePattern::Create(request.label_pattern);
  if (!pattern.ok()) return Annotate(pattern.status(), "--label_pattern");
  layout.pattern = *std::move(pattern);
  return layout;
}

absl::Status FileToClip(const CorpusRequest& request, const Layout& layout,
                        const std::string& prefix, const std::string& file, Clip* clip) {
  ASSIGN_OR_RETURN(const std::vector<std::string> values, layout.Values(file));
  clip->set_id(absl::StrCat(request.name, "/", file));
  clip->mutable_audio()->set_path(absl::StrCat(prefix, file));
  const std::vector<std::string> columns = layout.Columns();
  for (size_t i = 0; i < columns.size(); ++i) {
    RETURN_IF_ERROR(ApplyAttribute(request, columns[i], values[i], clip));
  }
  return absl::OkStatus();
}

// The column that is the label: the only one, else the one called so, else none.
std::string LabelColumn(const std::vector<std::string>& columns) {
  if (columns.size() == 1) return columns[0];
  return std::find(columns.begin(), columns.end(), "label") == columns.end() ? "" : "label";
}

// Of the class folders those that hold no audio: their class would vanish without a word.
void NoteEmptyFolders(const Walk& walk, size_t levels, Listing* listing) {
  if (levels == 0) return;
  const auto top = [levels](absl::string_view path) -> std::string {
    std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
    if (parts.size() < levels) return "";
    parts.resize(levels);
    return absl::StrJoin(parts, "/");
  };
  std::set<std::string> heard, empty;
  for (const std::string& file : walk.files) heard.insert(top(file));
  for (const std::string& folder : walk.folders) {
    const std::string name = folder.empty() ? "" : top(folder);
    if (!name.empty() && heard.count(name) == 0) empty.insert(absl::StrCat("'", name, "'"));
  }
  if (empty.empty()) return;
  std::vector<std::string> named(empty.begin(), empty.end());
  const size_t more = named.size() - std::min(named.size(), kNamesToSay);
  named.resize(named.size() - more);
  listing->notes.push_back(
      absl::StrCat("warning: no audio is in ", absl::StrJoin(named, ", "),
                   more > 0 ? absl::StrCat(" and ", more, " more folders") : ""));
}

// One file that two links (or hard links) put under two labels.
class SameFiles {
 public:
  void Add(const std::string& root, const std::string& file, const Label* label) {
    struct stat found = {};
    if (label == nullptr || stat(JoinPath(root, file).c_str(), &found) != 0) return;
    const auto [first, fresh] = first_.emplace(std::make_pair(found.st_dev, found.st_ino),
                                               std::make_pair(file, label->name()));
    if (fresh || first->second.second == label->name() || count_++ > 0) return;
    words_ = absl::StrCat("'", first->second.first, "' (", first->second.second, ") and '", file,
                          "' (", label->name(), ")");
  }
  void Note(Listing* listing) const {
    if (count_ == 0) return;
    listing->notes.push_back(
        absl::StrCat("warning: one recording has different labels: ", words_, " are one file",
                     count_ > 1 ? absl::StrCat("; ", count_ - 1, " more") : ""));
  }

 private:
  std::map<std::pair<dev_t, ino_t>, std::pair<std::string, std::string>> first_;
  int64_t count_ = 0;
  std::string words_;
};

}  // namespace

absl::StatusOr<Listing> ListFolders(const CorpusRequest& original) {
  CorpusRequest request = original;
  ASSIGN_OR_RETURN(const Layout layout, LayoutOf(request));
  const std::vector<std::string> columns = layout.Columns();
  if (request.label_column.empty()) request.label_column = LabelColumn(columns);
  if (request.name.empty()) request.name = NameOfDirectory(request.path);
  RETURN_IF_ERROR(CheckColumnsExist(request, columns));
  Listing listing;
  listing.label_task = LabelTask(request);
  ASSIGN_OR_RETURN(const Walk walk, WalkAudioTree(request.path, &listing));
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  NameCorpus(request, request.name, request.path, &listing.header);
  SameFiles same;
  for (const std::string& file : walk.files) {
    Clip clip;
    const absl::Status status = FileToClip(request, layout, prefix, file, &clip);
    if (!status.ok()) {
      listing.Refuse(file, status.message());
      continue;
    }
    const auto label = clip.labels().find(listing.label_task);
    same.Add(request.path, file, label == clip.labels().end() ? nullptr : &label->second);
    listing.Add(std::move(clip));
  }
  same.Note(&listing);
  NoteEmptyFolders(walk, layout.levels.size(), &listing);
  return listing;
}

}  // namespace auricle
