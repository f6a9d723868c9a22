// SPDX-License-Identifier: Apache-2.0
// Every preset against numbers that other programs computed.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/front_end_testing.h"
#include "lib/audio/front_end_text.h"
#include "lib/audio/presets.h"
#include "lib/audio/spectra/framer.h"
#include "lib/audio/spectra/mel.h"

namespace auricle {
namespace {

struct Moments {
  double mean = 0, std = 0, min = INFINITY, max = -INFINITY, sum = 0;
};

Moments MomentsOf(const std::vector<std::vector<float>>& rows) {
  Moments m;
  double squares = 0, count = 0;
  for (const auto& row : rows) {
    for (const double x : row) {
      m.sum += x;
      squares += x * x;
      ++count;
      m.min = std::min(m.min, x);
      m.max = std::max(m.max, x);
    }
  }
  m.mean = m.sum / count;
  m.std = std::sqrt(std::max(0.0, squares / count - m.mean * m.mean));
  return m;
}

class GoldenTest : public testing::TestWithParam<nlohmann::json> {};

TEST_P(GoldenTest, EveryGivenNumberAgrees) {
  const nlohmann::json& golden = GetParam();
  FrontEnd front_end = PresetWith(golden["preset"], golden.value("change", ""));
  if (golden.contains("stage")) {
    ASSERT_TRUE(EndAfter(golden["stage"].get<std::string>(), &front_end).ok());
  }
  const auto clips =
      Analyse(front_end, SignalOf(golden["signal"]), golden["signal"]["rate"].get<double>());
  ASSERT_TRUE(clips.ok()) << clips.status();
  const auto rows = Rows(*clips);
  ASSERT_EQ(rows.size(), golden["shape"][0].get<size_t>());
  ASSERT_EQ(rows[0].size(), golden["shape"][1].get<size_t>());
  if (golden.contains("empty_bands")) {
    std::vector<int> empty = golden["empty_bands"];
    EXPECT_EQ(EmptyBands(MelMatrix(front_end)), empty);
    EXPECT_NE(FrontEndNote(front_end), "");
  } else {
    EXPECT_EQ(FrontEndNote(front_end), "");
  }
  if (golden.contains("zero_from_frame")) {
    for (size_t t = 0; t < rows.size(); ++t) {
      const float loudest = *std::max_element(rows[t].begin(), rows[t].end());
      EXPECT_EQ(loudest > 1e-6, t < golden["zero_from_frame"].get<size_t>()) << t;
    }
    return;
  }
  const double tolerance = golden["tolerance"], relative = golden["relative"];
  const auto near = [&](double ours, const nlohmann::json& theirs, const std::string& what) {
    const double want = theirs;
    EXPECT_NEAR(ours, want, tolerance + relative * std::abs(want)) << what;
  };
  const Moments m = MomentsOf(rows);
  const size_t first = golden.value("moments_of_first", rows.size());  // Those of whole patches.
  const Moments some = MomentsOf({rows.begin(), rows.begin() + first});
  if (golden.contains("mean")) near(some.mean, golden["mean"], "mean");
  if (golden.contains("std")) near(some.std, golden["std"], "std");
  if (golden.contains("min")) near(m.min, golden["min"], "min");
  if (golden.contains("max")) near(m.max, golden["max"], "max");
  if (golden.contains("sum")) {
    EXPECT_NEAR(m.sum, golden["sum"].get<double>(), 1e-5 * golden["sum"].get<double>());
  }
  for (const auto& cell : golden["cells"]) {
    near(rows[cell[0].get<int>()][cell[1].get<int>()], cell[2], cell.dump());
  }
}

std::vector<nlohmann::json> Cases() {
  std::vector<nlohmann::json> cases;
  for (const char* file : {"front_end_published.json", "front_end_reference.json"}) {
    const nlohmann::json golden = ReadGolden(file);
    for (const auto& c : golden["cases"]) cases.push_back(c);
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenTest, testing::ValuesIn(Cases()), [](const auto& info) {
  return info.param["name"].template get<std::string>();
});

TEST(GoldenCoverageTest, EveryPresetHasAGolden) {
  std::set<std::string> covered;
  for (const auto& golden : Cases()) covered.insert(golden["preset"].get<std::string>());
  for (const std::string& preset : PresetNames()) EXPECT_EQ(covered.count(preset), 1) << preset;
}

TEST(MelGoldenTest, FilterBanksAgree) {
  const nlohmann::json file = ReadGolden("front_end_published.json");
  for (const auto& golden : file["mel_matrices"]) {
    const auto matrix = MelMatrix(PresetWith(golden["preset"], golden.value("change", "")));
    double sum = 0;
    int nonzero = 0;
    std::vector<int> bins;
    std::vector<double> sums;
    for (const auto& row : matrix) {
      bins.push_back(std::count_if(row.begin(), row.end(), [](double w) { return w > 0; }));
      sums.push_back(std::accumulate(row.begin(), row.end(), 0.0));
      nonzero += bins.back();
      sum += sums.back();
    }
    if (golden.contains("bins_per_band")) {
      EXPECT_EQ(bins, golden["bins_per_band"].get<std::vector<int>>()) << golden["preset"];
      for (size_t b = 0; b < golden["first_band_sums"].size(); ++b) {
        EXPECT_NEAR(sums[b], golden["first_band_sums"][b].get<double>(), 1e-9) << b;
      }
    }
    EXPECT_NEAR(sum, golden["sum"].get<double>(), 1e-6 * sum) << golden["preset"];
    // Theirs counts what rounding leaves of a bin on an edge (9e-17).
    const int on_an_edge = golden.value("on_an_edge", 0);
    EXPECT_EQ(nonzero + on_an_edge, golden["nonzero"].get<int>()) << golden["preset"];
    for (const auto& entry : golden["entries"]) {
      EXPECT_NEAR(matrix[entry[0].get<int>()][entry[1].get<int>()], entry[2].get<double>(), 1e-9);
    }
  }
}

TEST(VggishGoldenTest, FramesFollowThePublishedRule) {
  const FrontEnd vggish = PresetWith("vggish");
  const nlohmann::json golden = ReadGolden("front_end_published.json");
  for (const auto& pair : golden["vggish_frames"]) {
    EXPECT_EQ(FrameCount(vggish, pair[0].get<int64_t>()), pair[1].get<int64_t>());
  }
}

// Mean and deviation over frames of `rows`' first columns.
void ExpectMoments(const std::vector<std::vector<float>>& rows, const nlohmann::json& means,
                   const nlohmann::json& deviations) {
  for (size_t c = 0; c < means.size(); ++c) {
    std::vector<std::vector<float>> column;
    for (const auto& row : rows) column.push_back({row[c]});
    const Moments m = MomentsOf(column);
    EXPECT_NEAR(m.mean, means[c].get<double>(), 2e-3);
    EXPECT_NEAR(m.std, deviations[c].get<double>(), 2e-3);
  }
}

std::vector<std::vector<float>> Differences(const std::vector<std::vector<float>>& rows) {
  std::vector<std::vector<float>> differences;
  for (size_t t = 1; t < rows.size(); ++t) {
    differences.push_back(rows[t]);
    for (size_t c = 0; c < rows[t].size(); ++c) differences.back()[c] -= rows[t - 1][c];
  }
  return differences;
}

TEST(MfccGoldenTest, TheFewDataVectorFollowsFromTheCepstra) {
  const nlohmann::json golden = ReadGolden("front_end_published.json");
  bool found = false;
  for (const auto& c : golden["cases"]) {
    if (c["name"] != "mfcc12k") continue;
    found = true;
    const auto clips = Analyse(PresetWith("mfcc12k"), SignalOf(c["signal"]), 12000);
    ASSERT_TRUE(clips.ok()) << clips.status();
    const auto rows = Rows(*clips), first = Differences(rows), second = Differences(first);
    const nlohmann::json& want = golden["mfcc_vector"];
    ExpectMoments(rows, want["mean_c0_c4"], want["std_c0_c4"]);
    ExpectMoments(first, want["dmean_c0_c2"], want["dstd_c0_c2"]);
    ExpectMoments(second, want["ddmean_c0_c2"], want["ddstd_c0_c2"]);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace auricle
