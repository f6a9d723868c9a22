// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/mel.h"

#include <algorithm>
#include <cmath>

namespace auricle {
namespace {

constexpr int kLanes = 8;
constexpr double kEdge = 1e-12;
constexpr double kSlaneyBreakHz = 1000, kSlaneyBreakMel = 15;

// First and one past the last bin of non-zero weight.
struct Extent {
  int first = 0, end = 0;
};

Extent ExtentOf(const std::vector<double>& row) {
  Extent extent;
  for (int bin = 0; bin < static_cast<int>(row.size()); ++bin) {
    if (row[bin] == 0) continue;
    if (extent.end == 0) extent.first = bin;
    extent.end = bin + 1;
  }
  return extent;
}

}  // namespace

double HzToMel(FrontEnd::MelScale scale, double hz) {
  if (scale == FrontEnd::HTK) return 1127 * std::log1p(hz / 700);
  if (hz < kSlaneyBreakHz) return hz * 3 / 200;
  return kSlaneyBreakMel + 27 * std::log(hz / kSlaneyBreakHz) / std::log(6.4);
}

double MelToHz(FrontEnd::MelScale scale, double mel) {
  if (scale == FrontEnd::HTK) return 700 * std::expm1(mel / 1127);
  if (mel < kSlaneyBreakMel) return mel * 200 / 3;
  return kSlaneyBreakHz * std::exp((mel - kSlaneyBreakMel) * std::log(6.4) / 27);
}

std::vector<std::vector<double>> MelMatrix(const FrontEnd& front_end) {
  const int bins = front_end.fft_samples() / 2 + 1, bands = front_end.mel_bands();
  const FrontEnd::MelScale scale = front_end.mel_scale();
  const double low = HzToMel(scale, front_end.mel_low_hz());
  const double high = HzToMel(scale, front_end.mel_high_hz());
  // Edges in Hz, and in the unit in which triangles are straight.
  std::vector<double> hz(bands + 2), edge(bands + 2);
  for (int i = 0; i < bands + 2; ++i) {
    const double mel = low + (high - low) * i / (bands + 1);
    hz[i] = MelToHz(scale, mel);
    edge[i] = front_end.mel_triangles_in_hz() ? hz[i] : mel;
  }
  std::vector<std::vector<double>> matrix(bands, std::vector<double>(bins, 0.0));
  for (int bin = front_end.mel_zero_dc() ? 1 : 0; bin < bins; ++bin) {
    const double f = bin * front_end.sample_rate_hz() / front_end.fft_samples();
    const double x = front_end.mel_triangles_in_hz() ? f : HzToMel(scale, f);
    for (int band = 0; band < bands; ++band) {
      const double rise = (x - edge[band]) / (edge[band + 1] - edge[band]);
      const double fall = (edge[band + 2] - x) / (edge[band + 2] - edge[band + 1]);
      // What rounding leaves of a bin on an edge is no weight.
      const double slope = std::min(rise, fall), weight = slope > kEdge ? slope : 0;
      const double area = front_end.mel_area_normalised() ? 2 / (hz[band + 2] - hz[band]) : 1;
      matrix[band][bin] = weight * area;
    }
  }
  return matrix;
}

std::vector<int> EmptyBands(const std::vector<std::vector<double>>& matrix) {
  std::vector<int> empty;
  for (size_t band = 0; band < matrix.size(); ++band) {
    if (ExtentOf(matrix[band]).end == 0) empty.push_back(static_cast<int>(band));
  }
  return empty;
}

PackedMel::PackedMel(const std::vector<std::vector<double>>& matrix) {
  const int bands = static_cast<int>(matrix.size());
  groups_.resize((bands + kLanes - 1) / kLanes);
  std::vector<int64_t> offsets;
  int64_t floats = 0;
  for (size_t g = 0; g < groups_.size(); ++g) {
    MelGroup& group = groups_[g];
    group.blocks = 0;
    for (int b = 0; b < kLanes; ++b) {
      const int band = g * kLanes + b;
      const Extent extent = band < bands ? ExtentOf(matrix[band]) : Extent();
      group.first_bin[b] = extent.first;
      group.blocks = std::max(group.blocks, (extent.end - extent.first + kLanes - 1) / kLanes);
    }
    slack_bins_ = std::max(slack_bins_, group.blocks * kLanes);
    offsets.push_back(floats);
    floats += int64_t{group.blocks} * kLanes * kLanes;
  }
  weights_ = MakeAlignedFloats(floats);
  for (size_t g = 0; g < groups_.size(); ++g) {
    float* const weights = weights_.get() + offsets[g];
    groups_[g].weights = weights;
    for (int b = 0; b < kLanes && static_cast<int>(g) * kLanes + b < bands; ++b) {
      const std::vector<double>& row = matrix[g * kLanes + b];
      const Extent extent = ExtentOf(row);
      for (int bin = extent.first; bin < extent.end; ++bin) {
        const int at = bin - extent.first;
        weights[(at / kLanes * kLanes + b) * kLanes + at % kLanes] = row[bin];
      }
    }
  }
}

}  // namespace auricle
