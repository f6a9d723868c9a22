// SPDX-License-Identifier: Apache-2.0
// Signals by formula and whole items, for tests of the front end.
#ifndef AURICLE_LIB_AUDIO_FRONT_END_TESTING_H_
#define AURICLE_LIB_AUDIO_FRONT_END_TESTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/audio/items/item.h"
#include "nlohmann/json.hpp"
#include "protos/clip.pb.h"
#include "protos/front_end.pb.h"

namespace auricle {

// A file of testdata/golden.
nlohmann::json ReadGolden(const std::string& name);

// {"rate", "n", "terms": [[amplitude, radians per sample, phase]], "noise": [amplitude, seed] (a
// linear congruential generator) or [amplitude, "murmur", k], "active": zero from here on}.
std::vector<float> SignalOf(const nlohmann::json& description);

// Uniform noise in ±amplitude, of a fixed seed.
std::vector<float> Noise(int64_t n, float amplitude, uint64_t seed = 1);

// The preset with fields of `change` (text format) set; aborts if there is no such.
FrontEnd PresetWith(const std::string& preset, const std::string& change = "");

// All records of an item of these samples.
absl::StatusOr<std::vector<Clip>> Analyse(const FrontEnd& front_end,
                                          const std::vector<float>& samples, double rate_hz,
                                          const ItemOptions& options = {},
                                          ItemOutcome* outcome = nullptr);

// The feature of all records, row after row, as [frames][bins].
std::vector<std::vector<float>> Rows(const std::vector<Clip>& clips);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_FRONT_END_TESTING_H_
