// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/item_stage.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/audio/analyzer.h"

namespace auricle {
namespace {

constexpr int kLanes = 8;  // Independent extremes and sums: fast, and in the same order everywhere.

// c[i] = s_i sum_b cos(pi i (b + 1/2) / B) x[b], s_0 = sqrt(1/B), else sqrt(2/B).
std::vector<float> Dct(int bands, int coefficients, double lifter) {
  std::vector<float> dct(bands * coefficients);
  for (int i = 0; i < coefficients; ++i) {
    const double scale = std::sqrt((i == 0 ? 1.0 : 2.0) / bands);
    const double lift = lifter > 0 ? 1 + lifter / 2 * std::sin(M_PI * i / lifter) : 1;
    for (int b = 0; b < bands; ++b) {
      dct[b * coefficients + i] =
          static_cast<float>(scale * lift * std::cos(M_PI * i * (b + 0.5) / bands));
    }
  }
  return dct;
}

}  // namespace

bool NeedsRowMaximum(const FrontEnd& f) { return f.db_range() > 0 || f.db_reference_max(); }
bool NeedsFeatureNorm(const FrontEnd& f) { return f.feature_norm() != FrontEnd::FEATURE_RAW; }

void AddToMaximum(const FrontEnd& f, const std::vector<float>& rows, int row_size, float* maximum) {
  const int bands = f.mel_bands() > 0 ? f.mel_bands() : f.fft_samples() / 2 + 1;
  for (size_t row = 0; row < rows.size(); row += row_size) {
    for (int b = 0; b < bands; ++b) *maximum = std::max(*maximum, rows[row + b]);
  }
}

ItemStage::ItemStage(const FrontEnd& f, int row_size, float maximum)
    : front_end_(f),
      row_size_(row_size),
      static_size_(FeatureBins(f) / (1 + f.delta_order())),
      passes_through_(!NeedsRowMaximum(f) && !f.clamp() && f.mfcc() == 0 && f.delta_order() == 0),
      maximum_(maximum) {
  if (f.mfcc() > 0) dct_ = Dct(f.mel_bands(), f.mfcc(), f.mfcc_lifter());
}

void ItemStage::Level(float* row, int bands) const {
  const FrontEnd& f = front_end_;
  if (f.db_reference_max()) {
    for (int b = 0; b < bands; ++b) row[b] -= maximum_;
  }
  if (f.db_range() > 0) {
    const float top = f.db_reference_max() ? 0 : maximum_;
    const float floor = top - static_cast<float>(f.db_range());
    for (int b = 0; b < bands; ++b) row[b] = std::max(row[b], floor);
  }
  if (f.clamp()) {
    const float low = static_cast<float>(f.clamp_low()), high = static_cast<float>(f.clamp_high());
    for (int b = 0; b < bands; ++b) row[b] = std::min(std::max(row[b], low), high);
  }
}

void ItemStage::Cepstra(const float* row, float* out) const {
  const int bands = front_end_.mel_bands(), coefficients = front_end_.mfcc();
  std::fill(out, out + coefficients, 0.0f);
  for (int b = 0; b < bands; ++b) {
    const float* const dct = dct_.data() + b * coefficients;
    for (int i = 0; i < coefficients; ++i) out[i] += row[b] * dct[i];
  }
  if (front_end_.mfcc_replace_energy()) out[0] = row[bands];
}

void ItemStage::Push(std::vector<float>* rows, std::vector<float>* out) {
  const int bands = row_size_ - (front_end_.mfcc() > 0 && front_end_.mfcc_replace_energy() ? 1 : 0);
  std::vector<float>* const statics = front_end_.delta_order() > 0 ? &history_ : out;
  for (size_t at = 0; at < rows->size(); at += row_size_) {
    float* const row = rows->data() + at;
    Level(row, bands);
    const size_t to = statics->size();
    statics->resize(to + static_size_);
    if (front_end_.mfcc() > 0) {
      Cepstra(row, statics->data() + to);
    } else {
      std::copy(row, row + static_size_, statics->data() + to);
    }
    ++known_;
  }
  rows->clear();
  if (front_end_.delta_order() > 0) EmitDeltas(false, out);
}

void ItemStage::Finish(std::vector<float>* out) {
  ended_ = true;
  if (front_end_.delta_order() > 0) EmitDeltas(true, out);
}

const float* ItemStage::Static(int64_t t) const {
  t = std::max<int64_t>(0, std::min(t, known_ - 1));
  return history_.data() + (t - first_) * static_size_;
}

// d_t = sum_n n (c_{t+n} - c_{t-n}) / (2 sum_n n^2), n = 1 … N; edges repeated at every order.
float ItemStage::Delta(int64_t t, int order, int column) const {
  t = std::max<int64_t>(0, t);
  if (ended_) t = std::min(t, known_ - 1);
  if (order == 0) return Static(t)[column];
  float sum = 0, squares = 0;
  for (int n = 1; n <= front_end_.delta_window(); ++n) {
    sum += n * (Delta(t + n, order - 1, column) - Delta(t - n, order - 1, column));
    squares += n * n;
  }
  return sum / (2 * squares);
}

void ItemStage::EmitDeltas(bool last, std::vector<float>* out) {
  const int64_t reach = int64_t{front_end_.delta_order()} * front_end_.delta_window();
  const int64_t end = last ? known_ : known_ - reach;
  for (int64_t t = emitted_; t < end; ++t) {
    for (int order = 0; order <= front_end_.delta_order(); ++order) {
      for (int c = 0; c < static_size_; ++c) out->push_back(Delta(t, order, c));
    }
    ++emitted_;
  }
  const int64_t keep = std::max<int64_t>(first_, emitted_ - reach);
  history_.erase(history_.begin(), history_.begin() + (keep - first_) * static_size_);
  first_ = keep;
}

FeatureNormStats::FeatureNormStats(const FrontEnd& f, int bins)
    : front_end_(f),
      bins_(bins),
      low_(std::numeric_limits<float>::infinity()),
      high_(-std::numeric_limits<float>::infinity()) {}

void FeatureNormStats::Add(const std::vector<float>& rows) {
  for (size_t at = 0; at < rows.size(); at += bins_) {
    const float* const row = rows.data() + at;
    float low[kLanes], high[kLanes];
    double sum[kLanes] = {}, squares[kLanes] = {};
    std::fill(low, low + kLanes, low_);
    std::fill(high, high + kLanes, high_);
    const bool extremes = front_end_.feature_norm() == FrontEnd::FEATURE_MIN_MAX;
    for (int b = 0; b < bins_; b += kLanes) {
      const int lanes = std::min(kLanes, bins_ - b);
      for (int i = 0; extremes && i < lanes; ++i) {
        low[i] = row[b + i] < low[i] ? row[b + i] : low[i];
        high[i] = row[b + i] > high[i] ? row[b + i] : high[i];
      }
      for (int i = 0; !extremes && i < lanes; ++i) {
        sum[i] += row[b + i];
        squares[i] += double{row[b + i]} * row[b + i];
      }
    }
    for (int i = 0; i < kLanes; ++i) {
      low_ = std::min(low_, low[i]);
      high_ = std::max(high_, high[i]);
      sum_ += sum[i];
      sum_squares_ += squares[i];
    }
    count_ += bins_;
  }
}

void FeatureNormStats::Apply(std::vector<float>* rows) const {
  if (front_end_.feature_norm() == FrontEnd::FEATURE_RAW) return;
  const double eps = front_end_.feature_norm_eps();
  float offset = low_, factor = 1;
  if (front_end_.feature_norm() == FrontEnd::FEATURE_MIN_MAX) {
    const double range = double{high_} - low_ + eps;
    factor = range > 0 ? static_cast<float>(1 / range) : 1;
  } else {
    const double mean = sum_ / count_;
    const double deviation = std::sqrt(std::max(0.0, sum_squares_ / count_ - mean * mean)) + eps;
    offset = static_cast<float>(mean);
    const bool scales =
        front_end_.feature_norm() == FrontEnd::FEATURE_STANDARD && deviation > 1e-12;
    factor = scales ? static_cast<float>(1 / deviation) : 1;
  }
  for (float& x : *rows) x = (x - offset) * factor;
}

}  // namespace auricle
