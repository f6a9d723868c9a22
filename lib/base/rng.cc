// SPDX-License-Identifier: Apache-2.0
#include "lib/base/rng.h"

#include <cmath>

namespace auricle {
namespace {

uint64_t Rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

uint64_t SplitMix(uint64_t* state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

uint64_t StableHash(absl::string_view text, uint64_t seed) {
  uint64_t hash = 0xcbf29ce484222325 ^ SplitMix(&seed);
  for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  return SplitMix(&hash);
}

Rng::Rng(uint64_t seed, absl::string_view stream) {
  uint64_t mix = StableHash(stream, seed);
  for (uint64_t& word : state_) word = SplitMix(&mix);
}

uint64_t Rng::Next() {
  const uint64_t result = Rotl(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = Rotl(state_[3], 45);
  return result;
}

double Rng::Uniform() { return (Next() >> 11) * 0x1.0p-53; }

uint64_t Rng::Below(uint64_t n) {
  __extension__ using uint128 = unsigned __int128;
  uint128 product = static_cast<uint128>(Next()) * n;
  if (static_cast<uint64_t>(product) < n) {
    const uint64_t threshold = -n % n;
    while (static_cast<uint64_t>(product) < threshold) product = static_cast<uint128>(Next()) * n;
  }
  return product >> 64;
}

double Rng::Normal() {
  const double radius = std::sqrt(-2 * std::log(1 - Uniform()));
  return radius * std::cos(2 * M_PI * Uniform());
}

}  // namespace auricle
