// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/audio/analyzer.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int kMostFft = 1 << 20, kLeastFft = 32;
constexpr int64_t kMostWeights = 1 << 26;  // Of a mel matrix: half a gigabyte.
constexpr double kMostNumber = 1e30;       // What a float holds, with room for sums and squares.

absl::Status Want(bool right, absl::string_view name, double value, absl::string_view want) {
  if (right) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("front end: ", name, " is ", value, "; ", want));
}

// A model from anywhere may carry any number.
absl::Status CheckNumbers(const FrontEnd& f) {
  const google::protobuf::Descriptor& type = *FrontEnd::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *type.field(i);
    if (field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_DOUBLE) continue;
    const double value = f.GetReflection()->GetDouble(f, &field);
    RETURN_IF_ERROR(Want(std::abs(value) <= kMostNumber, field.name(), value,
                         "it is a number of at most 1e30"));
  }
  return absl::OkStatus();
}

// Text and bytes hold any number where proto3 wants a word.
absl::Status CheckWords(const FrontEnd& f) {
  const google::protobuf::Descriptor& type = *FrontEnd::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *type.field(i);
    if (field.enum_type() == nullptr) continue;
    const int value = f.GetReflection()->GetEnumValue(f, &field);
    if (field.enum_type()->FindValueByNumber(value) != nullptr) continue;
    std::vector<std::string> words;
    for (int word = 0; word < field.enum_type()->value_count(); ++word) {
      const google::protobuf::EnumValueDescriptor& known = *field.enum_type()->value(word);
      words.push_back(absl::StrCat(known.name(), " (", known.number(), ")"));
    }
    return absl::InvalidArgumentError(absl::StrCat("front end: ", field.name(), " is ", value,
                                                   "; want ", absl::StrJoin(words, ", ")));
  }
  return absl::OkStatus();
}

absl::Status CheckFraming(const FrontEnd& f) {
  RETURN_IF_ERROR(Want(f.sample_rate_hz() >= 100 && f.sample_rate_hz() <= 1e6, "sample_rate_hz",
                       f.sample_rate_hz(), "it lies within 100 and 1000000"));
  RETURN_IF_ERROR(
      Want(f.fft_samples() >= kLeastFft && f.fft_samples() <= kMostFft && f.fft_samples() % 2 == 0,
           "fft_samples", f.fft_samples(), "it is even, within 32 and 1048576"));
  RETURN_IF_ERROR(Want(f.window_samples() >= 2 && f.window_samples() <= f.fft_samples(),
                       "window_samples", f.window_samples(),
                       absl::StrCat("it lies within 2 and fft_samples, ", f.fft_samples())));
  RETURN_IF_ERROR(Want(f.hop_samples() >= 1 && f.hop_samples() <= kMostFft, "hop_samples",
                       f.hop_samples(), "it is at least 1"));
  RETURN_IF_ERROR(Want(f.min_duration_s() >= 0 && f.min_duration_s() <= 3600, "min_duration_s",
                       f.min_duration_s(), "it lies within 0 and 3600"));
  RETURN_IF_ERROR(Want(std::abs(f.preemphasis()) <= 1, "preemphasis", f.preemphasis(),
                       "it lies within -1 and 1"));
  return Want(f.dither() >= 0 && f.dither() <= 32768, "dither", f.dither(),
              "it lies within 0 and 32768");
}

absl::Status CheckMel(const FrontEnd& f) {
  RETURN_IF_ERROR(Want(f.mel_bands() >= 0 && f.mel_bands() <= f.fft_samples(), "mel_bands",
                       f.mel_bands(), "it lies within 0 (none) and fft_samples"));
  if (f.mel_bands() == 0) {
    return Want(f.mfcc() == 0, "mfcc", f.mfcc(), "cepstra need mel bands");
  }
  RETURN_IF_ERROR(Want(f.mel_low_hz() >= 0, "mel_low_hz", f.mel_low_hz(), "it is not negative"));
  RETURN_IF_ERROR(
      Want(f.mel_high_hz() > f.mel_low_hz() && f.mel_high_hz() <= f.sample_rate_hz() / 2,
           "mel_high_hz", f.mel_high_hz(),
           absl::StrCat("it lies above mel_low_hz, ", f.mel_low_hz(),
                        ", and not above half the sample rate, ", f.sample_rate_hz() / 2)));
  const int64_t weights = int64_t{f.mel_bands()} * (f.fft_samples() / 2 + 1);
  return Want(weights <= kMostWeights, "mel_bands", f.mel_bands(),
              absl::StrCat("of a transform of ", f.fft_samples(), " points at most ",
                           kMostWeights / (f.fft_samples() / 2 + 1)));
}

