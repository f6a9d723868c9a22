// SPDX-License-Identifier: Apache-2.0
// The thousand most frequent words of LibriSpeech, cut out by SpeechVGG's labels.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_LIBRISPEECH_WORDS_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_LIBRISPEECH_WORDS_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.path: the directory with split/SUBSET/SPEAKER/CHAPTER/UTTERANCE.flac and
// word_labels/{1000-mostfreq,SUBSET-selected-1000.txt}.
//
// A clip a labelled word: a stretch (start, duration) of its utterance's file, which is the source.
// Tasks: word (the classes are the list, in its order), speaker, chapter, subset. Plan official:
// subsets train…, dev… and test… are its parts; several subsets of one part stand side by side.
// Refused: a subset without labels or labels without subset, a line that cannot be read, of a word
// that is not listed or of an utterance without file, and two words at one place.
absl::StatusOr<Listing> ListLibrispeechWords(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_LIBRISPEECH_WORDS_H_
