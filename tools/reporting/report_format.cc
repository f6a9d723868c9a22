// SPDX-License-Identifier: Apache-2.0
#include "tools/reporting/report_format.h"

#include <unistd.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gflags/gflags_declare.h"
#include "lib/base/text.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/tool.h"

DECLARE_string(format);  // In report.cc: --help lists the flags of a tool's own file.

namespace auricle {
namespace {

struct Suffix {
  const char* suffix;
  const char* format;
};
// The first that fits.
constexpr Suffix kSuffixes[] = {{".html", "html"},     {".htm", "html"}, {".md", "md"},
                                {".runs.tsv", "runs"}, {".tsv", "tsv"},  {".xlsx", "xlsx"},
                                {".svg", "svg"},       {".png", "png"},  {".pdf", "pdf"}};

}  // namespace

absl::StatusOr<std::string> ReportFormat() {
  std::set<std::string> formats;
  for (const Suffix& known : kSuffixes) formats.insert(known.format);
  if (formats.count(FLAGS_format) > 0) return FLAGS_format;
  if (FLAGS_format != "auto") {
    return ToolMisuse(absl::StrCat("--format='", EscapeForTerminal(FLAGS_format), "' is none of ",
                                   absl::StrJoin(formats, ", ")));
  }
  for (const Suffix& known : kSuffixes) {
    if (absl::EndsWith(FLAGS_output, known.suffix)) return std::string(known.format);
  }
  if (FLAGS_output == "-") return std::string(isatty(STDOUT_FILENO) ? "md" : "html");
  return ToolMisuse(absl::StrCat(
      "the suffix of --output='", EscapeForTerminal(FLAGS_output),
      "' says no format; end it in .html, .md, .tsv or .xlsx, a figure in .svg, .png or .pdf, or "
      "give --format"));
}

}  // namespace auricle
