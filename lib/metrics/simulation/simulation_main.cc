// SPDX-License-Identifier: Apache-2.0
// Prints the tables of lib/metrics/README.md: for every design how often a 95 % interval holds the
// truth (and how wide it is), and how often two equal conditions are found different at .05.
//   simulation [DRAWS [SEED]]
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "lib/metrics/simulation/measure.h"

namespace auricle {
namespace {

constexpr const char* kShown[] = {"accuracy", "uar", "macro_f1", "weighted_f1"};
constexpr int kName = 54;

// Code points are columns.
void PrintName(const std::string& name) {
  int width = 0;
  for (const char c : name) width += (c & 0xc0) != 0x80;
  std::printf("%s%*s", name.c_str(), kName - width, "");
}

void Print(const Coverage& c) {
  std::printf("  %5.1f (%5.1f)%s", 100.0 * c.held / c.draws, 100 * c.width, c.none > 0 ? "*" : " ");
}

void Run(int draws, uint64_t seed) {
  std::printf("Coverage of the 95 %% interval, %% (mean width, points); %d draws, ±%.1f\n", draws,
              100 * std::sqrt(.95 * .05 / draws));
  PrintName("");
  for (const char* name : kShown) std::printf("  %-14s", name);
  std::printf("\n");
  for (const Design& design : Designs()) {
    PrintName(design.name);
    for (const char* name : kShown) Print(CoverageOf(design, *FindMetric(name), draws, seed));
    std::printf("\n");
    std::fflush(stdout);
  }
  std::printf("\n");
  PrintName("");
  std::printf("  %-14s  %-14s\n", "roc_auc", "pr_auc");
  for (const RankingDesign& design : RankingDesigns()) {
    PrintName(design.name);
    for (const bool roc : {true, false}) Print(CoverageOf(design, roc, draws, seed));
    std::printf("\n");
  }
  std::printf("\np < .05 of two equal conditions, %%; %d draws, ±%.1f\n", draws,
              100 * std::sqrt(.05 * .95 / draws));
  PrintName("");
  std::printf("  accuracy     uar  macro_f1  uar, seeds unpaired\n");
  for (const Design& design : Designs()) {
    PrintName(design.name);
    for (const char* name : {"accuracy", "uar", "macro_f1"}) {
      const Size size = SizeOf(design, *FindMetric(name), true, draws, seed);
      std::printf("  %7.1f", 100.0 * size.found / size.draws);
    }
    if (design.seeds > 1) {
      const Size size = SizeOf(design, *FindMetric("uar"), false, draws, seed);
      std::printf("  %7.1f", 100.0 * size.found / size.draws);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  const int draws = argc > 1 ? std::atoi(argv[1]) : 2000;
  if (draws < 1) {
    std::fprintf(stderr, "simulation: '%s' is not a number of draws, want 1 or more\n", argv[1]);
    return 2;
  }
  auricle::Run(draws, argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
}
