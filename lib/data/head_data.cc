// SPDX-License-Identifier: Apache-2.0
#include "lib/data/head_data.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/data/sections.h"
#include "lib/records/merge.h"

namespace auricle {
namespace {

absl::Status CheckUnique(const std::vector<HeadSpec>& heads) {
  std::set<std::string> names;
  for (const HeadSpec& head : heads) {
    if (names.insert(head.name).second) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("two heads are called '", head.name,
                     "'; a head's name is unique: name them with --heads=NAME=CORPUS/TASK,…"));
  }
  return absl::OkStatus();
}

absl::StatusOr<HeadSpec> ParseHead(absl::string_view text) {
  const size_t equals = text.find('='), slash = text.rfind('/');
  HeadSpec head;
  if (equals != absl::string_view::npos && slash != absl::string_view::npos && equals < slash) {
    head.name = std::string(text.substr(0, equals));
    head.corpus = std::string(text.substr(equals + 1, slash - equals - 1));
    head.task = std::string(text.substr(slash + 1));
  }
  if (head.name.empty() || head.task.empty() ||
      head.name.find_first_of("./") != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("head '", text, "', want NAME=CORPUS/TASK with a name without '.' and '/'"));
  }
  return head;
}

// The sections of each corpus, in order of first appearance.
struct NamedSections {
  std::string corpus;
  std::vector<int> sections;
};

absl::StatusOr<std::vector<NamedSections>> CorporaOf(absl::Span<const Header> headers) {
  std::vector<NamedSections> corpora;
  for (size_t i = 0; i < headers.size(); ++i) {
    const Corpus& corpus = headers[i].corpus();
    auto at = std::find_if(corpora.begin(), corpora.end(), [&](const NamedSections& known) {
      return known.corpus == corpus.name();
    });
    if (at == corpora.end()) at = corpora.insert(corpora.end(), {corpus.name(), {}});
    if (!at->sections.empty() && headers[at->sections[0]].corpus().root() != corpus.root()) {
      return absl::InvalidArgumentError(
          absl::StrCat("two corpora are called '", corpus.name(), "' (their roots are '",
                       headers[at->sections[0]].corpus().root(), "' and '", corpus.root(),
                       "'); list one of them again with list_corpus --name=OTHER"));
    }
    at->sections.push_back(static_cast<int>(i));
  }
  return corpora;
}

std::vector<std::string> NamesOf(const std::vector<NamedSections>& corpora) {
  std::vector<std::string> names;
  for (const NamedSections& corpus : corpora) names.push_back(corpus.corpus);
  return names;
}

std::string Where(const HeadSpec& head) {
  return absl::StrCat("corpus '", head.corpus, "', head '", head.name, "'");
}

// Two corpora that were given one name by mistake look like one whose sections differ.
std::string Where(const DealtHead& head) {
  if (head.sections.size() < 2) return Where(head.spec);
  return absl::StrCat(Where(head.spec), " (", head.sections.size(),
                      " sections are of that name; list_corpus --name=OTHER makes them two)");
}

// Every pair with the first one's, so that both are named.
absl::Status CheckFits(const HeadData& first, const HeadData& other) {
  const auto both = [&](const absl::Status& status) {
    return Annotate(
        status, absl::StrCat("corpora '", first.head.corpus, "' and '", other.head.corpus, "'"));
  };
  Header a, b;
  *a.mutable_front_end() = first.set.header.front_end();
  *b.mutable_front_end() = other.set.header.front_end();
  RETURN_IF_ERROR(both(MergeHeaders({a, b}, MergeOptions()).status()));
  if (first.set.items.bins == other.set.items.bins) return absl::OkStatus();
  return both(absl::InvalidArgumentError(
      absl::StrCat("features have ", first.set.items.bins, " and ", other.set.items.bins,
                   " bins; make all features with one --front_end")));
}

}  // namespace

