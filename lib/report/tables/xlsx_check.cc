// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/xlsx_check.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "lib/base/status_macros.h"
#include "lib/records/little_endian.h"

namespace auricle {
namespace {

// Sizes and signatures of the zip format: the directory's end, an entry of the directory, and the
// head that stands before an entry's bytes (APPNOTE.TXT 4.3.16, 4.3.12, 4.3.7).
constexpr size_t kEndBytes = 22, kEntryBytes = 46, kHeadBytes = 30;
constexpr absl::string_view kEndMark("PK\5\6", 4), kEntryMark("PK\1\2", 4), kHeadMark("PK\3\4", 4);
constexpr int kStored = 0, kDeflated = 8;
constexpr uint32_t kMostBytes = 1u << 30;

uint32_t Two(absl::string_view bytes, size_t at) {
  return static_cast<uint8_t>(bytes[at]) | static_cast<uint8_t>(bytes[at + 1]) << 8;
}
uint32_t Four(absl::string_view bytes, size_t at) { return ReadFixed32(bytes.data() + at); }

struct Entry {
  std::string name;
  int method = 0;
  uint32_t crc = 0, packed = 0, size = 0, head = 0;
};

absl::Status Cut(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the workbook is cut: ", what));
}

absl::StatusOr<std::vector<Entry>> ReadDirectory(absl::string_view zip) {
  const size_t end = zip.rfind(kEndMark);
  if (end == absl::string_view::npos || zip.size() - end < kEndBytes) return Cut("no directory");
  size_t at = Four(zip, end + 16);
  std::vector<Entry> entries(Two(zip, end + 10));
  for (Entry& entry : entries) {
    if (at > end || end - at < kEntryBytes || !absl::StartsWith(zip.substr(at), kEntryMark)) {
      return Cut("its directory");
    }
    entry.method = Two(zip, at + 10);
    entry.crc = Four(zip, at + 16);
    entry.packed = Four(zip, at + 20);
    entry.size = Four(zip, at + 24);
    entry.head = Four(zip, at + 42);
    entry.name = std::string(zip.substr(at + kEntryBytes, Two(zip, at + 28)));
    at += kEntryBytes + Two(zip, at + 28) + Two(zip, at + 30) + Two(zip, at + 32);
  }
  return entries;
}

absl::optional<std::string> Inflate(absl::string_view packed, uint32_t size) {
  if (size > kMostBytes) return absl::nullopt;
  std::string text(size, '\0');
  inflate_state state;
  isal_inflate_init(&state);
  state.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(packed.data()));
  state.avail_in = static_cast<uint32_t>(packed.size());
  state.next_out = reinterpret_cast<uint8_t*>(&text[0]);
  state.avail_out = size;
  const bool good = isal_inflate_stateless(&state) == ISAL_DECOMP_OK && state.avail_out == 0;
  return good ? absl::optional<std::string>(std::move(text)) : absl::nullopt;
}

absl::Status CheckEntry(absl::string_view zip, const Entry& entry) {
  const size_t head = entry.head;
  if (head > zip.size() || zip.size() - head < kHeadBytes ||
      !absl::StartsWith(zip.substr(head), kHeadMark)) {
    return Cut("its head");
  }
  const size_t begin = head + kHeadBytes + Two(zip, head + 26) + Two(zip, head + 28);
  if (begin > zip.size() || zip.size() - begin < entry.packed) return Cut("its bytes");
  const absl::string_view packed = zip.substr(begin, entry.packed);
  absl::optional<std::string> text;
  if (entry.method == kDeflated) text = Inflate(packed, entry.size);
  if (entry.method == kStored) text = std::string(packed);
  if (!text.has_value() || text->size() != entry.size) return Cut("its text");
  const uint32_t crc =
      crc32_gzip_refl(0, reinterpret_cast<const uint8_t*>(text->data()), text->size());
  if (crc != entry.crc) return Cut("its checksum does not match");
  return IsWholeXml(*text) ? absl::OkStatus() : Cut("elements of its XML are not closed");
}

// Takes the tag that `text` begins with off, without "<" and ">"; a ">" in quotes ends none.
absl::optional<absl::string_view> TakeTag(absl::string_view* text) {
  char quote = 0;
  for (size_t i = 1; i < text->size(); ++i) {
    const char c = (*text)[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      const absl::string_view tag = text->substr(1, i - 1);
      text->remove_prefix(i + 1);
      return tag;
    } else if (c == '<') {
      return absl::nullopt;
    }
  }
  return absl::nullopt;
}

}  // namespace

bool IsWholeXml(absl::string_view text) {
  std::vector<absl::string_view> open;
  bool any = false;
  while (true) {
    const size_t at = text.find('<');
    if (at == absl::string_view::npos) break;
    text.remove_prefix(at);
    const absl::optional<absl::string_view> tag = TakeTag(&text);
    if (!tag.has_value()) return false;
    if (absl::StartsWith(*tag, "?") || absl::StartsWith(*tag, "!")) continue;
    if (absl::StartsWith(*tag, "/")) {
      if (open.empty() || open.back() != tag->substr(1)) return false;
      open.pop_back();
      continue;
    }
    any = true;
    const size_t name = std::min(tag->find_first_of(" \t\r\n/"), tag->size());
    if (!absl::EndsWith(*tag, "/")) open.push_back(tag->substr(0, name));
  }
  return any && open.empty();
}

absl::Status CheckXlsx(absl::string_view bytes) {
  ASSIGN_OR_RETURN(const std::vector<Entry> entries, ReadDirectory(bytes));
  if (entries.empty()) return Cut("it holds nothing");
  for (const Entry& entry : entries) {
    RETURN_IF_ERROR(Annotate(CheckEntry(bytes, entry), absl::StrCat("'", entry.name, "'")));
  }
  return absl::OkStatus();
}

}  // namespace auricle
