// SPDX-License-Identifier: Apache-2.0
#include "lib/report/page/page.h"

#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace auricle {
namespace {

// More studies that have been joined are folded: their figures stand in the tables of all.
constexpr size_t kMostOpenStudies = 4;

std::string Count(size_t n, const std::string& one, const std::string& many = "") {
  return absl::StrCat(n, " ", n == 1 ? one : many.empty() ? absl::StrCat(one, "s") : many);
}

std::string Describe(const Study& study) {
  std::set<uint64_t> seeds;
  size_t runs = 0;
  for (const Condition& condition : study.conditions) {
    seeds.insert(condition.seeds.begin(), condition.seeds.end());
    runs += condition.runs.size();
  }
  for (const Study* set : study.sets) {
    for (const Condition& condition : set->conditions) runs += condition.runs.size();
  }
  std::vector<std::string> parts = {Count(study.conditions.size(), "condition"),
                                    Count(seeds.size(), "seed"), Count(study.plans.size(), "plan"),
                                    Count(runs, "run"), Count(study.items.truth.size(), "item")};
  if (!study.groups.empty()) {
    parts.push_back(absl::StrCat(study.groups.size(), " groups (", study.group_by, ")"));
  }
  parts.push_back(Count(study.classes.size(), "class", "classes"));
  return absl::StrJoin(parts, " · ");
}

std::string StudyName(const Study& study) {
  std::string name = study.task.empty() ? "results" : study.task;
  if (!study.corpus.empty()) absl::StrAppend(&name, " on ", study.corpus);
  if (!study.plan.empty()) absl::StrAppend(&name, ", plan ", study.plan);
  if (!study.split.empty()) absl::StrAppend(&name, ", ", study.split);
  return name;
}

void AddFold(Block::Kind kind, const std::string& text, Document* document) {
  Block block;
  block.kind = kind;
  block.text = text;
  document->blocks.push_back(block);
}

}  // namespace

Block Heading(int level, const std::string& text) {
  Block block;
  block.kind = Block::Kind::kHeading;
  block.level = level;
  block.text = text;
  return block;
}

Block Text(const std::string& text, Tone tone) {
  Block block;
  block.tone = tone;
  block.text = text;
  return block;
}

Block Tables(std::vector<Table> tables) {
  Block block;
  block.kind = Block::Kind::kTable;
  block.tables = std::move(tables);
  return block;
}

std::string Percent(double fraction) {
  return std::isfinite(fraction) ? absl::StrFormat("%.1f", 100 * fraction) : "–";
}

std::string Points(double fraction) {
  if (!std::isfinite(fraction)) return "–";
  const std::string text = absl::StrFormat("%+.1f", 100 * fraction);
  return text[0] == '-' ? absl::StrCat("−", text.substr(1)) : text;  // A minus, not a hyphen.
}

std::string PercentRange(const Interval& interval, bool sign) {
  if (!std::isfinite(interval.low)) return "–";
  const auto text = sign ? &Points : &Percent;
  return absl::StrCat(text(interval.low), " … ", text(interval.high));
}

std::string PText(double p) {
  if (!std::isfinite(p)) return "–";
  if (p < 0.001) return "< 0.001";
  return p < 0.1 ? absl::StrFormat("%.3f", p) : absl::StrFormat("%.2f", p);
}

Document BuildPage(const std::vector<Study>& studies, const std::vector<Analysis>& analyses,
                   const Joint* joint, const PageOptions& options) {
  Document document;
  std::vector<std::string> names;
  for (const Study& study : studies) names.push_back(StudyName(study));
  document.title = !options.title.empty() ? options.title
                   : joint != nullptr     ? StudyName(joint->study)
                                          : absl::StrJoin(names, "; ");
  document.subtitle = joint != nullptr      ? Describe(joint->study)
                      : studies.size() == 1 ? Describe(studies[0])
                                            : Count(studies.size(), "study", "studies");
  if (joint != nullptr) {
    AddAnswer(joint->study, joint->analysis, options.figures, &document);
    AddCorpora(studies, analyses, *joint, &document);
  }
  const bool fold = joint != nullptr && studies.size() > kMostOpenStudies;
  for (size_t i = 0; i < studies.size(); ++i) {
    if (fold) {
      AddFold(Block::Kind::kOpen, names[i], &document);
    } else if (studies.size() > 1) {
      document.blocks.push_back(Heading(1, names[i]));
    }
    if (studies.size() > 1) document.blocks.push_back(Text(Describe(studies[i])));
    AddAnswer(studies[i], analyses[i], options.figures, &document);
    AddParts(studies[i], analyses[i], &document);
    AddDetail(studies[i], analyses[i], &document);
    AddTraining(studies[i], analyses[i], options.figures, &document);
    if (fold) AddFold(Block::Kind::kClose, "", &document);
  }
  return document;
}

}  // namespace auricle
