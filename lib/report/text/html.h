// SPDX-License-Identifier: Apache-2.0
// A report as one HTML page that needs nothing else: no scripts, no fonts, no images to load.
#ifndef AURICLE_LIB_REPORT_TEXT_HTML_H_
#define AURICLE_LIB_REPORT_TEXT_HTML_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/report/text/document.h"

namespace auricle {

// Draws the figures (DrawSvg) and renders the page.
absl::StatusOr<std::string> RenderHtml(const Document& document);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TEXT_HTML_H_
