// SPDX-License-Identifier: Apache-2.0
// The steps after the logarithm, some of which need the whole item: decibel range and reference,
// clamping, cepstra, deltas, per-item normalisation. Row by row, so an item never has to be whole.
#ifndef AURICLE_LIB_AUDIO_ITEMS_ITEM_STAGE_H_
#define AURICLE_LIB_AUDIO_ITEMS_ITEM_STAGE_H_

#include <cstdint>
#include <vector>

#include "protos/front_end.pb.h"

namespace auricle {

// What must be known of all rows before the first can be finished.
bool NeedsRowMaximum(const FrontEnd& front_end);
bool NeedsFeatureNorm(const FrontEnd& front_end);

// The largest band of all rows. Start with -infinity.
void AddToMaximum(const FrontEnd& front_end, const std::vector<float>& rows, int row_size,
                  float* maximum);

// Rows of Analyzer to rows of the feature, before normalisation, in order. One for each pass.
class ItemStage {
 public:
  // maximum: of AddToMaximum, where NeedsRowMaximum.
  ItemStage(const FrontEnd& front_end, int row_size, float maximum);
  // True if it changes nothing: rows of Analyzer are rows of the feature.
  bool passes_through() const { return passes_through_; }
  // Empties `rows`; appends what is ready to `out`.
  void Push(std::vector<float>* rows, std::vector<float>* out);
  void Finish(std::vector<float>* out);

 private:
  void Level(float* row, int bands) const;
  void Cepstra(const float* row, float* out) const;
  void EmitDeltas(bool last, std::vector<float>* out);
  // Row t of the static features, its index held within the item.
  const float* Static(int64_t t) const;
  float Delta(int64_t t, int order, int column) const;

  FrontEnd front_end_;
  int row_size_, static_size_;
  bool passes_through_;
  float maximum_;
  std::vector<float> dct_;      // [band][coefficient], lifter included.
  std::vector<float> history_;  // Static rows [first_, known_).
  int64_t first_ = 0, known_ = 0, emitted_ = 0;
  bool ended_ = false;
};

// Sums for FeatureNorm over rows of `bins`, in order.
class FeatureNormStats {
 public:
  FeatureNormStats(const FrontEnd& front_end, int bins);
  void Add(const std::vector<float>& rows);
  // In place. Standard deviations are of the population.
  void Apply(std::vector<float>* rows) const;

 private:
  FrontEnd front_end_;
  int bins_;
  float low_, high_;
  double count_ = 0, sum_ = 0, sum_squares_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_ITEM_STAGE_H_
