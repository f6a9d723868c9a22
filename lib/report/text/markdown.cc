// SPDX-License-Identifier: Apache-2.0
#include "lib/report/text/markdown.h"

#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/report/text/escape.h"

namespace auricle {
namespace {

std::string TableMarkdown(const Table& table) {
  std::string out;
  if (!table.caption.empty()) absl::StrAppend(&out, EscapeMarkdown(table.caption), "\n\n");
  std::string head = "|", rule = "|";
  for (const Column& column : table.columns) {
    const std::string over = column.over.empty() ? "" : absl::StrCat(column.over, ": ");
    absl::StrAppend(&head, " ", EscapeMarkdown(absl::StrCat(over, column.title)), " |");
    absl::StrAppend(&rule, column.number ? "--:|" : "---|");
  }
  absl::StrAppend(&out, head, "\n", rule, "\n");
  for (const std::vector<Cell>& row : table.rows) {
    out += "|";
    for (const Cell& cell : row) {
      const std::string text = EscapeMarkdown(cell.text);
      absl::StrAppend(&out, " ",
                      cell.strong && !text.empty() ? absl::StrCat("**", text, "**") : text, " |");
    }
    out += "\n";
  }
  return out + "\n";
}

std::string BlockMarkdown(const Block& block) {
  std::string out;
  switch (block.kind) {
    case Block::Kind::kHeading:
      return absl::StrCat(std::string(block.level, '#'), " ", EscapeMarkdown(block.text), "\n\n");
    case Block::Kind::kOpen:
      return absl::StrCat("### ", EscapeMarkdown(block.text), "\n\n");
    case Block::Kind::kText:
      return absl::StrCat(block.tone == Tone::kWarning ? "> **Note** " : "",
                          EscapeMarkdown(block.text), "\n\n");
    case Block::Kind::kVerdict:
      return absl::StrCat("- **", EscapeMarkdown(block.lead), "**, ", EscapeMarkdown(block.text),
                          "\n\n");
    case Block::Kind::kTable:
      for (const Table& table : block.tables) out += TableMarkdown(table);
      return out;
    case Block::Kind::kFigures:
    case Block::Kind::kLegend:
    case Block::Kind::kClose:
      break;
  }
  return out;
}

}  // namespace

std::string RenderMarkdown(const Document& document) {
  std::string out = absl::StrCat("# ", EscapeMarkdown(document.title), "\n\n",
                                 EscapeMarkdown(document.subtitle), "\n\n");
  for (const Block& block : document.blocks) out += BlockMarkdown(block);
  return out;
}

}  // namespace auricle
