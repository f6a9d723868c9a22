// SPDX-License-Identifier: Apache-2.0
// split_dataset: clips → the same clips, assigned to train, valid and test.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/data/audit.h"
#include "lib/data/plan_stream.h"
#include "lib/data/split.h"
#include "lib/records/mapped.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"

DEFINE_string(plan, "split", "Name of the plan; of folds and held-out groups the first part.");
DEFINE_string(by, "", "A task whose names are groups, such as speaker: no group is parted.");
DEFINE_string(balance, "", "A task whose classes every part should hold in equal proportions.");
DEFINE_string(ratios, "60,20,20", "Shares of train, valid and test; one may be 0 (80,0,20).");
DEFINE_int32(folds, 0, "So many plans PLAN.0, PLAN.1, …, each with another fold as its test part.");
DEFINE_bool(hold_one_out, false,
            "One plan PLAN.GROUP for every group of --by, with that group as its test part.");
DEFINE_string(test_of, "",
              "Takes the test part from this plan, or from every plan THIS.x (then PLAN.x), and "
              "carves the validation part out of the rest.");
DEFINE_string(
    valid, "",
    "With --folds, --hold_one_out, --test_of: next (the next fold or group, as validation "
    "part), none, 20% (of train, groups of --by whole) or within:10% (of train, groups "
    "parted). Default: next; with --test_of 20%.");
DEFINE_int32(train_per_class, 0,
             "Keeps so many clips of each class of --balance in train; the others are in no part. "
             "Those that 5 keeps are among those that 10 keeps.");
DEFINE_string(rule, "balanced",
              "balanced, or paper: contiguous slices of the groups in order, as the anti-transfer "
              "paper cut them (ratios 70,20,10).");
DEFINE_bool(replace_plan, false, "Overwrites a plan of that name.");
DEFINE_bool(allow_leaks, false, "A source, group or identical audio in two parts is no error.");

