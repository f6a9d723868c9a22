// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_antitransfer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gflags/gflags.h"
#include "lib/tool/flags_train.h"
#include "lib/tool/help.h"
#include "lib/tool/tool.h"

DEFINE_string(at, "",
              "The tap, or several with commas, that is to become unlike the frozen network's: "
              "conv4_2, pool3, slice:21 (the published layer number), …; --describe lists them.");
DEFINE_double(beta, 1, "Weight of the anti-transfer term.");
DEFINE_string(scope, "batch",
              "The Gram matrix runs over all maps of the batch (batch, as published) or of each "
              "example (example: another function, cheaper).");
DEFINE_string(eps_rule, "per_norm",
              "Where a cosine's denominator is kept from 0: per_norm, or product (what torch 1.4 "
              "computed for the paper).");
DEFINE_bool(no_gradient, false, "A control: the term is computed and logged, and trains nothing.");
DEFINE_string(start, "random", "Where the weights start: random, or from (those of --from).");

namespace auricle {

absl::StatusOr<std::string> AntiTransferLossFromFlags() {
  if (FLAGS_start != "random" && FLAGS_start != "from") {
    return ToolMisuse(absl::StrCat("--start='", FLAGS_start, "', want random or from"));
  }
  if (absl::StrContains(FLAGS_loss, "antitransfer")) {
    for (const char* flag : {"at", "beta", "scope", "eps_rule", "no_gradient"}) {
      if (gflags::GetCommandLineFlagInfoOrDie(flag).is_default) continue;
      return ToolMisuse(absl::StrCat("--loss names an anti-transfer term already; put --", flag,
                                     " into it, or leave the term to --at"));
    }
    return FLAGS_loss;
  }
  if (FLAGS_at.empty()) {
    return ToolMisuse("--at is needed: the tap to compare, such as --at=conv4_2");
  }
  return absl::StrCat(FLAGS_loss, ",antitransfer(at=[", FLAGS_at,
                      "],beta=", ShortestValue(absl::StrFormat("%.17g", FLAGS_beta), "double"),
                      ",scope=", FLAGS_scope, ",eps_rule=", FLAGS_eps_rule,
                      FLAGS_no_gradient ? ",no_gradient=true" : "", ")");
}

}  // namespace auricle
