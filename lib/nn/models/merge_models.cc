// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/models/merge_models.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"
#include "lib/nn/net/describe.h"
#include "lib/nn/net/model_difference.h"
#include "lib/nn/networks/nets.h"

namespace auricle {
namespace {

template <typename... Args>
absl::Status Wrong(const Args&... args) {
  return absl::InvalidArgumentError(absl::StrCat(args...));
}

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool SameBits(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes() || a.scalar_type() != b.scalar_type()) return false;
  const at::Tensor x = a.contiguous(), y = b.contiguous();
  return std::memcmp(x.data_ptr(), y.data_ptr(), x.nbytes()) == 0;
}

// The description of `from` with those of `heads` alone.
absl::StatusOr<Network> Pick(const NamedModel& from, const std::vector<std::string>& heads) {
  const Network& network = from.model.header.network();
  if (network.heads_size() == 0) {
    return Wrong(from.name, ": network '", network.name(),
                 "' has one output and no heads; only networks of many are merged and taken apart");
  }
  Network picked = network;
  picked.clear_heads();
  std::vector<std::string> kept;
  for (const Head& head : network.heads()) {
    if (!heads.empty() && !Contains(heads, head.name())) continue;
    *picked.add_heads() = head;
    kept.push_back(head.name());
  }
  if (kept.empty()) {
    return Wrong(from.name, " has none of the heads ", absl::StrJoin(heads, ", "),
                 "; leave it out");
  }
  for (const Head& head : picked.heads()) {
    if (head.path().empty() || Contains(kept, head.path())) continue;
    return Wrong(from.name, ": head '", head.name(), "' takes the way of head '", head.path(),
                 "', which would be left out; keep both");
  }
  return picked;
}

bool HasHead(const google::protobuf::RepeatedPtrField<TrainedHead>& heads,
             const std::string& name) {
  return std::any_of(heads.begin(), heads.end(),
                     [&](const TrainedHead& head) { return head.name() == name; });
}

// What is said of the training of picked heads joins `merged`.
void AddTrainedHeads(const Training& training, const Network& picked, Training* merged) {
  for (const Head& head : picked.heads()) {
    if (HasHead(merged->heads(), head.name())) continue;
    for (const TrainedHead& trained : training.heads()) {
      if (trained.name() == head.name()) *merged->add_heads() = trained;
    }
  }
}

// The header of a second model or a later one: what does not hold for all goes.
void MergeHeader(const Header& header, Header* merged) {
  merged->clear_corpus();
  merged->clear_plans();
  merged->clear_vocabularies();  // Heads have their own classes.
  ModelInfo* const info = merged->mutable_model();
  if (header.model().task() != info->task()) info->clear_task();
  std::vector<std::string> licences = absl::StrSplit(info->licence(), "; ", absl::SkipEmpty());
  const std::string& licence = header.model().licence();
  if (!licence.empty() && !Contains(licences, licence)) licences.push_back(licence);
  info->set_licence(absl::StrJoin(licences, "; "));
  Training of_heads;
  *of_heads.mutable_heads() = info->training().heads();
  *info->mutable_training() = std::move(of_heads);
}

class Merger {
 public:
  explicit Merger(const std::vector<std::string>& heads) : heads_(heads) {}

  absl::Status Add(const NamedModel& model) {
    ASSIGN_OR_RETURN(const Network picked, Pick(model, heads_));
    RETURN_IF_ERROR(AddHeads(model, picked));
    // What the network of these heads is made of, and nothing that only others need.
    ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, CreateEmptyNet(picked));
    LoadOptions options;
    options.allow_unexpected = true;
    RETURN_IF_ERROR(Annotate(PlanLoad(model.model.tensors, options, *net).status(), model.name));
    for (const NetTensor& tensor : net->tensors()) {
      const at::Tensor& values = model.model.tensors.at(tensor.name);
      const auto [at, added] = tensors_.try_emplace(tensor.name, values, model.name);
      if (!added && !SameBits(at->second.first, values)) {
        return Differs(tensor.name, at->second.second, model.name);
      }
    }
    AddTrainedHeads(model.model.header.model().training(), picked,
                    header_.mutable_model()->mutable_training());
    return absl::OkStatus();
  }

