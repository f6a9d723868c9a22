// SPDX-License-Identifier: Apache-2.0
// A report before it has a format. All text is plain and may be hostile: renderers escape it.
#ifndef AURICLE_LIB_REPORT_TEXT_DOCUMENT_H_
#define AURICLE_LIB_REPORT_TEXT_DOCUMENT_H_

#include <string>
#include <vector>

#include "lib/report/figures/gnuplot.h"

namespace auricle {

struct Cell {
  std::string text;
  double shade = -1;  // 0 … 1: how dark a heat map's cell is; negative: none.
  bool strong = false;
  std::string hover = "";  // More, where there is a pointer.
};

struct Column {
  std::string title;
  bool number = true;     // Right-aligned, figures of one width.
  std::string over = "";  // A title that neighbouring columns share.
};

struct Table {
  std::string caption;
  std::vector<Column> columns;  // The first names the row.
  std::vector<std::vector<Cell>> rows;
  bool matrix = false;  // Square cells close together.
};

enum class Tone { kPlain, kBetter, kWorse, kNeutral, kWarning };

struct Figure {
  std::string title;
  std::string caption;
  Plot plot;
};

struct Block {
  enum class Kind { kHeading, kText, kVerdict, kTable, kFigures, kLegend, kOpen, kClose };
  Kind kind = Kind::kText;
  int level = 2;                    // kHeading.
  Tone tone = Tone::kPlain;         // kText, kVerdict.
  std::string lead;                 // kVerdict: the statement in short.
  std::string text;                 // kHeading, kText, kVerdict; kOpen: what can be folded out.
  std::vector<Table> tables;        // kTable: side by side where there is room.
  std::vector<Figure> figures;      // kFigures: likewise.
  std::vector<std::string> legend;  // kLegend: of series 0, 1, …
};

struct Document {
  std::string title;
  std::string subtitle;
  std::vector<Block> blocks;
};

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TEXT_DOCUMENT_H_
