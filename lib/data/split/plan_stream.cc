// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/plan_stream.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/base/text.h"
#include "lib/records/in_place.h"

namespace auricle {
namespace {

using Names = std::set<std::string>;

absl::Status NoSuch(absl::string_view kind, const std::string& name, const Names& known) {
  const std::vector<std::string> names(known.begin(), known.end());
  const std::string near = Nearest(name, names);
  std::string message = absl::StrCat("there is no ", kind, " '", name, "'; ");
  if (!near.empty()) absl::StrAppend(&message, "did you mean '", near, "'? ");
  absl::StrAppend(&message, "The stream's ", kind,
                  "s: ", names.empty() ? "none" : absl::StrJoin(names, ", "));
  return absl::InvalidArgumentError(message);
}

absl::Status CheckTasks(const MappedRecords& records, const PlanRequest& request) {
  Names tasks;
  for (const Header& header : records.headers()) {
    if (header.content() != Header::CLIPS) {
      return absl::InvalidArgumentError(
          absl::StrCat("the stream holds ", Header::Content_Name(header.content()),
                       ", not clips; give what list_corpus or wav2mel wrote"));
    }
    for (const Vocabulary& vocabulary : header.vocabularies()) tasks.insert(vocabulary.task());
  }
  for (const std::string& task : {request.by, request.balance}) {
    if (!task.empty() && tasks.count(task) == 0) return NoSuch("task", task, tasks);
  }
  return absl::OkStatus();
}

absl::Status ParseClip(const MappedRecords& records, int64_t i, Record* record) {
  if (StopSignal() != 0) return absl::CancelledError("stopped; nothing was written");
  ASSIGN_OR_RETURN(const absl::string_view payload, records.Payload(i));
  std::vector<TensorBytes> tensors;
  RETURN_IF_ERROR(ParseInPlace(payload, record, &tensors));
  if (record->has_clip()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("record ", i + 1, " holds no clip"));
}

absl::StatusOr<Names> PlanNames(const MappedRecords& records) {
  Names plans;
  for (const Header& header : records.headers()) {
    for (const Plan& plan : header.plans()) plans.insert(plan.name());
  }
  Record record;
  for (int64_t i = 0; i < records.size(); ++i) {
    RETURN_IF_ERROR(ParseClip(records, i, &record));
    for (const auto& [plan, part] : record.clip().assignments()) plans.insert(plan);
  }
  return plans;
}

// The plans that `name` is or begins, as indices into `plans`, and what follows it in each.
absl::StatusOr<std::vector<SplitOptions::Before>> FindFamily(
    const std::string& name, const std::vector<std::string>& plans) {
  const bool one = std::count(plans.begin(), plans.end(), name) > 0;
  std::vector<SplitOptions::Before> family;
  for (size_t p = 0; p < plans.size(); ++p) {
    if (one ? plans[p] == name : absl::StartsWith(plans[p], name + ".")) {
      family.push_back({p, plans[p].substr(name.size())});
    }
  }
  if (family.empty()) return NoSuch("plan", name, {plans.begin(), plans.end()});
  return family;
}

// Facts of all plans of the stream, and the options that name some of them.
absl::Status FindPlans(const PlanRequest& request, const Names& names, FactsAsked* asked,
                       SplitOptions* split) {
  asked->plans.assign(names.begin(), names.end());
  if (!request.test_of.empty()) {
    ASSIGN_OR_RETURN(split->test_of, FindFamily(request.test_of, asked->plans));
  }
  if (!request.keep_out.empty()) {
    ASSIGN_OR_RETURN(split->keep_out, FindFamily(request.keep_out, asked->plans));
  }
  return absl::OkStatus();
}

absl::Status FindReplaced(const PlanRequest& request, const Names& plans, PlannedStream* planned) {
  Names made;
  for (const MadePlan& plan : planned->plans) made.insert(plan.name);
  const bool several = made.count(request.split.plan) == 0;
  for (const std::string& plan : plans) {
    if (made.count(plan) > 0 || (several && absl::StartsWith(plan, request.split.plan + "."))) {
      planned->replaced.push_back(plan);
    }
  }
  if (planned->replaced.empty() || request.replace) return absl::OkStatus();
  return absl::AlreadyExistsError(
      absl::StrCat("the stream has a plan '", planned->replaced[0],
                   "' already; name another (--plan), or overwrite it (--replace_plan)"));
}

void EditHeader(const PlannedStream& planned, const std::string& how, Header* header) {
  const auto replaced = [&](const Plan& plan) {
    return std::find(planned.replaced.begin(), planned.replaced.end(), plan.name()) !=
           planned.replaced.end();
  };
  auto* plans = header->mutable_plans();
  plans->erase(std::remove_if(plans->begin(), plans->end(), replaced), plans->end());
  for (const MadePlan& made : planned.plans) {
    Plan* plan = plans->Add();
    plan->set_name(made.name);
    plan->set_how(how);
  }
}

void AssignParts(const PlannedStream& planned, Clip* clip) {
  auto& assignments = *clip->mutable_assignments();
  for (const std::string& name : planned.replaced) assignments.erase(name);
  const int item = planned.items.IndexOf(clip->id());
  for (const MadePlan& plan : planned.plans) {
    if (plan.parts[item] != UNASSIGNED) assignments[plan.name] = plan.parts[item];
  }
}

}  // namespace

absl::StatusOr<PlannedStream> PlanStream(const MappedRecords& records, const PlanRequest& request) {
  RETURN_IF_ERROR(CheckTasks(records, request));
  ASSIGN_OR_RETURN(const Names plans, PlanNames(records));
  FactsAsked asked = {request.by, request.balance, {}};
  SplitOptions split = request.split;
  RETURN_IF_ERROR(FindPlans(request, plans, &asked, &split));
  PlannedStream planned = {ItemTable(asked), {}, {}, {}};
  Record record;
  for (int64_t i = 0; i < records.size(); ++i) {
    RETURN_IF_ERROR(ParseClip(records, i, &record));
    RETURN_IF_ERROR(Annotate(planned.items.Add(record.clip()), absl::StrCat("record ", i + 1)));
  }
  if (request.merge_alike) planned.items.MergeAlike();
  ASSIGN_OR_RETURN(planned.plans, MakePlans(planned.items.items(), split));
  RETURN_IF_ERROR(FindReplaced(request, plans, &planned));
  planned.overlaps = FindOverlaps(planned.items.items(), planned.plans, asked.plans);
  for (std::vector<PlanOverlap>& overlaps : planned.overlaps) {
    const auto gone = [&](const PlanOverlap& overlap) {
      return std::count(planned.replaced.begin(), planned.replaced.end(), overlap.plan) > 0;
    };
    overlaps.erase(std::remove_if(overlaps.begin(), overlaps.end(), gone), overlaps.end());
  }
  return planned;
}

absl::Status WritePlannedStream(const MappedRecords& records, const PlannedStream& planned,
                                const std::string& how,
                                const std::function<void(uint64_t parent, Header* header)>& stamp,
                                RecordWriter* writer) {
  int64_t i = 0;
  for (int section = 0; section < records.headers().size(); ++section) {
    Header header = records.headers()[section];
    EditHeader(planned, how, &header);
    stamp(records.fingerprints()[section], &header);
    RETURN_IF_ERROR(writer->BeginSection(header));
    for (; i < records.size() && records.section(i) == section; ++i) {
      ASSIGN_OR_RETURN(const absl::string_view payload, records.Payload(i));
      Record record;
      if (!record.ParseFromArray(payload.data(), payload.size()) || !record.has_clip()) {
        return absl::DataLossError(absl::StrCat("record ", i + 1, " holds no clip"));
      }
      AssignParts(planned, record.mutable_clip());
      RETURN_IF_ERROR(writer->Write(record.clip()));
    }
    writer->CarryDrops(records.ends()[section]);
    RETURN_IF_ERROR(writer->EndSection());
  }
  return absl::OkStatus();
}

}  // namespace auricle
