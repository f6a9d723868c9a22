// SPDX-License-Identifier: Apache-2.0
// Whether a workbook is whole. libxlsxwriter writes its sheets to temporary files without asking
// whether that worked: on a full disk it makes a valid archive of sheets that are cut.
#ifndef AURICLE_LIB_REPORT_TABLES_XLSX_CHECK_H_
#define AURICLE_LIB_REPORT_TABLES_XLSX_CHECK_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace auricle {

// Reads a zip archive of XML files back: every entry has the length and the CRC that the directory
// says, and every element of it is closed. Errors: kDataLoss naming the entry.
absl::Status CheckXlsx(absl::string_view bytes);

// Whether `text` is one XML element with all that are within it. (Written by a program: what is in
// quotes and in comments is passed over, entities and names are not looked at.)
bool IsWholeXml(absl::string_view text);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TABLES_XLSX_CHECK_H_
