// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/antitransfer_objective.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/nn/objectives/antitransfer.h"

namespace auricle {
namespace {

constexpr double kMaxBeta = 1e6;

struct Config {
  std::vector<std::string> taps;
  AntiTransferOptions options;
  bool gradient = true;
  bool stochastic = false;  // A few consecutive channels, drawn anew for every step.
};

constexpr char kStochastic[] = "stochastic_pairwise";

struct NamedAggregation {
  const char* name;
  AntiTransferOptions::Aggregation aggregation;
  double exponent;
};
// "mul_comp005" and the like are the published names of products with exponents.
constexpr NamedAggregation kAggregations[] = {
    {"gram", AntiTransferOptions::GRAM, 1},
    {"none", AntiTransferOptions::NONE, 1},
    {"mean", AntiTransferOptions::MEAN, 1},
    {"sum", AntiTransferOptions::SUM, 1},
    {"max", AntiTransferOptions::MAX, 1},
    {"pairwise", AntiTransferOptions::PAIRWISE, 1},
    {kStochastic, AntiTransferOptions::PAIRWISE, 1},
    {"mul", AntiTransferOptions::PRODUCT, 1},
    {"mul_comp", AntiTransferOptions::PRODUCT, 0.001},
    {"mul_comp001", AntiTransferOptions::PRODUCT, 0.001},
    {"mul_comp005", AntiTransferOptions::PRODUCT, 0.005},
    {"mul_comp01", AntiTransferOptions::PRODUCT, 0.01},
    {"mul_comp05", AntiTransferOptions::PRODUCT, 0.05},
    {"mul_comp1", AntiTransferOptions::PRODUCT, 0.1},
};

// The chosen one of an enum whose values are the choices' places.
template <typename Enum>
absl::Status ReadEnum(LossArguments* arguments, const char* name,
                      const std::vector<std::string>& choices, Enum* value) {
  ASSIGN_OR_RETURN(const int index, arguments->Choice(name, choices, static_cast<int>(*value)));
  *value = static_cast<Enum>(index);
  return absl::OkStatus();
}

absl::Status ReadAggregation(LossArguments* arguments, Config* config) {
  std::vector<std::string> names;
  for (const NamedAggregation& kind : kAggregations) names.push_back(kind.name);
  ASSIGN_OR_RETURN(const int index, arguments->Choice("aggregation", names, 0));
  config->options.aggregation = kAggregations[index].aggregation;
  config->options.exponent = kAggregations[index].exponent;
  config->stochastic = kAggregations[index].name == absl::string_view(kStochastic);
  return absl::OkStatus();
}

absl::StatusOr<Config> ReadConfig(LossArguments* arguments) {
  Config config;
  AntiTransferOptions& options = config.options;
  ASSIGN_OR_RETURN(config.taps, arguments->List("at", {}));
  if (config.taps.empty()) {
    return absl::InvalidArgumentError(
        "loss: antitransfer needs a tap, as in antitransfer(at=conv4_2)");
  }
  std::vector<std::string> sorted = config.taps;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return absl::InvalidArgumentError("loss: antitransfer(at=…) names a tap twice");
  }
  RETURN_IF_ERROR(ReadAggregation(arguments, &config));
  RETURN_IF_ERROR(
      ReadEnum(arguments, "distance",
               {"cos_squared", "mse_sigmoid", "mse_sigmoid_invorder", "pairwise_cos_squared"},
               &options.distance));
  RETURN_IF_ERROR(ReadEnum(arguments, "scope", {"example", "batch"}, &options.scope));
  RETURN_IF_ERROR(ReadEnum(arguments, "eps_rule", {"per_norm", "product"}, &options.eps_rule));
  RETURN_IF_ERROR(ReadEnum(arguments, "form", {"auto", "exact", "dual"}, &options.form));
  ASSIGN_OR_RETURN(options.beta, arguments->Number("beta", 1, 0, kMaxBeta));
  ASSIGN_OR_RETURN(options.beta_power, arguments->Number("beta_power", 1, 0, 4));
  ASSIGN_OR_RETURN(options.eps, arguments->Number("eps", 1e-8, 1e-18, 1));
  ASSIGN_OR_RETURN(options.floor, arguments->Number("floor", 0, 0, 1));
  ASSIGN_OR_RETURN(const bool no_gradient, arguments->Flag("no_gradient", false));
  config.gradient = !no_gradient;
  return config;
}

// C / N consecutive channels (of one example: one), all beginnings alike; none where N > C, which
// the paper scores as 0. The paper never drew the last beginning.
absl::StatusOr<at::Tensor> OneTap(const Config& config, const Tap& current, const Tap& frozen,
                                  Rng* rng) {
  AntiTransferOptions options = config.options;
  if (config.stochastic && current.tensor.dim() == 4) {
    if (rng == nullptr) {
      return absl::InvalidArgumentError("stochastic_pairwise needs a random stream in the step");
    }
    const int64_t items = current.tensor.size(0), channels = current.tensor.size(1);
    const int64_t count = items == 1 ? 1 : channels / items;
    if (count == 0) return current.tensor.sum().mul(0).to(at::kFloat);
    options.channel_begin = static_cast<int>(rng->Below(channels - count + 1));
    options.channel_end = options.channel_begin + static_cast<int>(count);
  }
  return AntiTransfer(current, frozen, options);
}

absl::StatusOr<ObjectiveValue> Sum(const Config& config, const Step& step) {
  const Outputs& frozen = step.passes.at(PassKey{PassKey::FROZEN, ""});
  ObjectiveValue term;
  for (const std::string& tap : config.taps) {
    const Tap& current = step.current().taps.at(tap);
    ASSIGN_OR_RETURN(const at::Tensor value,
                     OneTap(config, current, frozen.taps.at(tap), step.rng));
    term.value = term.value.defined() ? term.value.add(value) : value;
    if (config.taps.size() > 1) term.scalars.push_back({tap, value.detach()});
    term.scalars.push_back({absl::StrCat(tap, "/dead_share"), DeadShare(current)});
  }
  if (!config.gradient) term.value = term.value.detach();
  return term;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Objective>> MakeAntiTransfer(LossArguments* arguments,
                                                            const ObjectiveContext& /*context*/) {
  ASSIGN_OR_RETURN(const Config config, ReadConfig(arguments));
  Needs needs;
  needs[PassKey()].taps.insert(config.taps.begin(), config.taps.end());
  needs[PassKey{PassKey::FROZEN, ""}].taps = needs[PassKey()].taps;
  return MakeStateless(std::move(needs), [config](const Step& step) { return Sum(config, step); });
}

}  // namespace auricle
