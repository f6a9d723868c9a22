// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/iemocap_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace auricle {

bool ParseUtteranceName(absl::string_view name, UtteranceName* parsed) {
  const size_t last = name.rfind('_');
  if (name.size() < 8 || last == absl::string_view::npos || last < 7 || last + 2 > name.size()) {
    return false;
  }
  const auto is_actor = [](char c) { return c == 'F' || c == 'M'; };
  const char actor = name[last + 1];
  if (!absl::StartsWith(name, "Ses") || !absl::ascii_isdigit(name[3]) ||
      !absl::ascii_isdigit(name[4]) || !is_actor(name[5]) || name[6] != '_' || !is_actor(actor)) {
    return false;
  }
  const absl::string_view scene = name.substr(7, last - 7);
  parsed->session = std::string(name.substr(0, 5));
  parsed->speaker = absl::StrCat(parsed->session, std::string(1, actor));
  parsed->gender = actor == 'F' ? "female" : "male";
  parsed->dialogue = std::string(name.substr(0, last));
  parsed->scenario.clear();
  if (absl::StartsWith(scene, "impro")) parsed->scenario = "improvised";
  if (absl::StartsWith(scene, "script")) parsed->scenario = "scripted";
  return true;
}

}  // namespace auricle
