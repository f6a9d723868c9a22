// SPDX-License-Identifier: Apache-2.0
#include "lib/data/items.h"

#include <algorithm>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/tensor_values.h"
#include "lib/records/in_place.h"
#include "lib/records/tensors.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

// Where Clip.feature.tensor.data lies in a Record: {clip, feature, tensor, data}.
const std::vector<int>& FeaturePath() {
  static const auto* const path = new std::vector<int>{2, 15, 15, 15};
  return *path;
}

absl::string_view FeatureBytes(const std::vector<TensorBytes>& tensors) {
  for (const TensorBytes& tensor : tensors) {
    // The path may or may not name Tensor.data itself; either is this tensor.
    const size_t n = std::min(tensor.path.size(), FeaturePath().size());
    if (n >= 3 && std::equal(tensor.path.begin(), tensor.path.begin() + n, FeaturePath().begin())) {
      return tensor.bytes;
    }
  }
  return {};
}

// Labels and assignments stand in an item's first chunk.
void FillFromFirstChunk(const Clip& clip, const ListOptions& options, StoredItem* item) {
  item->source = clip.source().empty() ? clip.id() : clip.source();
  item->digest = clip.audio().digest();
  item->duration_s = clip.audio().duration_s();
  item->hop_s = clip.feature().hop_s();
  item->first_centre_s = clip.feature().offset_s();
  for (const std::string& task : options.tasks) {
    const auto label = clip.labels().find(task);
    item->labels.push_back(label == clip.labels().end() ? Label() : label->second);
  }
  const auto part = clip.assignments().find(options.plan);
  if (part != clip.assignments().end()) item->part = part->second;
}

// Puts the chunks in order and sees that none is missing or doubled.
absl::Status CloseItem(StoredItem* item) {
  std::vector<Stretch>& all = item->stretches;
  std::sort(all.begin(), all.end(),
            [](const Stretch& a, const Stretch& b) { return a.chunk < b.chunk; });
  for (size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && all[i].chunk == all[i - 1].chunk) {
      return absl::InvalidArgumentError(
          absl::StrCat("item '", item->id,
                       "' is stored twice; ids must be unique over all inputs: give each "
                       "file once, or list corpora under different names"));
    }
    if (all[i].chunk != static_cast<int32_t>(i)) {
      return absl::DataLossError(absl::StrCat("item '", item->id, "' lacks chunk ", i));
    }
  }
  const Stretch& last = all.back();
  if (!last.last && last.of != static_cast<int32_t>(all.size())) {
    return absl::DataLossError(
        absl::StrCat("item '", item->id, "' ends after chunk ", last.chunk, ", not its last"));
  }
  return absl::OkStatus();
}

// Gathers items record by record.
class Lister {
 public:
  explicit Lister(const ListOptions& options) : options_(options) {}

  // Errors: of the item, which is then not touched.
  absl::Status Add(const Clip& clip, absl::string_view feature) {
    ASSIGN_OR_RETURN(const Stretch stretch, FeatureStretch(clip, feature));
    const auto part = clip.assignments().find(options_.plan);
    if (part != clip.assignments().end() && !Part_IsValid(part->second)) {
      return absl::DataLossError(absl::StrCat("plan '", options_.plan, "' puts it in part ",
                                              part->second, "; 1 train, 2 valid, 3 test"));
    }
    const int64_t bins = clip.feature().tensor().shape(1);
    if (result_.bins == 0) result_.bins = static_cast<int32_t>(bins);
    if (bins != result_.bins) {
      return absl::InvalidArgumentError(
          absl::StrCat("has ", bins, " bins, those before have ", result_.bins));
    }
    values_.resize(stretch.frames * bins);
    if (!ToFloats(stretch.bytes, stretch.dtype, 0, stretch.frames * bins, values_.data())) {
      return absl::InvalidArgumentError("a value of its feature is not finite");
    }
    const auto [entry, fresh] = by_id_.try_emplace(clip.id(), result_.items.size());
    if (fresh) result_.items.emplace_back().id = clip.id();
    StoredItem& item = result_.items[entry->second];
    item.frames += stretch.frames;
    item.stretches.push_back(stretch);
    if (stretch.chunk == 0) {
      FillFromFirstChunk(clip, options_, &item);
      for (const auto& assignment : clip.assignments()) plans_.insert(assignment.first);
    }
    return absl::OkStatus();
  }

