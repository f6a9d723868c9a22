// SPDX-License-Identifier: Apache-2.0
// IEMOCAP, acted dialogues of ten actors in five sessions, with the annotators' votes.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_IEMOCAP_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_IEMOCAP_H_

#include "absl/status/statusor.h"
#include "lib/corpora/corpus.h"

namespace auricle {

// request.path: IEMOCAP_full_release (or the directory that holds it), with
// Session{1..5}/sentences/wav/DIALOGUE/UTTERANCE.wav and
// Session{1..5}/dialog/EmoEvaluation/DIALOGUE.txt.
//
// A clip a WAV. Tasks: emotion (the corpus' eleven codes), emotion4 (neu ang hap sad),
// emotion4_merged (the same, exc counted as hap), emotion6 (neu ang hap sad exc fru), votes and
// self_report (how many annotators or actors named each code), session, speaker, gender, dialogue,
// scenario (improvised, scripted). A task is absent where the emotion is not of it. The speaker is
// whom the utterance's last field names, not whose microphone the dialogue is named after. The
// source is the utterance, so that the published split by utterance can be made; --by=dialogue,
// speaker or session keeps those together.
//
// Refused: a session that is not there, a WAV without label (unless request.allow_unlabelled), a
// label without WAV, an utterance with two labels, a line that cannot be read.
absl::StatusOr<Listing> ListIemocap(const CorpusRequest& request);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_IEMOCAP_H_
