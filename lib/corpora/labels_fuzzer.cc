// SPDX-License-Identifier: Apache-2.0
// Corpora's own label texts from arbitrary bytes: no crash, and what was read keeps its promises.
// The first byte chooses the format.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/base/alike.h"
#include "lib/base/text.h"
#include "lib/corpora/layouts/emo_evaluation.h"
#include "lib/corpora/layouts/goodsounds.h"
#include "lib/corpora/layouts/iemocap_names.h"
#include "lib/corpora/layouts/nsynth_examples.h"
#include "lib/corpora/layouts/word_labels.h"
#include "lib/corpora/walk/name_pattern.h"

namespace {

void Demand(bool promise) {
  if (!promise) std::abort();
}

void Evaluation(absl::string_view text) {
  int64_t line = 0;
  for (const auto& turn : auricle::ParseEmoEvaluation(text).turns) {
    Demand(turn.line > line && !turn.utterance.empty() && turn.emotion.size() == 3);
    line = turn.line;
    auricle::UtteranceName name;
    if (!auricle::ParseUtteranceName(turn.utterance, &name)) continue;
    Demand(name.speaker.size() == 6 && name.speaker.substr(0, 5) == name.session);
    Demand(turn.utterance.compare(0, name.dialogue.size(), name.dialogue) == 0);
  }
}

void Words(absl::string_view text) {
  const auto use = [](const auricle::WordLabel& label) {
    Demand(!label.word.empty() && label.start_s >= 0 && label.duration_s > 0);
  };
  auricle::ParseWordLabels(
      text, use, [](int64_t line, const std::string& why) { Demand(line > 0 && !why.empty()); });
  const auto list = auricle::ParseWordList(text);
  Demand(!list.ok() || !list->empty());
}

void Notes(absl::string_view text) {
  std::istringstream json{std::string(text)};
  int64_t notes = 0;
  const absl::Status status =
      auricle::ReadNsynthExamples(json, [&](const auricle::NsynthExample& example) {
        Demand(++notes <= static_cast<int64_t>(text.size()) && example.note.size() < text.size());
        return absl::OkStatus();
      });
  Demand(status.ok() || absl::IsInvalidArgument(status));
}

// A template on the first line, a path on the second.
void FileName(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> lines =
      absl::StrSplit(text, absl::MaxSplits('\n', 1));
  const auto pattern = auricle::NamePattern::Create(lines.first);
  if (!pattern.ok()) return;
  Demand(!pattern->Fields().empty());
  const auto values = pattern->Match(lines.second);
  if (!values.ok()) return;
  Demand(values->size() == pattern->Fields().size());
  for (const std::string& value : *values) {
    Demand(!value.empty() && absl::StrContains(lines.second, value));
  }
}

void Alike(absl::string_view text) {
  const std::string key = auricle::AlikeKey(text);
  Demand(key.empty() == text.empty());
  Demand(auricle::IsUtf8(auricle::ShowSpelling(text)));
  if (auricle::IsUtf8(text))
    Demand(auricle::AlikeKey(absl::StrCat("x ", text, " ")) ==
           auricle::AlikeKey(absl::StrCat("X  ", text)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0:
      Evaluation(text);
      break;
    case 1:
      Words(text);
      break;
    case 2:
      Notes(text);
      break;
    case 3:
      FileName(text);
      break;
    case 4:
      Alike(text);
      break;
    default:
      auricle::QualityOfKlass(text);
  }
  return 0;
}
