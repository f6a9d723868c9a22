// SPDX-License-Identifier: Apache-2.0
// Text from data as a workbook can hold it.
#ifndef AURICLE_LIB_REPORT_TABLES_XLSX_TEXT_H_
#define AURICLE_LIB_REPORT_TABLES_XLSX_TEXT_H_

#include <set>
#include <string>

namespace auricle {

// Valid UTF-8, without control bytes, not too long for a cell.
std::string CellText(const std::string& text);

// A name that Excel takes: no []:*?/\, no quote at an end, at most 31 letters, none of `taken`
// (lower case), to which it is added.
std::string SheetName(const std::string& title, std::set<std::string>* taken);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TABLES_XLSX_TEXT_H_
