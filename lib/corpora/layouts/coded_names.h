// SPDX-License-Identifier: Apache-2.0
// Corpora whose files' names hold all labels, as codes.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_CODED_NAMES_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_CODED_NAMES_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

struct CodedCorpus {
  // Code → name; empty: the code is the name.
  using Codes = std::map<std::string, std::string>;

  std::string name;                    // Of the corpus.
  std::string licence;                 // "": not known.
  std::string folder;                  // Where below request.path the audio lies; "": anywhere.
  std::string pattern;                 // A NamePattern; its fields become tasks.
  std::map<std::string, Codes> codes;  // By field.
  // Sets what follows from the fields (gender from the speaker). May be empty.
  std::function<void(const std::map<std::string, std::string>& fields, Clip* clip)> more;
};

// A clip for each file; its id is the corpus' name and the file's, without ending. Refused is a
// name that does not fit, or has a code that there is not; the second file of a name is passed
// over.
absl::StatusOr<Listing> ListCoded(const CorpusRequest& request, const CodedCorpus& corpus);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_CODED_NAMES_H_
