// SPDX-License-Identifier: Apache-2.0
#include "tools/list_corpus_help.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/registry.h"

namespace auricle {

const char* CorporaHelp() {
  static const std::string* const kHelp = [] {
    std::string help = "Corpora (--corpus=NAME):\n";
    for (const CorpusParser& parser : CorpusParsers()) {
      std::string line = absl::StrFormat("    %-17s", parser.name);
      for (const absl::string_view word : absl::StrSplit(parser.layout, ' ')) {
        if (line.size() + 1 + word.size() > 96) {
          absl::StrAppend(&help, line, "\n");
          line = std::string(21, ' ');
        }
        absl::StrAppend(&line, " ", word);
      }
      absl::StrAppend(&help, line, "\n");
    }
    absl::StrAppend(
        &help,
        "Reads names and metadata, never audio. Says what it saw, used and refused; a refused\n"
        "clip is an error unless --max_bad allows it. The order of clips follows from names\n"
        "alone. An empty cell of a further column is unknown. Each PATH becomes a section, a\n"
        "corpus of its own name. Plan official is what a corpus or a column prescribes, to be\n"
        "taken by --plan=official or to be split anew; csv_parts' own plan is split, which\n"
        "trainers, predict and evaluate take without a flag. Flags of csv are csv_parts' too.");
    return new std::string(help);
  }();
  return kHelp->c_str();
}

}  // namespace auricle
