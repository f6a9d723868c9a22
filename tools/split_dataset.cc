// SPDX-License-Identifier: Apache-2.0
// split_dataset: clips → the same clips, assigned to train, valid and test.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/data/split/audit.h"
#include "lib/data/split/audit_text.h"
#include "lib/data/split/plan_overlap.h"
#include "lib/data/split/plan_stream.h"
#include "lib/data/split/split.h"
#include "lib/data/split/split_spec.h"
#include "lib/records/mapped.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/number_flags.h"
#include "lib/tool/tool.h"

DEFINE_string(plan, "split", "Name of the plan; of folds and held-out groups the first part.");
DEFINE_string(by, "", "A task whose names are groups, such as speaker: no group is parted.");
DEFINE_string(balance, "", "A task whose classes every part should hold in equal proportions.");
DEFINE_string(ratios, "60,20,20",
              "Shares of train, valid and test; valid or test may be 0 (80,0,20).");
DEFINE_int32(folds, 0, "So many plans PLAN.0, PLAN.1, …, each with another fold as its test part.");
DEFINE_bool(hold_one_out, false,
            "One plan PLAN.GROUP for every group of --by, with that group as its test part.");
DEFINE_string(test_of, "",
              "Takes the test part from this plan, or from every plan THIS.x (then PLAN.x), and "
              "carves the validation part out of the rest, or takes that too (--valid=same).");
DEFINE_string(
    valid, "",
    "With --folds, --hold_one_out, --test_of: next (the next fold or group, as validation "
    "part), none, 20% (of train, groups of --by whole) or within:10% (of train, groups "
    "parted); with --test_of also same (that plan's). Default: next; with --test_of 20%.");
DEFINE_string(keep_out, "",
              "PLAN:PART[,PART], such as emotion:test, or PLAN for its test part: clips that stand "
              "there, and all of their source or audio, are in no part of this plan, so that what "
              "it trains has not seen them. Of plans THIS.x, one plan PLAN.x each.");
DEFINE_string(per_class, "",
              "least, or a number: deals only so many clips of each class of --balance (least: as "
              "many as the rarest has), drawn by --seed; the others are in no part.");
DEFINE_int32(train_per_class, 0,
             "Keeps so many clips of each class of --balance in train; the others are in no part. "
             "Those that 5 keeps are among those that 10 keeps.");
DEFINE_string(rule, "balanced",
              "balanced, or paper: contiguous slices of the groups in order, as the anti-transfer "
              "paper cut them (ratios 70,20,10).");
DEFINE_bool(replace_plan, false, "Overwrites a plan of that name.");
DEFINE_bool(
    merge_alike, false,
    "Names of --by and --balance that read alike (in another case or Unicode form, with a "
    "no-break space) are one group, one class; the clips' labels stay as they are. Default: "
    "such classes are warned of, and such groups in two parts are a leak.");
DEFINE_bool(allow_leaks, false, "A source, group or identical audio in two parts is no error.");