  absl::StatusOr<Model> Finish() {
    Model merged;
    merged.header = std::move(header_);
    for (const auto& [name, values] : tensors_) merged.tensors[name] = values.first;
    ASSIGN_OR_RETURN(const std::unique_ptr<Net> net, CreateEmptyNet(merged.header.network()));
    RETURN_IF_ERROR(PlanLoad(merged.tensors, LoadOptions(), *net).status());
    merged.header.mutable_model()->mutable_training()->set_parameters(
        CountParameters(*net).total());
    return merged;
  }

 private:
  absl::Status AddHeads(const NamedModel& model, const Network& picked) {
    const Header& header = model.model.header;
    if (first_.empty()) {
      first_ = model.name;
      header_ = header;
      *header_.mutable_network() = picked;
      header_.mutable_model()->mutable_training()->clear_heads();
      for (const Head& head : picked.heads()) owners_[head.name()] = model.name;
      return absl::OkStatus();
    }
    const std::string both = absl::StrCat(first_, " and ", model.name);
    const std::string networks = NetworkDifference(header_.network(), picked);
    if (!networks.empty()) return Wrong("the networks of ", both, " differ: ", networks);
    const std::string front_ends = FrontEndDifference(header_.front_end(), header.front_end());
    if (!front_ends.empty()) return Wrong("the front ends of ", both, " differ: ", front_ends);
    MergeHeader(header, &header_);
    for (const Head& head : picked.heads()) RETURN_IF_ERROR(AddHead(model.name, head));
    return absl::OkStatus();
  }

  absl::Status AddHead(const std::string& model, const Head& head) {
    const auto [owner, added] = owners_.try_emplace(head.name(), model);
    if (added) {
      *header_.mutable_network()->add_heads() = head;
      return absl::OkStatus();
    }
    for (const Head& known : header_.network().heads()) {
      if (known.name() != head.name()) continue;
      const std::string difference = HeadDifference(known, head);
      if (difference.empty()) return absl::OkStatus();
      return TwoOfOneName(head.name(), owner->second, model, difference);
    }
    return absl::InternalError(absl::StrCat("head '", head.name(), "' has no description"));
  }

  static absl::Status TwoOfOneName(const std::string& head, const std::string& a,
                                   const std::string& b, const std::string& difference) {
    return Wrong("two heads are called '", head, "', of ", a, " and ", b, ": ", difference,
                 "; name the heads to keep, or take one of the models apart first");
  }

  static absl::Status Differs(const std::string& tensor, const std::string& a,
                              const std::string& b) {
    const std::vector<std::string> parts = absl::StrSplit(tensor, '.');
    if (parts.size() > 1 && (parts[0] == "way" || parts[0] == "head")) {
      return TwoOfOneName(parts[1], a, b, absl::StrCat("tensor '", tensor, "' differs"));
    }
    return Wrong("tensor '", tensor, "' of ", a, " and ", b,
                 " differs; what models share must be equal bit for bit, as it is where both were "
                 "trained from one with --mode=adapters or last-layer");
  }

  const std::vector<std::string>& heads_;
  std::string first_;  // The first model's name.
  Header header_;
  std::map<std::string, std::string> owners_;  // Of each head: the model it is taken from.
  std::map<std::string, std::pair<at::Tensor, std::string>> tensors_;  // And whose they are.
};

}  // namespace

absl::StatusOr<Model> MergeModels(const std::vector<NamedModel>& models,
                                  const std::vector<std::string>& heads) {
  if (models.empty()) return Wrong("there is no model; give one or several");
  std::vector<std::string> there;
  for (const NamedModel& model : models) {
    for (const Head& head : model.model.header.network().heads()) there.push_back(head.name());
  }
  for (const std::string& head : heads) {
    if (!there.empty() && !Contains(there, head)) {
      return Wrong("there is no head '", head, "'", InsteadOf(head, there));
    }
  }
  Merger merger(heads);
  for (const NamedModel& model : models) RETURN_IF_ERROR(merger.Add(model));
  return merger.Finish();
}

}  // namespace auricle