absl::StatusOr<std::vector<HeadSpec>> ParseHeads(absl::string_view text) {
  std::vector<HeadSpec> heads;
  for (const absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    ASSIGN_OR_RETURN(HeadSpec head, ParseHead(part));
    heads.push_back(std::move(head));
  }
  RETURN_IF_ERROR(CheckUnique(heads));
  return heads;
}

absl::StatusOr<std::vector<DealtHead>> DealHeads(absl::Span<const Header> headers,
                                                 const std::vector<HeadSpec>& wanted,
                                                 const std::string& task) {
  ASSIGN_OR_RETURN(const std::vector<NamedSections> corpora, CorporaOf(headers));
  std::vector<HeadSpec> specs = wanted;
  if (wanted.empty()) {
    for (const NamedSections& corpus : corpora) {
      const std::string name = absl::StrReplaceAll(corpus.corpus, {{".", "_"}, {"/", "_"}});
      specs.push_back({name.empty() ? task : name, corpus.corpus, task});
    }
  }
  RETURN_IF_ERROR(CheckUnique(specs));
  std::vector<DealtHead> heads;
  for (const HeadSpec& spec : specs) {
    const auto at = std::find_if(corpora.begin(), corpora.end(), [&](const NamedSections& corpus) {
      return corpus.corpus == spec.corpus;
    });
    if (at == corpora.end()) {
      return absl::InvalidArgumentError(absl::StrCat("head '", spec.name, "' is to hear corpus '",
                                                     spec.corpus, "', which the inputs do not hold",
                                                     InsteadOf(spec.corpus, NamesOf(corpora))));
    }
    heads.push_back({spec, at->sections});
  }
  return heads;
}

absl::StatusOr<std::vector<HeadData>> LoadHeads(const MappedRecords& records,
                                                const std::vector<DealtHead>& heads,
                                                const TrainingSetOptions& options) {
  std::vector<HeadData> result;
  std::set<std::string> dropped;
  for (const DealtHead& head : heads) {
    TrainingSetOptions own = options;
    own.task = head.spec.task;
    if (options.judge != nullptr) {
      own.judge = [&](const absl::Status& error, const std::string& where, const std::string& id) {
        if (dropped.count(id) > 0) return absl::OkStatus();
        RETURN_IF_ERROR(options.judge(error, where, id));
        dropped.insert(id);
        return absl::OkStatus();
      };
    }
    const std::unique_ptr<MappedRecords> view = SectionsOf(records, head.sections);
    if (view->size() == 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("corpus '", head.spec.corpus, "' holds no clips; leave it out"));
    }
    absl::StatusOr<TrainingSet> set = LoadTrainingSet(*view, own);
    RETURN_IF_ERROR(Annotate(set.status(), Where(head)));
    result.push_back({head.spec, *std::move(set)});
    RETURN_IF_ERROR(CheckFits(result.front(), result.back()));
  }
  return result;
}

std::vector<std::string> HeadWarnings(absl::Span<const Header> headers,
                                      const std::vector<HeadData>& heads) {
  std::vector<std::string> warnings;
  std::set<std::string> heard;
  for (const HeadData& head : heads) heard.insert(head.head.corpus);
  for (const Header& header : headers) {
    if (!heard.insert(header.corpus().name()).second) continue;
    warnings.push_back(absl::StrCat("corpus '", header.corpus().name(), "' feeds no head"));
  }
  for (const HeadData& head : heads) {
    const std::vector<std::string> none = UntrainedClasses(head.set);
    std::vector<std::string> one;
    for (size_t c = 0; c < head.set.class_counts.size(); ++c) {
      if (head.set.targets.kind() != TargetKind::kShares && head.set.class_counts[c] == 1) {
        one.push_back(head.set.targets.classes()[c]);
      }
    }
    if (!none.empty()) {
      warnings.push_back(absl::StrCat(Where(head.head), ": nothing to train on of '",
                                      absl::StrJoin(none, "', '"), "'"));
    }
    if (!one.empty()) {
      warnings.push_back(absl::StrCat(Where(head.head), ": a single item to train on of '",
                                      absl::StrJoin(one, "', '"), "'"));
    }
  }
  return warnings;
}

}  // namespace auricle
