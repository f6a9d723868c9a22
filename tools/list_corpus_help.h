// SPDX-License-Identifier: Apache-2.0
// What list_corpus' --help says of the corpora it knows.
#ifndef AURICLE_TOOLS_LIST_CORPUS_HELP_H_
#define AURICLE_TOOLS_LIST_CORPUS_HELP_H_

namespace auricle {

// The registry is the only list there is: a paragraph each, in lines of at most 96 columns.
const char* CorporaHelp();

}  // namespace auricle

#endif  // AURICLE_TOOLS_LIST_CORPUS_HELP_H_
