// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/rng.h"
#include "lib/data/batch_plans.h"
#include "lib/data/kept_orders.h"

namespace auricle {
namespace {

// The endless order of one part.
class EndlessPart {
 public:
  EndlessPart(const StoredItems& items, const Windows& rule, MixedPart part,
              const MixedOptions& options)
      : name_(part.name),
        rows_(part.rows),
        windows_(static_cast<int64_t>(EvaluationWindows(items, part.which, rule).size())),
        orders_([&items, rule, options, part = std::move(part)](int64_t round) {
          Rng rng(options.seed, absl::StrCat("order/", part.name, "/", round));
          std::vector<ItemWindow> all = EvaluationWindows(items, part.which, rule);
          for (ItemWindow& one : all) {
            if (!options.random_windows) break;
            one.window = RandomWindow(rule, items.items[one.item].frames, &rng);
          }
          rng.Shuffle(&all);
          return all;
        }) {}

  const std::string& name() const { return name_; }
  int64_t batches() const { return (windows_ + rows_ - 1) / rows_; }
  void AppendRows(int64_t batch, std::vector<ItemWindow>* rows) {
    for (int64_t at = batch * rows_; at < (batch + 1) * rows_;) {
      const KeptOrders::Order order = orders_.Of(at / windows_ + 1);
      const int64_t begin = at % windows_;
      const int64_t count = std::min(windows_ - begin, (batch + 1) * rows_ - at);
      rows->insert(rows->end(), order->begin() + begin, order->begin() + begin + count);
      at += count;
    }
  }

 private:
  const std::string name_;
  const int64_t rows_, windows_;
  KeptOrders orders_;
};

class Mixed : public BatchPlan {
 public:
  Mixed(std::vector<std::unique_ptr<EndlessPart>> parts, int64_t batches)
      : parts_(std::move(parts)), batches_(batches) {}

  int64_t batches_in_pass() const override { return batches_; }
  BatchSpec At(int64_t batch, int rank, int of) const override {
    BatchSpec spec;
    for (const auto& part : parts_) {
      const auto begin = static_cast<int64_t>(spec.rows.size());
      part->AppendRows(batch, &spec.rows);
      spec.parts[part->name()] = {begin, static_cast<int64_t>(spec.rows.size())};
    }
    spec.numbers.resize(spec.rows.size());
    std::iota(spec.numbers.begin(), spec.numbers.end(), int64_t{0});
    spec.pass = batch / batches_ + 1;
    return ShareOf(spec, rank, of);
  }

 private:
  const std::vector<std::unique_ptr<EndlessPart>> parts_;
  const int64_t batches_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<BatchPlan>> MixedPlan(const StoredItems& items, const Windows& rule,
                                                     std::vector<MixedPart> parts,
                                                     const MixedOptions& options) {
  std::vector<std::unique_ptr<EndlessPart>> endless;
  std::set<std::string> names;
  int64_t batches = 0;
  for (MixedPart& part : parts) {
    if (part.rows < 1) {
      return absl::InvalidArgumentError(absl::StrCat("part '", part.name, "' of a batch has ",
                                                     part.rows, " rows, want at least one"));
    }
    if (!names.insert(part.name).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("two parts of a batch are called '", part.name, "'"));
    }
    auto own = std::make_unique<EndlessPart>(items, rule, std::move(part), options);
    if (own->batches() == 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("there are no items for part '", own->name(), "' of the batches"));
    }
    if (own->name() == options.pass_of) batches = own->batches();
    endless.push_back(std::move(own));
  }
  if (batches == 0) {
    return absl::InvalidArgumentError(absl::StrCat("a pass is to be one of part '", options.pass_of,
                                                   "'; there are ", absl::StrJoin(names, ", ")));
  }
  return std::make_unique<Mixed>(std::move(endless), batches);
}

}  // namespace auricle
