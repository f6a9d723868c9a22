// SPDX-License-Identifier: Apache-2.0
// Text from data made safe for the formats of reports.
#ifndef AURICLE_LIB_REPORT_TEXT_ESCAPE_H_
#define AURICLE_LIB_REPORT_TEXT_ESCAPE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace auricle {

// For HTML and SVG text and quoted attributes. Control bytes are shown as \xNN.
std::string EscapeHtml(absl::string_view text);

// For Markdown text and table cells: everything that could mean something is a backslash escape or
// an entity, addresses of the web too, and there are no line ends.
std::string EscapeMarkdown(absl::string_view text);

// For a TSV cell: no tab or line end, and a leading = + - @ (which a spreadsheet would run), or a
// leading quote (after which it would take the tabs that follow for text), gets an apostrophe
// before it, unless the cell is a number.
std::string EscapeTsv(absl::string_view text);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TEXT_ESCAPE_H_
