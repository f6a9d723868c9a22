// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/nsynth_examples.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/stop.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

using Json = nlohmann::json;

constexpr const char* kFamilies[] = {"bass",  "brass", "flute",  "guitar",     "keyboard", "mallet",
                                     "organ", "reed",  "string", "synth_lead", "vocal"};
constexpr const char* kSources[] = {"acoustic", "electronic", "synthetic"};
constexpr const char* kQualities[] = {"bright",       "dark",        "distortion",    "fast_decay",
                                      "long_release", "multiphonic", "nonlinear_env", "percussive",
                                      "reverb",       "tempo-synced"};

// Depth 1: notes. Depth 2: what is said of a note. Depth 3: its arrays. Deeper or elsewhere: not
// read.
class Reader : public nlohmann::json_sax<Json> {
 public:
  explicit Reader(const std::function<absl::Status(const NsynthExample&)>& use) : use_(use) {}

  absl::Status TakeStatus() { return std::move(status_); }

  bool null() override { return Scalar(); }
  bool boolean(bool) override { return Scalar(); }
  bool number_float(double, const std::string&) override { return Scalar(); }
  bool binary(Json::binary_t&) override { return Scalar(); }
  bool number_unsigned(uint64_t value) override {
    constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
    return value > kMost ? Scalar() : number_integer(static_cast<int64_t>(value));
  }

  bool number_integer(int64_t value) override {
    if (!Scalar()) return false;
    if (depth_ == 3 && in_array_ && key_ == "qualities") example_.qualities->push_back(value);
    if (depth_ != 2) return true;
    if (key_ == "instrument_family") example_.family = value;
    if (key_ == "instrument_source") example_.source = value;
    if (key_ == "pitch") example_.pitch = value;
    if (key_ == "velocity") example_.velocity = value;
    return true;
  }

  bool string(std::string& value) override {
    if (!Scalar()) return false;
    if (depth_ == 3 && in_array_ && key_ == "qualities_str") {
      example_.quality_names->push_back(value);
    }
    if (depth_ != 2) return true;
    if (key_ == "instrument_family_str") example_.family_name = value;
    if (key_ == "instrument_source_str") example_.source_name = value;
    if (key_ == "instrument_str") example_.instrument = value;
    return true;
  }

  bool key(std::string& value) override {
    if (depth_ == 1) example_ = {value, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    if (depth_ == 2) key_ = value;
    return true;
  }

  bool start_object(size_t) override { return Open(false); }
  bool start_array(size_t) override { return Open(true); }
  bool end_array() override { return Close(); }

  bool end_object() override {
    Close();
    if (depth_ != 1) return true;
    status_ = StopSignal() != 0 ? absl::CancelledError("stopped while reading examples.json")
                                : use_(example_);
    return status_.ok();
  }

  bool parse_error(size_t position, const std::string&, const Json::exception& error) override {
    status_ = absl::InvalidArgumentError(absl::StrCat("it is no JSON at byte ", position, ": ",
                                                      EscapeForTerminal(error.what()),
                                                      "; download it again"));
    return false;
  }

 private:
  bool WrongShape() {
    status_ = absl::InvalidArgumentError(
        "it is not an object of notes, {\"NOTE\": {\"pitch\": …}, …}, as NSynth's examples.json "
        "is");
    return false;
  }

  // A value that is neither object nor array may stand within a note only.
  bool Scalar() { return depth_ >= 2 || WrongShape(); }

  bool Open(bool array) {
    if (depth_ < 2 && array) return WrongShape();
    in_array_ = array;
    if (++depth_ != 3 || !array) return true;
    if (key_ == "qualities") example_.qualities.emplace();
    if (key_ == "qualities_str") example_.quality_names.emplace();
    return true;
  }

  bool Close() {
    --depth_;
    in_array_ = false;
    return true;
  }

  const std::function<absl::Status(const NsynthExample&)>& use_;
  absl::Status status_;
  NsynthExample example_;
  std::string key_;
  int64_t depth_ = 0;
  bool in_array_ = false;  // Read at depth 3 only, where arrays of scalars are.
};

}  // namespace

absl::Status ReadNsynthExamples(std::istream& json,
                                const std::function<absl::Status(const NsynthExample&)>& use) {
  Reader reader(use);
  Json::sax_parse(json, &reader);
  return reader.TakeStatus();
}

absl::Span<const char* const> NsynthFamilies() { return kFamilies; }
absl::Span<const char* const> NsynthSources() { return kSources; }
absl::Span<const char* const> NsynthQualities() { return kQualities; }

}  // namespace auricle
