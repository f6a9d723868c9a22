// SPDX-License-Identifier: Apache-2.0
// NSynth's examples.json (the training set's has 200 MB), read as a stream: one example is held at
// a time, not the document.
#ifndef AURICLE_LIB_CORPORA_LAYOUTS_NSYNTH_EXAMPLES_H_
#define AURICLE_LIB_CORPORA_LAYOUTS_NSYNTH_EXAMPLES_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace auricle {

// {"NOTE": {"instrument_family": 3, "instrument_family_str": "guitar", …}, …}. What an example does
// not say, or says in another type, is absent.
struct NsynthExample {
  std::string note;  // The key, and the audio file's name.
  absl::optional<int64_t> family, source, pitch, velocity;
  absl::optional<std::string> family_name, source_name, instrument;
  absl::optional<std::vector<int64_t>> qualities;  // A 0 or 1 for each of NsynthQualities().
  absl::optional<std::vector<std::string>> quality_names;
};

// Calls `use` for every example, in the order of the document, until it says no.
// Errors: kInvalidArgument with the place for what is not JSON or not an object of objects; what
// `use` says; kCancelled.
absl::Status ReadNsynthExamples(std::istream& json,
                                const std::function<absl::Status(const NsynthExample&)>& use);

// The classes, in the official order: index k of the JSON is the k-th name.
absl::Span<const char* const> NsynthFamilies();   // 11
absl::Span<const char* const> NsynthSources();    // 3
absl::Span<const char* const> NsynthQualities();  // 10

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_LAYOUTS_NSYNTH_EXAMPLES_H_
