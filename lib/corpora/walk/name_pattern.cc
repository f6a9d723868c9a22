// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/name_pattern.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/walk/walk.h"

namespace auricle {
namespace {

// The last `folders` + 1 components of `path`; all of it if it has no more.
absl::string_view Tail(absl::string_view path, size_t folders) {
  size_t at = path.size();
  for (size_t n = 0; n <= folders; ++n) {
    if (at == 0) return path;
    at = path.rfind('/', at - 1);
    if (at == absl::string_view::npos) return path;
  }
  return path.substr(at + 1);
}

absl::string_view WithoutEnding(absl::string_view path) {
  const size_t dot = path.rfind('.'), slash = path.rfind('/');
  const bool of_name = dot != absl::string_view::npos && dot > 0 &&
                       (slash == absl::string_view::npos || dot > slash + 1);
  return of_name ? path.substr(0, dot) : path;
}

}  // namespace

absl::StatusOr<NamePattern> NamePattern::Create(absl::string_view text) {
  const auto wrong = [text](absl::string_view why) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' ", why, "; write names as {digit}_{speaker}_{take}.wav"));
  };
  NamePattern pattern;
  pattern.pattern_ = std::string(text);
  absl::string_view rest = text;
  while (!rest.empty()) {
    Piece piece;
    if (rest[0] != '{') {
      piece.text = std::string(rest.substr(0, rest.find('{')));
      if (absl::StrContains(piece.text, '}')) return wrong("closes a brace that is not open");
      rest.remove_prefix(piece.text.size());
      pattern.pieces_.push_back(piece);
      continue;
    }
    const size_t end = rest.find('}');
    if (end == absl::string_view::npos) return wrong("opens a brace and does not close it");
    absl::string_view field = rest.substr(1, end - 1);
    if (absl::StrContains(field, '{')) return wrong("opens a brace within a brace");
    rest.remove_prefix(end + 1);
    piece.is_field = true;
    const size_t colon = field.find(':');
    if (colon != absl::string_view::npos) {
      if (!absl::SimpleAtoi(field.substr(colon + 1), &piece.width) || piece.width == 0) {
        return wrong("has a width that is no number from 1");
      }
      field = field.substr(0, colon);
    }
    piece.text = std::string(field);
    const bool beside = !pattern.pieces_.empty() && pattern.pieces_.back().is_field;
    if (beside && (piece.width == 0 || pattern.pieces_.back().width == 0)) {
      return wrong("has two fields side by side; say how many characters each has, as {speaker:2}");
    }
    const std::vector<std::string> fields = pattern.Fields();
    if (!field.empty() && std::count(fields.begin(), fields.end(), piece.text) > 0) {
      return wrong(absl::StrCat("has two fields called '", field, "'"));
    }
    pattern.pieces_.push_back(piece);
  }
  if (pattern.Fields().empty()) return wrong("names no field");
  pattern.folders_ = std::count(text.begin(), text.end(), '/');
  Piece& last = pattern.pieces_.back();
  if (last.is_field || !IsAudioName(absl::StrCat("x", last.text))) return pattern;
  pattern.ending_ = last.text.substr(last.text.rfind('.'));
  last.text.resize(last.text.size() - pattern.ending_.size());
  if (last.text.empty()) pattern.pieces_.pop_back();
  return pattern;
}

std::vector<std::string> NamePattern::Fields() const {
  std::vector<std::string> names;
  for (const Piece& piece : pieces_) {
    if (piece.is_field && !piece.text.empty()) names.push_back(piece.text);
  }
  return names;
}

size_t NamePattern::FieldSize(size_t at, absl::string_view rest) const {
  const Piece& piece = pieces_[at];
  size_t size = std::min(rest.find('/'), rest.size());
  if (piece.width > 0) return size >= piece.width ? piece.width : 0;
  if (at + 1 < pieces_.size()) size = std::min(size, rest.find(pieces_[at + 1].text));
  const absl::string_view value = rest.substr(0, size);
  // {a}_{b}.wav does not say where x_y_z.wav is to be cut.
  const bool open = at > 0 && !pieces_[at - 1].is_field && pieces_[at - 1].text != "/" &&
                    absl::StrContains(value, pieces_[at - 1].text);
  return open ? 0 : size;
}

absl::StatusOr<std::vector<std::string>> NamePattern::Match(absl::string_view path) const {
  absl::string_view rest = Tail(path, folders_);
  const auto misfit = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("its name does not fit --label_pattern='", pattern_, "'",
                     rest.empty() ? ": it is too short" : absl::StrCat(" from '", rest, "' on")));
  };
  if (!ending_.empty() && !absl::EndsWithIgnoreCase(rest, ending_)) return misfit();
  rest = ending_.empty() ? WithoutEnding(rest) : rest.substr(0, rest.size() - ending_.size());
  std::vector<std::string> values;
  for (size_t at = 0; at < pieces_.size(); ++at) {
    const Piece& piece = pieces_[at];
    if (!piece.is_field && !absl::StartsWith(rest, piece.text)) return misfit();
    const size_t size = piece.is_field ? FieldSize(at, rest) : piece.text.size();
    if (size == 0) return misfit();
    if (piece.is_field && !piece.text.empty()) values.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  if (!rest.empty()) return misfit();
  return values;
}

}  // namespace auricle
