// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/clip_list.h"

#include <algorithm>
#include <utility>

namespace auricle {

Clip ClipList::operator[](size_t i) const {
  Clip clip;
  clip.ParseFromString(clips_[i]);
  return clip;
}

void ClipList::SortById() {
  std::vector<std::pair<std::string, std::string>> by_id;
  by_id.reserve(clips_.size());
  Clip clip;
  for (std::string& bytes : clips_) {
    clip.ParseFromString(bytes);
    by_id.emplace_back(clip.id(), std::move(bytes));
  }
  std::sort(by_id.begin(), by_id.end());
  for (size_t i = 0; i < clips_.size(); ++i) clips_[i] = std::move(by_id[i].second);
}

void ClipList::Edit(const std::function<void(Clip*)>& edit) {
  Clip clip;
  for (std::string& bytes : clips_) {
    clip.ParseFromString(bytes);
    edit(&clip);
    bytes = clip.SerializeAsString();
  }
}

void ClipList::Keep(const std::vector<bool>& keep) {
  size_t kept = 0;
  for (size_t i = 0; i < clips_.size(); ++i) {
    if (keep[i] && kept++ != i) clips_[kept - 1] = std::move(clips_[i]);
  }
  clips_.resize(kept);
}

}  // namespace auricle
