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
DEFINE_string(
    aggregation, "gram",
    "A: what of a tap is compared. gram (rows of the channels' Gram matrix), none (every "
    "channel), mean, sum or max over channels, mul or mul_comp001 … mul_comp1 (products), "
    "pairwise, stochastic_pairwise.");
DEFINE_string(distance, "cos_squared",
              "D: how. cos_squared (the squared mean |cosine|), mse_sigmoid, mse_sigmoid_invorder, "
              "pairwise_cos_squared.");
DEFINE_double(beta, 1, "β: weight of the anti-transfer term.");
DEFINE_double(beta_power, 1, "The term is times β to this power (the published library: 2).");
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
    for (const char* flag : {"at", "aggregation", "distance", "beta", "beta_power", "scope",
                             "eps_rule", "no_gradient"}) {
      if (gflags::GetCommandLineFlagInfoOrDie(flag).is_default) continue;
      return ToolMisuse(absl::StrCat("--loss names an anti-transfer term already; put --", flag,
                                     " into it, or leave the term to --at"));
    }
    return FLAGS_loss;
  }
  if (FLAGS_at.empty()) {
    return ToolMisuse("--at is needed: the tap to compare, such as --at=conv4_2");
  }
  const auto number = [](double value) {
    return ShortestValue(absl::StrFormat("%.17g", value), "double");
  };
  std::string term = absl::StrCat("antitransfer(at=[", FLAGS_at, "],beta=", number(FLAGS_beta),
                                  ",scope=", FLAGS_scope, ",eps_rule=", FLAGS_eps_rule);
  if (FLAGS_aggregation != "gram") absl::StrAppend(&term, ",aggregation=", FLAGS_aggregation);
  if (FLAGS_distance != "cos_squared") absl::StrAppend(&term, ",distance=", FLAGS_distance);
  if (FLAGS_beta_power != 1) absl::StrAppend(&term, ",beta_power=", number(FLAGS_beta_power));
  if (FLAGS_no_gradient) absl::StrAppend(&term, ",no_gradient=true");
  return absl::StrCat(FLAGS_loss, ",", term, ")");
}

}  // namespace auricle