absl::Status CheckLog(const FrontEnd& f) {
  const bool has_log = f.log() != FrontEnd::LINEAR;
  RETURN_IF_ERROR(Want(!has_log || f.log_offset() + f.log_floor() >= FLT_MIN,
                       "log_offset + log_floor", f.log_offset() + f.log_floor(),
                       "a logarithm needs one of them above 0, for silence"));
  RETURN_IF_ERROR(Want(f.log_offset() >= 0 && f.log_floor() >= 0, "log_offset or log_floor",
                       std::min(f.log_offset(), f.log_floor()), "neither is negative"));
  const bool decibel = f.log() == FrontEnd::DECIBEL_POWER || f.log() == FrontEnd::DECIBEL_MAGNITUDE;
  RETURN_IF_ERROR(Want(f.db_range() == 0 || (f.db_range() > 0 && decibel), "db_range", f.db_range(),
                       "it is positive and needs a log in decibel"));
  RETURN_IF_ERROR(Want(!f.db_reference_max() || decibel, "db_reference_max", f.db_reference_max(),
                       "it needs a log in decibel"));
  return Want(!f.clamp() || f.clamp_low() < f.clamp_high(), "clamp_low", f.clamp_low(),
              absl::StrCat("it lies below clamp_high, ", f.clamp_high()));
}

}  // namespace

absl::Status CheckFrontEnd(const FrontEnd& f) {
  RETURN_IF_ERROR(CheckNumbers(f));
  RETURN_IF_ERROR(CheckWords(f));
  RETURN_IF_ERROR(CheckFraming(f));
  RETURN_IF_ERROR(CheckMel(f));
  RETURN_IF_ERROR(CheckLog(f));
  RETURN_IF_ERROR(Want(f.mfcc() >= 0 && f.mfcc() <= f.mel_bands(), "mfcc", f.mfcc(),
                       absl::StrCat("it lies within 0 (none) and mel_bands, ", f.mel_bands())));
  RETURN_IF_ERROR(Want(f.mfcc_lifter() >= 0, "mfcc_lifter", f.mfcc_lifter(), "it is not negative"));
  RETURN_IF_ERROR(Want(f.delta_order() >= 0 && f.delta_order() <= 2, "delta_order", f.delta_order(),
                       "it is 0, 1 or 2"));
  RETURN_IF_ERROR(Want(f.delta_order() == 0 || (f.delta_window() >= 1 && f.delta_window() <= 100),
                       "delta_window", f.delta_window(), "it lies within 1 and 100"));
  return Want(f.feature_norm_eps() >= 0, "feature_norm_eps", f.feature_norm_eps(),
              "it is not negative");
}

std::string FrontEndNote(const FrontEnd& f) {
  if (f.mel_bands() == 0) return "";
  const std::vector<int> empty = EmptyBands(MelMatrix(f));
  if (empty.empty()) return "";
  const size_t shown = std::min<size_t>(empty.size(), 10);
  return absl::StrFormat(
      "front end: %d of %d mel bands hold no bin of the %d-point transform, %.4g Hz apart, and are "
      "the same in every frame (counted from 0: %s%s); that is what other programs give, too; "
      "fewer "
      "bands, a longer transform or a higher lower edge leave none empty",
      empty.size(), f.mel_bands(), f.fft_samples(), f.sample_rate_hz() / f.fft_samples(),
      absl::StrJoin(empty.begin(), empty.begin() + shown, ", "), shown < empty.size() ? " …" : "");
}

}  // namespace auricle
