// SPDX-License-Identifier: Apache-2.0
// Clips by the hundred thousand, held as they are written: as messages they take ten times the
// memory (a map's node and two strings a label).
#ifndef AURICLE_LIB_CORPORA_CLIP_LIST_H_
#define AURICLE_LIB_CORPORA_CLIP_LIST_H_

#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "protos/clip.pb.h"

namespace auricle {

class ClipList {
 public:
  // Goes through the clips in order; what it shows is gone with the next step.
  class const_iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Clip;
    using difference_type = std::ptrdiff_t;
    using pointer = const Clip*;
    using reference = const Clip&;

    explicit const_iterator(const std::string* at) : at_(at) {}
    const Clip& operator*() {
      clip_.ParseFromString(*at_);
      return clip_;
    }
    const_iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const const_iterator& other) const { return at_ != other.at_; }

   private:
    const std::string* at_;
    Clip clip_;
  };

  void push_back(const Clip& clip) { clips_.push_back(clip.SerializeAsString()); }
  size_t size() const { return clips_.size(); }
  bool empty() const { return clips_.empty(); }
  Clip operator[](size_t i) const;
  const_iterator begin() const { return const_iterator(clips_.data()); }
  const_iterator end() const { return const_iterator(clips_.data() + clips_.size()); }

  // In the order of the clips' ids.
  void SortById();
  // Changes each by `edit`.
  void Edit(const std::function<void(Clip*)>& edit);
  // Leaves those for which `keep`, one each, is true.
  void Keep(const std::vector<bool>& keep);

 private:
  std::vector<std::string> clips_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_CLIP_LIST_H_
