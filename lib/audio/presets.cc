// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/presets.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/audio/front_end_text.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

struct EmbeddedFile {
  const char* name;
  const char* text;
};
constexpr EmbeddedFile kFiles[] = {
#include "lib/audio/presets_embedded.inc"
};

const EmbeddedFile* Find(const std::string& name) {
  for (const EmbeddedFile& file : kFiles) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> PresetNames() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : kFiles) names.emplace_back(file.name);
  return names;
}

absl::StatusOr<FrontEnd> Preset(const std::string& name) {
  const EmbeddedFile* const file = Find(name);
  if (file == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("there is no front end '", name, "'", InsteadOf(name, PresetNames())));
  }
  absl::StatusOr<FrontEnd> front_end = ParseFrontEnd(file->text);
  if (!front_end.ok()) {
    return absl::InternalError(absl::StrCat("preset '", name, "': ", front_end.status().message()));
  }
  front_end->set_name(name);
  return front_end;
}

std::string PresetSummary(const std::string& name) {
  const EmbeddedFile* const file = Find(name);
  if (file == nullptr) return "";
  absl::string_view text = file->text;
  while (!text.empty() && (text.front() == '\n' || text.front() == '#' || text.front() == ' ')) {
    text.remove_prefix(1);
  }
  return std::string(text.data(), text.find('\n'));
}

}  // namespace auricle
