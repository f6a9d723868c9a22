// SPDX-License-Identifier: Apache-2.0
// A report as Markdown (GitHub's tables).
#ifndef AURICLE_LIB_REPORT_TEXT_MARKDOWN_H_
#define AURICLE_LIB_REPORT_TEXT_MARKDOWN_H_

#include <string>

#include "lib/report/text/document.h"

namespace auricle {

// Figures and legends are left out.
std::string RenderMarkdown(const Document& document);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TEXT_MARKDOWN_H_
