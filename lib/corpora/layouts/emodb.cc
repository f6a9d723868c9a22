// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/emodb.h"

#include <map>
#include <string>

#include "lib/corpora/layouts/coded_names.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

struct Speaker {
  const char* gender;
  const char* age;
};

const std::map<std::string, Speaker>& Speakers() {
  static const auto* const kSpeakers = new std::map<std::string, Speaker>{
      {"03", {"male", "31"}},   {"08", {"female", "34"}}, {"09", {"female", "21"}},
      {"10", {"male", "32"}},   {"11", {"male", "26"}},   {"12", {"male", "30"}},
      {"13", {"female", "32"}}, {"14", {"female", "35"}}, {"15", {"male", "25"}},
      {"16", {"female", "31"}}};
  return *kSpeakers;
}

}  // namespace

absl::StatusOr<Listing> ListEmodb(const CorpusRequest& request) {
  CodedCorpus corpus;
  corpus.name = "emodb";
  if (IsDirectory(JoinPath(request.path, "wav"))) corpus.folder = "wav";
  corpus.pattern = "{speaker:2}{text:3}{emotion:1}{version:1}.wav";
  // The letters are those of the German words: Wut or Ärger, Langeweile, Ekel, Angst …
  corpus.codes["emotion"] = {{"W", "anger"},     {"L", "boredom"}, {"E", "disgust"}, {"A", "fear"},
                             {"F", "happiness"}, {"T", "sadness"}, {"N", "neutral"}};
  for (const auto& [speaker, facts] : Speakers()) corpus.codes["speaker"][speaker] = speaker;
  corpus.more = [](const std::map<std::string, std::string>& fields, Clip* clip) {
    const Speaker& speaker = Speakers().at(fields.at("speaker"));
    SetName("gender", speaker.gender, clip);
    SetName("age", speaker.age, clip);
  };
  return ListCoded(request, corpus);
}

}  // namespace auricle
