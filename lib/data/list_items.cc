// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/items.h"
#include "lib/data/tensor_values.h"
#include "lib/records/in_place.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

// Where tensors' data lie in a Record: {clip, feature, tensor, data} and {clip, samples, data}.
const std::vector<int>& FeaturePath() {
  static const auto* const path = new std::vector<int>{2, 15, 15, 15};
  return *path;
}
const std::vector<int>& SamplesPath() {
  static const auto* const path = new std::vector<int>{2, 14, 15};
  return *path;
}

absl::string_view BytesAt(const std::vector<TensorBytes>& tensors, const std::vector<int>& path) {
  for (const TensorBytes& tensor : tensors) {
    // The path may or may not name Tensor.data itself; either is this tensor.
    const size_t n = std::min(tensor.path.size(), path.size());
    if (n + 1 >= path.size() && std::equal(path.begin(), path.begin() + n, tensor.path.begin())) {
      return tensor.bytes;
    }
  }
  return {};
}

std::string AudioPath(const Clip& clip, const std::string& root) {
  const std::string& path = clip.audio().path();
  if (path.empty() || root.empty() || path.front() == '/') return path;
  return absl::StrCat(root, "/", path);
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
absl::Status CloseItem(const StoredItem& item, std::vector<Stretch>* chunks) {
  std::vector<Stretch>& all = *chunks;
  std::sort(all.begin(), all.end(),
            [](const Stretch& a, const Stretch& b) { return a.chunk < b.chunk; });
  for (size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && all[i].chunk == all[i - 1].chunk) {
      return absl::InvalidArgumentError(
          absl::StrCat("item '", item.id,
                       "' is stored twice; ids must be unique over all inputs: give each "
                       "file once, or list corpora under different names"));
    }
    if (all[i].chunk != static_cast<int32_t>(i)) {
      return absl::DataLossError(absl::StrCat("item '", item.id, "' lacks chunk ", i));
    }
  }
  const Stretch& last = all.back();
  if (!last.last && last.of != static_cast<int32_t>(all.size())) {
    return absl::DataLossError(
        absl::StrCat("item '", item.id, "' ends after chunk ", last.chunk, ", not its last"));
  }
  return absl::OkStatus();
}

// Gathers items record by record.
class Lister {
 public:
  explicit Lister(const ListOptions& options) : options_(options) {}

  // Errors: of the item, which is then not touched.
  absl::Status Add(const Clip& clip, const std::string& root,
                   const std::vector<TensorBytes>& tensors) {
    Stretch stretch;
    const bool made = !clip.has_feature() && options_.maker != nullptr;
    if (made) {
      SetChunk(clip, &stretch);
    } else {
      ASSIGN_OR_RETURN(stretch, FeatureStretch(clip, BytesAt(tensors, FeaturePath())));
    }
    RETURN_IF_ERROR(CheckPart(clip));
    const int64_t bins = made ? options_.maker->bins() : clip.feature().tensor().shape(1);
    RETURN_IF_ERROR(CheckFeature(stretch, bins));
    Stretch samples;
    if (wants_audio() && clip.has_samples()) {
      ASSIGN_OR_RETURN(samples, SamplesStretch(clip, BytesAt(tensors, SamplesPath())));
    }
    const auto [entry, fresh] = by_id_.try_emplace(clip.id(), result_.items.size());
    if (fresh) result_.items.emplace_back().id = clip.id();
    StoredItem& item = result_.items[entry->second];
    item.frames += stretch.frames;
    item.stretches.push_back(stretch);
    if (made) item.maker = options_.maker;
    if (wants_audio()) AddAudio(clip, root, samples, &item);
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
    RemoveDropped();
    for (StoredItem& item : result_.items) {
      RETURN_IF_ERROR(CloseItem(item, &item.stretches));
      if (item.audio != nullptr && !item.audio->samples.empty()) {
        auto audio = std::make_shared<StoredAudio>(*item.audio);
        RETURN_IF_ERROR(CloseItem(item, &audio->samples));
        item.audio = std::move(audio);
      }
      if (item.maker == nullptr) continue;
      item.stretches.clear();
      const absl::Status described = item.maker->Describe(&item);
      if (described.ok()) continue;
      const std::string where = absl::StrCat("item '", item.id, "'");
      if (options_.judge == nullptr) return Annotate(described, where);
      RETURN_IF_ERROR(options_.judge(described, where, item.id));
      Drop(item.id);
    }
    RemoveDropped();
    result_.plans.assign(plans_.begin(), plans_.end());
    return std::move(result_);
  }

 private:
  bool wants_audio() const { return options_.audio || options_.maker != nullptr; }

  absl::Status CheckPart(const Clip& clip) const {
    const auto part = clip.assignments().find(options_.plan);
    if (part == clip.assignments().end() || Part_IsValid(part->second)) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("plan '", options_.plan, "' puts it in part ",
                                            part->second, "; 1 train, 2 valid, 3 test"));
  }

  absl::Status CheckFeature(const Stretch& stretch, int64_t bins) {
    if (result_.bins == 0) result_.bins = static_cast<int32_t>(bins);
    if (bins != result_.bins) {
      return absl::InvalidArgumentError(
          absl::StrCat("has ", bins, " bins, those before have ", result_.bins));
    }
    values_.resize(stretch.frames * bins);
    if (ToFloats(stretch.bytes, stretch.dtype, 0, stretch.frames * bins, values_.data())) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError("a value of its feature is not finite");
  }

  static void AddAudio(const Clip& clip, const std::string& root, const Stretch& samples,
                       StoredItem* item) {
    auto audio = item->audio == nullptr ? std::make_shared<StoredAudio>()
                                        : std::make_shared<StoredAudio>(*item->audio);
    if (!clip.has_chunk() || clip.chunk().index() == 0) {
      audio->ref = clip.audio();
      audio->path = AudioPath(clip, root);
    }
    if (clip.has_samples()) audio->samples.push_back(samples);
    item->audio = std::move(audio);
  }

  void RemoveDropped() {
    auto& items = result_.items;
    items.erase(std::remove_if(items.begin(), items.end(),
                               [this](const StoredItem& item) { return IsDropped(item.id); }),
                items.end());
  }

  const ListOptions& options_;
  StoredItems result_;
  absl::flat_hash_map<std::string, size_t> by_id_;
  std::set<std::string> plans_, dropped_;
  std::vector<float> values_;
};

}  // namespace

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
    const std::string& root = records.headers()[records.section(i)].corpus().root();
    const absl::Status added = lister.Add(record.clip(), root, tensors);
    if (added.ok()) continue;
    const std::string where = absl::StrCat("record ", i + 1, " '", record.clip().id(), "'");
    if (options.judge == nullptr) return Annotate(added, where);
    RETURN_IF_ERROR(options.judge(added, where, record.clip().id()));
    lister.Drop(record.clip().id());
  }
  return lister.Finish();
}

}  // namespace auricle
