// SPDX-License-Identifier: Apache-2.0
#include "tools/list_corpus_parts.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/data/split/audit.h"
#include "lib/data/split/audit_text.h"
#include "lib/data/split/item_facts.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

std::vector<std::string> TasksOf(const Listing& listing) {
  std::vector<std::string> tasks;
  for (const Vocabulary& vocabulary : listing.header.vocabularies()) {
    tasks.push_back(vocabulary.task());
  }
  return tasks;
}

// The task that names who speaks, by its usual names; "" if there is none, or if it is what is to
// be learned.
std::string SpeakerTask(const Listing& listing) {
  for (const std::string& task : TasksOf(listing)) {
    if (task == listing.label_task) continue;
    for (const char* name : {"speaker", "speaker_id", "speakerid", "spk"}) {
      if (absl::EqualsIgnoreCase(task, name)) return task;
    }
  }
  return "";
}

absl::Status CheckTask(const Listing& listing, const std::string& by) {
  const std::vector<std::string> tasks = TasksOf(listing);
  for (const std::string& task : tasks) {
    if (task == by) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--by='", by, "': there is no such task", InsteadOf(by, tasks)));
}

absl::StatusOr<Audit> AuditOf(const Listing& listing, const std::string& plan,
                              const std::string& by) {
  ItemTable table({by, listing.label_task, {plan}});
  std::vector<Part> parts;
  for (const Clip& clip : listing.clips) {
    RETURN_IF_ERROR(table.Add(clip));
    parts.push_back(table.items().back().before[0]);
  }
  return AuditPlan(table.items(), parts, /*share_groups=*/false);
}

}  // namespace

absl::Status SayParts(const Listing& listing, const std::string& by) {
  if (!by.empty()) RETURN_IF_ERROR(CheckTask(listing, by));
  const std::string group = by.empty() ? SpeakerTask(listing) : by;
  for (const Plan& plan : listing.header.plans()) {
    if (by.empty() && plan.name() != "split") continue;
    ASSIGN_OR_RETURN(const Audit audit, AuditOf(listing, plan.name(), group));
    Say(absl::StrCat("plan ", plan.name(), " holds"));
    for (const std::string& line : DescribeAudit(audit, group, listing.label_task)) {
      Say(absl::StrCat("  ", line));
    }
    const absl::Status leaks =
        Annotate(CheckLeaks(audit), absl::StrCat("plan ", plan.name(), ", by ", group));
    if (leaks.ok()) {
      Say(absl::StrCat("  ", DescribeNoLeak(audit, /*share_groups=*/false)));
    } else if (by.empty()) {
      Say(absl::StrCat("warning: ", leaks.message(), "; split_dataset --by=", group,
                       " --plan=… makes other parts"));
    } else {
      return Annotate(leaks, "refused (left out, --by refuses nothing)");
    }
  }
  return absl::OkStatus();
}

}  // namespace auricle