namespace auricle {
namespace {

constexpr size_t kPlansToSay = 12;

const Tool kTool = {
    "split_dataset",
    "assigns clips to train, valid and test, as a named plan",
    "    split_dataset [--by=TASK] [--balance=TASK] < clips.tfr > split.tfr\n"
    "    split_dataset --folds=5 --plan=cv --by=speaker --balance=digit clips.tfr > cv.tfr\n"
    "    split_dataset --hold_one_out --by=speaker --plan=speaker clips.tfr > loso.tfr\n"
    "    split_dataset --test_of=official --valid=10% --plan=mine clips.tfr > mine.tfr\n"
    "    split_dataset --keep_out=mine:test --plan=pretraining mine.tfr > both.tfr",
    "No source is ever parted; nor is a group of --by, nor are clips of identical audio (which\n"
    "shows after wav2mel only). The parts depend on the clips and --seed, not on their order. An\n"
    "audit on stderr says what each part holds. Errors: an empty part, fewer groups than parts, a\n"
    "clip without group, a leak (--allow_leaks), a plan that exists (--replace_plan). Warnings: a\n"
    "class that a part lacks; a clip without a label of --balance is spread like a class. What\n"
    "other plans of the stream test on and this one trains on, or the other way round, is said.\n"
    "All input is read before anything is written; beyond --memory it goes to a file.",
    {"io:output", "run:memory,seed"},
    Header::CLIPS};

const NumberFlags kNumberFlags = {
    "plan",  "by",       "balance",   "ratios",          "folds", "hold_one_out", "test_of",
    "valid", "keep_out", "per_class", "train_per_class", "rule",  "seed"};

SplitSpec SpecFromFlags() {
  SplitSpec spec;
  spec.plan = FLAGS_plan;
  spec.by = FLAGS_by;
  spec.balance = FLAGS_balance;
  if (!gflags::GetCommandLineFlagInfoOrDie("ratios").is_default) spec.ratios = FLAGS_ratios;
  spec.folds = FLAGS_folds;
  spec.hold_one_out = FLAGS_hold_one_out;
  spec.test_of = FLAGS_test_of;
  spec.valid = FLAGS_valid;
  spec.keep_out = FLAGS_keep_out;
  spec.per_class = FLAGS_per_class;
  spec.train_per_class = FLAGS_train_per_class;
  spec.rule = FLAGS_rule;
  spec.seed = FLAGS_seed;
  spec.replace_plan = FLAGS_replace_plan;
  spec.merge_alike = FLAGS_merge_alike;
  return spec;
}

absl::Status SayAudit(const PlannedStream& planned, const PlanRequest& request) {
  const bool share_groups = request.split.valid == SplitOptions::WITHIN;
  const std::string contradictions =
      DescribeContradictions(FindContradictions(planned.items.items(), request.balance));
  if (!contradictions.empty()) Say(contradictions);
  bool leaked = false;
  Audit audit;
  for (size_t p = 0; p < planned.plans.size(); ++p) {
    const MadePlan& plan = planned.plans[p];
    audit = AuditPlan(planned.items.items(), plan.parts, share_groups);
    if (p < kPlansToSay) {
      Say(absl::StrCat("plan ", plan.name, ": ", request.how));
      for (const std::string& line : DescribeAudit(audit, request.by, request.balance)) {
        Say(absl::StrCat("  ", line));
      }
      const std::string overlaps = DescribeOverlaps(planned.overlaps[p]);
      if (!overlaps.empty()) Say(absl::StrCat("  ", overlaps));
    }
    if (audit.leaks.empty()) continue;
    leaked = true;
    const absl::Status status = Annotate(CheckLeaks(audit), absl::StrCat("plan ", plan.name));
    if (!FLAGS_allow_leaks) return Annotate(status, "refused (--allow_leaks takes it as it is)");
    Say(absl::StrCat("warning: allowed: ", status.message()));
  }
  if (planned.plans.size() > kPlansToSay) {
    Say(absl::StrCat("and ", planned.plans.size() - kPlansToSay, " more plans"));
  }
  if (!leaked) Say(DescribeNoLeak(audit, share_groups));
  return absl::OkStatus();
}

absl::Status SplitTool(const std::vector<std::string>& inputs) {
  EndAtFirstSignal();
  const absl::StatusOr<PlanRequest> request = ParseSplitSpec(SpecFromFlags());
  if (!request.ok()) return ToolMisuse(request.status().message());
  ASSIGN_OR_RETURN(const int64_t memory, MemoryFromFlag());
  std::string note;
  ASSIGN_OR_RETURN(const std::unique_ptr<MappedRecords> records,
                   MappedRecords::Open(inputs, memory, &note));
  if (!note.empty()) Say(note);
  ASSIGN_OR_RETURN(const PlannedStream planned, PlanStream(*records, *request));
  RETURN_IF_ERROR(SayAudit(planned, *request));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  std::vector<std::string> flags = kNumberFlags.names();
  if (FLAGS_merge_alike) flags.emplace_back("merge_alike");
  const auto stamp = [&flags](uint64_t parent, Header* header) {
    StampProvenance(flags, {parent}, header);
  };
  RETURN_IF_ERROR(WritePlannedStream(*records, planned, request->how, stamp, writer.get()));
  // All was read twice, the second time without its checksums.
  RETURN_IF_ERROR(records->CheckUnchanged());
  return writer->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::SplitTool);
}