namespace auricle {
namespace {

constexpr size_t kPlansToSay = 12;
constexpr size_t kWarningsToSay = 5;

const Tool kTool = {
    "split_dataset",
    "assigns clips to train, valid and test, as a named plan",
    "    split_dataset [--by=TASK] [--balance=TASK] < clips.tfr > split.tfr\n"
    "    split_dataset --folds=5 --plan=cv --by=speaker --balance=digit clips.tfr > cv.tfr\n"
    "    split_dataset --hold_one_out --by=speaker --plan=speaker clips.tfr > loso.tfr\n"
    "    split_dataset --test_of=official --valid=10% --plan=mine clips.tfr > mine.tfr",
    "    No source is ever parted; nor is a group of --by, nor are clips of identical audio "
    "(known\n"
    "    after wav2mel). The parts depend on the clips and --seed, not on their order. An audit "
    "on\n"
    "    stderr says what each part holds. Errors: an empty part, fewer groups than parts, a clip\n"
    "    without group, a leak (--allow_leaks), a plan that exists (--replace_plan). Warnings: a\n"
    "    class that a part lacks; a clip without a label of --balance is spread like a class.\n"
    "    All input is read before anything is written; beyond --memory it goes to a file.",
    {"io", "run"}};

std::string ValidText() {
  if (!FLAGS_valid.empty()) return FLAGS_valid;
  return FLAGS_test_of.empty() ? "next" : "20%";
}

absl::StatusOr<SplitOptions> OptionsFromFlags() {
  SplitOptions options;
  const int kinds = (FLAGS_folds > 0) + FLAGS_hold_one_out + !FLAGS_test_of.empty();
  if (kinds > 1) return ToolMisuse("take one of --folds, --hold_one_out and --test_of");
  if (FLAGS_hold_one_out && FLAGS_by.empty()) return ToolMisuse("--hold_one_out wants --by=TASK");
  if (FLAGS_plan.empty()) return ToolMisuse("--plan wants a name");
  if (FLAGS_folds < 0 || FLAGS_train_per_class < 0) return ToolMisuse("a count is 0 or more");
  if (FLAGS_train_per_class > 0 && FLAGS_balance.empty()) {
    return ToolMisuse("--train_per_class wants --balance=TASK, to know the classes");
  }
  if (FLAGS_rule != "balanced" && FLAGS_rule != "paper") {
    return ToolMisuse(absl::StrCat("--rule='", FLAGS_rule, "' is neither balanced nor paper"));
  }
  const bool paper = FLAGS_rule == "paper";
  if (paper && (FLAGS_hold_one_out || !FLAGS_test_of.empty() || !FLAGS_valid.empty())) {
    return ToolMisuse("--rule=paper goes with --ratios and --folds only");
  }
  if (kinds == 0 && !FLAGS_valid.empty()) {
    return ToolMisuse(
        "--valid goes with --folds, --hold_one_out or --test_of; --ratios says it all");
  }
  options.kind = paper                ? SplitOptions::PAPER
                 : FLAGS_folds > 0    ? SplitOptions::FOLDS
                 : FLAGS_hold_one_out ? SplitOptions::HOLD_ONE_OUT
                 : kinds > 0          ? SplitOptions::TEST_OF
                                      : SplitOptions::RATIOS;
  options.plan = FLAGS_plan;
  options.by_group = !FLAGS_by.empty();
  options.folds = FLAGS_folds;
  options.train_per_class = FLAGS_train_per_class;
  options.seed = FLAGS_seed;
  if (const absl::Status status = ParseValid(ValidText(), &options); !status.ok()) {
    return ToolMisuse(status.message());
  }
  if (options.kind == SplitOptions::TEST_OF && options.valid == SplitOptions::NEXT) {
    return ToolMisuse("--test_of has no next fold; take --valid=none, 20% or within:10%");
  }
  const absl::StatusOr<std::array<double, 3>> ratios = ParseRatios(FLAGS_ratios);
  if (!ratios.ok()) return ToolMisuse(ratios.status().message());
  options.ratios = *ratios;
  return options;
}

// What made the plan, for its header entry: the flags that shape it.
std::string How(const SplitOptions& options) {
  std::vector<std::string> said;
  const auto say = [&](bool shapes, const char* name, const std::string& value) {
    if (shapes) said.push_back(absl::StrCat(name, "=", value));
  };
  const bool shares = options.kind == SplitOptions::RATIOS || options.kind == SplitOptions::PAPER;
  say(options.by_group, "by", FLAGS_by);
  say(shares, "ratios", FLAGS_ratios);
  say(FLAGS_folds > 0, "folds", absl::StrCat(FLAGS_folds));
  if (FLAGS_hold_one_out) said.push_back("hold_one_out");
  say(!FLAGS_test_of.empty(), "test_of", FLAGS_test_of);
  say(!shares, "valid", ValidText());
  say(!FLAGS_balance.empty(), "balance", FLAGS_balance);
  say(FLAGS_train_per_class > 0, "train_per_class", absl::StrCat(FLAGS_train_per_class));
  say(options.kind == SplitOptions::PAPER, "rule", FLAGS_rule);
  say(true, "seed", absl::StrCat(FLAGS_seed));
  return absl::StrJoin(said, " ");
}

void SayPlan(const MadePlan& plan, const Audit& audit, const std::string& how) {
  Say(absl::StrCat("plan ", plan.name, ": ", how));
  for (const std::string& line : DescribeParts(audit, FLAGS_by, FLAGS_balance)) {
    Say(absl::StrCat("  ", line));
  }
  const std::vector<std::string> missing = MissingClasses(audit);
  for (size_t i = 0; i < missing.size() && i < kWarningsToSay; ++i) {
    Say(absl::StrCat("  warning: ", missing[i]));
  }
  if (missing.size() > kWarningsToSay) {
    Say(absl::StrCat("  warning: so are ", missing.size() - kWarningsToSay, " more classes"));
  }
}

absl::Status SayAudit(const PlannedStream& planned, const PlanRequest& request) {
  int64_t leaks = 0;
  Audit audit;
  for (size_t p = 0; p < planned.plans.size(); ++p) {
    const MadePlan& plan = planned.plans[p];
    audit =
        AuditPlan(planned.items.items(), plan.parts, request.split.valid == SplitOptions::WITHIN);
    if (p < kPlansToSay) SayPlan(plan, audit, request.how);
    const absl::Status leaked = Annotate(CheckLeaks(audit), absl::StrCat("plan ", plan.name));
    if (!leaked.ok() && !FLAGS_allow_leaks) {
      return Annotate(leaked, "refused (--allow_leaks takes it as it is)");
    }
    if (!leaked.ok()) Say(absl::StrCat("warning: allowed: ", leaked.message()));
    leaks += audit.leaks.size();
  }
  if (planned.plans.size() > kPlansToSay) {
    Say(absl::StrCat("and ", planned.plans.size() - kPlansToSay, " more plans"));
  }
  if (leaks == 0) {
    Say(absl::StrCat("no leak: none of ", audit.sources, " sources, ", audit.groups, " groups and ",
                     audit.digests, " decoded recordings is in two parts"));
  }
  return absl::OkStatus();
}

absl::Status SplitTool(const std::vector<std::string>& inputs) {
  PlanRequest request;
  ASSIGN_OR_RETURN(request.split, OptionsFromFlags());
  request.by = FLAGS_by;
  request.balance = FLAGS_balance;
  request.test_of = FLAGS_test_of;
  request.replace = FLAGS_replace_plan;
  request.how = How(request.split);
  ASSIGN_OR_RETURN(const int64_t memory, MemoryFromFlag());
  std::string note;
  ASSIGN_OR_RETURN(const std::unique_ptr<MappedRecords> records,
                   MappedRecords::Open(inputs, memory, &note));
  if (!note.empty()) Say(note);
  ASSIGN_OR_RETURN(const PlannedStream planned, PlanStream(*records, request));
  RETURN_IF_ERROR(SayAudit(planned, request));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  const auto stamp = [](uint64_t parent, Header* header) {
    StampProvenance({"plan", "by", "balance", "ratios", "folds", "hold_one_out", "test_of", "valid",
                     "train_per_class", "rule", "seed"},
                    {parent}, header);
  };
  RETURN_IF_ERROR(WritePlannedStream(*records, planned, request.how, stamp, writer.get()));
  return writer->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  return auricle::ToolMain(argc, argv, auricle::kTool, &auricle::SplitTool);
}