  // Its other chunks go too.
  void Drop(const std::string& id) { dropped_.insert(id); }
  bool IsDropped(const std::string& id) const { return dropped_.count(id) > 0; }

  absl::StatusOr<StoredItems> Finish() {
    auto& items = result_.items;
    items.erase(std::remove_if(items.begin(), items.end(),
                               [this](const StoredItem& item) { return IsDropped(item.id); }),
                items.end());
    for (StoredItem& item : items) RETURN_IF_ERROR(CloseItem(&item));
    result_.plans.assign(plans_.begin(), plans_.end());
    return std::move(result_);
  }

 private:
  const ListOptions& options_;
  StoredItems result_;
  absl::flat_hash_map<std::string, size_t> by_id_;
  std::set<std::string> plans_, dropped_;
  std::vector<float> values_;
};

}  // namespace

absl::StatusOr<Stretch> FeatureStretch(const Clip& clip, absl::string_view bytes) {
  const Tensor& tensor = clip.feature().tensor();
  if (!clip.has_feature()) {
    return absl::InvalidArgumentError("no feature; make features first, with wav2mel");
  }
  if (tensor.shape_size() != 2 || tensor.shape(0) < 1 || tensor.shape(1) < 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "feature of shape [", tensor.shape_size() > 0 ? tensor.shape(0) : 0,
        tensor.shape_size() > 1 ? ", …" : "", "], want [time, bin] of at least one frame"));
  }
  RETURN_IF_ERROR(FeatureElementBytes(tensor.dtype()).status());
  RETURN_IF_ERROR(Annotate(CountElements(tensor, bytes).status(), "its feature"));
  Stretch stretch;
  stretch.frames = tensor.shape(0);
  stretch.dtype = tensor.dtype();
  stretch.bytes = bytes;
  if (clip.has_chunk()) {
    stretch.chunk = clip.chunk().index();
    stretch.of = clip.chunk().of();
    stretch.last = clip.chunk().last();
  }
  return stretch;
}

absl::StatusOr<StoredItems> ListItems(const MappedRecords& records, const ListOptions& options) {
  Lister lister(options);
  Record record;
  std::vector<TensorBytes> tensors;
  for (int64_t i = 0; i < records.size(); ++i) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while listing the data");
    ASSIGN_OR_RETURN(const absl::string_view payload, records.Payload(i));
    tensors.clear();
    RETURN_IF_ERROR(ParseInPlace(payload, &record, &tensors));
    if (!record.has_clip() || lister.IsDropped(record.clip().id())) continue;
    const absl::Status added = lister.Add(record.clip(), FeatureBytes(tensors));
    if (added.ok()) continue;
    const std::string where = absl::StrCat("record ", i + 1, " '", record.clip().id(), "'");
    if (options.judge == nullptr) return Annotate(added, where);
    RETURN_IF_ERROR(options.judge(added, where, record.clip().id()));
    lister.Drop(record.clip().id());
  }
  return lister.Finish();
}

absl::Status CopyFrames(const StoredItem& item, int32_t bins, int64_t first, int64_t count,
                        float* out) {
  int64_t begin = 0;  // Of the stretch, in the item's frames.
  for (const Stretch& stretch : item.stretches) {
    const int64_t from = std::max(first, begin);
    const int64_t to = std::min(first + count, begin + stretch.frames);
    if (from < to && !ToFloats(stretch.bytes, stretch.dtype, (from - begin) * bins,
                               (to - from) * bins, out + (from - first) * bins)) {
      return absl::InvalidArgumentError(
          absl::StrCat("item '", item.id, "' has a value that is not finite in frames ", from,
                       " … ", to - 1, " of its feature; drop the item or make its feature again"));
    }
    begin += stretch.frames;
  }
  return absl::OkStatus();
}

}  // namespace auricle
