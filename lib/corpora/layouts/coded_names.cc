// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/coded_names.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/corpora/walk/name_pattern.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

using Fields = std::map<std::string, std::string>;

absl::StatusOr<Fields> ReadName(const CodedCorpus& corpus, const NamePattern& pattern,
                                const std::string& file) {
  const absl::StatusOr<std::vector<std::string>> values = pattern.Match(file);
  if (!values.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a recording of ", corpus.name, " is called ", corpus.pattern));
  }
  const std::vector<std::string> names = pattern.Fields();
  Fields fields;
  for (size_t i = 0; i < names.size(); ++i) {
    fields[names[i]] = (*values)[i];
    const auto codes = corpus.codes.find(names[i]);
    if (codes == corpus.codes.end() || codes->second.count((*values)[i]) > 0) continue;
    std::vector<std::string> known;
    for (const auto& [code, name] : codes->second) known.push_back(code);
    return absl::InvalidArgumentError(absl::StrCat("its ", names[i], " '", (*values)[i],
                                                   "' is no code of ", corpus.name,
                                                   InsteadOf((*values)[i], known)));
  }
  return fields;
}

void SetLabels(const CodedCorpus& corpus, const Fields& fields, Clip* clip) {
  for (const auto& [field, code] : fields) {
    const auto codes = corpus.codes.find(field);
    SetName(field, codes == corpus.codes.end() ? code : codes->second.at(code), clip);
  }
  if (corpus.more) corpus.more(fields, clip);
}

}  // namespace

absl::StatusOr<Listing> ListCoded(const CorpusRequest& request, const CodedCorpus& corpus) {
  ASSIGN_OR_RETURN(const NamePattern pattern, NamePattern::Create(corpus.pattern));
  Listing listing;
  NameCorpus(request, corpus.name, request.path, &listing.header);
  listing.header.mutable_corpus()->set_licence(corpus.licence);
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  ASSIGN_OR_RETURN(const std::vector<std::string> files,
                   WalkAudio(JoinPath(request.path, corpus.folder), &listing));
  std::set<std::string> stems;
  for (const std::string& file : files) {
    const absl::StatusOr<Fields> fields = ReadName(corpus, pattern, file);
    if (!fields.ok()) {
      listing.Refuse(file, fields.status().message());
      continue;
    }
    if (!stems.insert(Stem(file)).second) {
      ++listing.passed_over["files of a name that is listed already"];
      continue;
    }
    Clip clip;
    clip.set_id(absl::StrCat(listing.header.corpus().name(), "/", Stem(file)));
    clip.mutable_audio()->set_path(absl::StrCat(prefix, JoinPath(corpus.folder, file)));
    SetLabels(corpus, *fields, &clip);
    listing.Add(std::move(clip));
  }
  return listing;
}

}  // namespace auricle
