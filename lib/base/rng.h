// SPDX-License-Identifier: Apache-2.0
// Seeded random numbers that are the same on every machine (Normal() but for the last bit of the
// system's logarithm and cosine): all randomness in Auricle comes from a named stream, Rng(seed,
// "split"), and never from the standard library's distributions.
#ifndef AURICLE_LIB_BASE_RNG_H_
#define AURICLE_LIB_BASE_RNG_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"

namespace auricle {

// A 64-bit hash of `text`, the same on every machine and run (FNV-1a, then mixed). Not for secrets.
uint64_t StableHash(absl::string_view text, uint64_t seed = 0);

// xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64 from the seed and the stream's
// name.
class Rng {
 public:
  // Streams of different names or seeds are independent; equal ones are equal.
  Rng(uint64_t seed, absl::string_view stream);

  uint64_t Next();
  // Uniform in [0, 1), 53 bits.
  double Uniform();
  // Uniform in 0 … n-1, without bias (Lemire, 2019). REQUIRES: n > 0.
  uint64_t Below(uint64_t n);
  // Standard normal (Box and Muller, one value a call).
  double Normal();

  // Fisher and Yates.
  template <typename Container>
  void Shuffle(Container* items) {
    for (size_t i = items->size(); i > 1; --i) std::swap((*items)[i - 1], (*items)[Below(i)]);
  }

  // For checkpoints: a restored stream goes on where the saved one stood.
  std::array<uint64_t, 4> state() const { return state_; }
  void set_state(const std::array<uint64_t, 4>& state) { state_ = state; }

 private:
  std::array<uint64_t, 4> state_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_RNG_H_
