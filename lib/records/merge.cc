// SPDX-License-Identifier: Apache-2.0
#include "lib/records/merge.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "lib/base/class_order.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::util::MessageDifferencer;

std::string ValueText(const FrontEnd& front_end, const FieldDescriptor* field) {
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(front_end, field, -1, &text);
  return text;
}

// "mel_bands is 64 and 128" for the first fields that differ; "" if none does.
std::string FrontEndDifference(const FrontEnd& a, const FrontEnd& b) {
  std::vector<std::string> differences;
  for (int i = 0; i < FrontEnd::descriptor()->field_count(); ++i) {
    const FieldDescriptor* field = FrontEnd::descriptor()->field(i);
    if (field->number() == FrontEnd::kNameFieldNumber) continue;  // Informative.
    const std::string in_a = ValueText(a, field), in_b = ValueText(b, field);
    if (in_a != in_b) {
      differences.push_back(absl::StrCat(field->name(), " is ", in_a, " and ", in_b));
    }
  }
  if (differences.size() > 4) {
    const size_t more = differences.size() - 3;
    differences.resize(3);
    differences.push_back(absl::StrCat(more, " more"));
  }
  return absl::StrJoin(differences, ", ");
}

absl::Status MergeFrontEnd(const Header& header, const Header& merged) {
  if (header.has_front_end() != merged.has_front_end()) {
    return absl::InvalidArgumentError(
        "one section has features and another none; run wav2mel on all of them");
  }
  const std::string difference = FrontEndDifference(merged.front_end(), header.front_end());
  if (difference.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("front ends differ: ", difference, "; make all features with one --front_end"));
}

constexpr int kShownClasses = 10;

// At most ten class names from the `first` on, escaped, so that a message stays a line.
std::string ClassesText(const Vocabulary& vocabulary, int first) {
  std::vector<std::string> shown;
  if (first > 0) shown.push_back("…");
  const int last = std::min(vocabulary.classes_size(), first + kShownClasses);
  for (int i = first; i < last; ++i) shown.push_back(EscapeForTerminal(vocabulary.classes(i)));
  if (last < vocabulary.classes_size()) shown.push_back("…");
  return absl::StrCat("[", absl::StrJoin(shown, ", "), "] (", vocabulary.classes_size(), ")");
}

// "[a, b] (2) in one section and [b, a] (2) in another", of long ones from where they part.
std::string ClassesDifference(const Vocabulary& a, const Vocabulary& b) {
  const auto parted =
      std::mismatch(a.classes().begin(), a.classes().end(), b.classes().begin(), b.classes().end());
  const int equal = static_cast<int>(parted.first - a.classes().begin());
  const int first = equal < kShownClasses ? 0 : equal;
  return absl::StrCat(ClassesText(a, first), " in one section and ", ClassesText(b, first),
                      " in another");
}

absl::Status MergeVocabulary(const Vocabulary& vocabulary, bool union_classes, Header* merged) {
  auto* known = merged->mutable_vocabularies();
  const auto at = std::find_if(known->begin(), known->end(), [&](const Vocabulary& other) {
    return other.task() == vocabulary.task();
  });
  if (at == known->end()) {
    *known->Add() = vocabulary;
    return absl::OkStatus();
  }
  if (MessageDifferencer::Equals(*at, vocabulary)) return absl::OkStatus();
  if (!union_classes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "classes of task '", EscapeForTerminal(vocabulary.task()), "' are ",
        ClassesDifference(*at, vocabulary), "; --union_classes takes the sorted union"));
  }
  std::vector<std::string> classes(at->classes().begin(), at->classes().end());
  classes.insert(classes.end(), vocabulary.classes().begin(), vocabulary.classes().end());
  classes = SortClasses(std::move(classes));
  at->mutable_classes()->Assign(classes.begin(), classes.end());
  return absl::OkStatus();
}

constexpr char kOr[] = " | ";

// A plan of one name may have been made differently for different corpora: all ways are kept.
void MergePlan(const Plan& plan, Header* merged) {
  for (Plan& known : *merged->mutable_plans()) {
    if (known.name() != plan.name()) continue;
    const std::vector<std::string> ways = absl::StrSplit(known.how(), kOr);
    for (const std::string& way : std::vector<std::string>(absl::StrSplit(plan.how(), kOr))) {
      if (std::count(ways.begin(), ways.end(), way) > 0) continue;
      known.set_how(absl::StrCat(known.how(), kOr, way));
    }
    return;
  }
  *merged->add_plans() = plan;
}

void MergeModel(const ModelInfo& model, Header* merged) {
  for (const ModelInfo& known : merged->models()) {
    if (known.fingerprint() == model.fingerprint()) return;
  }
  *merged->add_models() = model;
}

absl::Status MergeOne(const Header& header, bool union_classes, Header* merged) {
  if (header.content() != merged->content()) {
    return absl::InvalidArgumentError(
        absl::StrCat("one section holds ", Header::Content_Name(merged->content()), " and another ",
                     Header::Content_Name(header.content()), "; read them apart"));
  }
  if (header.content() == Header::MODEL) {
    return absl::InvalidArgumentError("two models cannot be one; give one model");
  }
  RETURN_IF_ERROR(MergeFrontEnd(header, *merged));
  for (const Vocabulary& vocabulary : header.vocabularies()) {
    RETURN_IF_ERROR(MergeVocabulary(vocabulary, union_classes, merged));
  }
  for (const Plan& plan : header.plans()) MergePlan(plan, merged);
  for (const ModelInfo& model : header.models()) MergeModel(model, merged);
  // What does not hold for all is said by each section's own header.
  if (!MessageDifferencer::Equals(header.corpus(), merged->corpus())) merged->clear_corpus();
  if (!MessageDifferencer::Equals(header.run(), merged->run())) merged->clear_run();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Header> MergeHeaders(absl::Span<const Header> headers, const MergeOptions& options) {
  if (headers.empty()) return absl::InvalidArgumentError("there is no section to merge; want one");
  Header merged = headers[0];
  merged.clear_provenance();
  merged.clear_shard();
  for (size_t i = 1; i < headers.size(); ++i) {
    RETURN_IF_ERROR(Annotate(MergeOne(headers[i], options.union_classes, &merged),
                             absl::StrCat("section ", i + 1, " does not fit those before")));
  }
  auto* vocabularies = merged.mutable_vocabularies();
  std::sort(vocabularies->begin(), vocabularies->end(),
            [](const Vocabulary& a, const Vocabulary& b) { return a.task() < b.task(); });
  return merged;
}

absl::StatusOr<const Vocabulary*> FindVocabulary(const Header& header, const std::string& task) {
  std::vector<std::string> tasks;
  for (const Vocabulary& vocabulary : header.vocabularies()) {
    if (vocabulary.task() == task) return &vocabulary;
    tasks.push_back(EscapeForTerminal(vocabulary.task()));
  }
  return absl::NotFoundError(
      absl::StrCat("there is no task '", EscapeForTerminal(task), "'",
                   tasks.empty() ? "; the stream has no labels" : InsteadOf(task, tasks)));
}

}  // namespace auricle
