// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/ravdess.h"

#include <map>
#include <string>

#include "absl/strings/str_format.h"
#include "lib/corpora/layouts/coded_names.h"

namespace auricle {

absl::StatusOr<Listing> ListRavdess(const CorpusRequest& request) {
  CodedCorpus corpus;
  corpus.name = "ravdess";
  corpus.licence = "CC BY-NC-SA 4.0";
  corpus.pattern =
      "{modality}-{vocal_channel}-{emotion}-{intensity}-{statement}-{repetition}-{speaker}.wav";
  corpus.codes["modality"] = {{"01", "audio-video"}, {"02", "video-only"}, {"03", "audio-only"}};
  corpus.codes["vocal_channel"] = {{"01", "speech"}, {"02", "song"}};
  corpus.codes["emotion"] = {{"01", "neutral"}, {"02", "calm"},     {"03", "happy"},
                             {"04", "sad"},     {"05", "angry"},    {"06", "fearful"},
                             {"07", "disgust"}, {"08", "surprised"}};
  corpus.codes["intensity"] = {{"01", "normal"}, {"02", "strong"}};
  // "Kids are talking by the door", "Dogs are sitting by the door".
  corpus.codes["statement"] = {{"01", "kids"}, {"02", "dogs"}};
  corpus.codes["repetition"] = {{"01", "1"}, {"02", "2"}};
  for (int actor = 1; actor <= 24; ++actor) {
    const std::string number = absl::StrFormat("%02d", actor);
    corpus.codes["speaker"][number] = number;
  }
  // Odd numbers are men.
  corpus.more = [](const std::map<std::string, std::string>& fields, Clip* clip) {
    SetName("gender", (fields.at("speaker").back() - '0') % 2 == 1 ? "male" : "female", clip);
  };
  return ListCoded(request, corpus);
}

}  // namespace auricle
