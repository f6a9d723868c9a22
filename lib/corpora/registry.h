// SPDX-License-Identifier: Apache-2.0
// The corpora that are known by name.
#ifndef AURICLE_LIB_CORPORA_REGISTRY_H_
#define AURICLE_LIB_CORPORA_REGISTRY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/corpora/corpus.h"

namespace auricle {

struct CorpusParser {
  const char* name;    // --corpus=…
  const char* layout;  // What PATH is, and what becomes of it: a line or several of --help.
  const char* flags;   // Of list_corpus, those that not every parser reads and this one does.
  ParseCorpus parse;
};

// Sorted by name. A new corpus is one file in lib/corpora and one line in registry.cc.
absl::Span<const CorpusParser> CorpusParsers();

// Errors: kInvalidArgument naming the parsers there are, and the one that was meant.
absl::StatusOr<const CorpusParser*> FindCorpus(absl::string_view name);

// All flags of list_corpus that some parsers read and others do not. Sorted.
std::vector<std::string> ParserFlags();

// Whether `parser` reads one of ParserFlags(). Errors: kInvalidArgument naming those that do.
absl::Status CheckFlag(const CorpusParser& parser, absl::string_view flag);

// Parses with the parser called `corpus`, finishes the listing and keeps of it what was asked for.
// Errors: FindCorpus'; the parser's own and FinishListing's, with parser and path.
absl::StatusOr<Listing> ListCorpus(absl::string_view corpus, const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_REGISTRY_H_
