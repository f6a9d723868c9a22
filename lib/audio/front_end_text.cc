// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/front_end_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

// What a parameter is. The words that one takes are told by its type.
constexpr struct {
  const char* field;
  const char* meaning;
} kMeanings[] = {
    {"name", "informative; not compared"},
    {"sample_rate_hz", "100 to 1000000; audio of other rates is resampled"},
    {"preemphasis", "a of y[n] = x[n] - a x[n-1], -1 to 1; 0: off"},
    {"dither", "standard deviation of added noise, 0 to 32768; 0: off"},
    {"scale", "INT16: samples times 32768"},
    {"remove_dc", "takes the mean from each frame"},
    {"wave_norm", "over the item"},
    {"preemphasis_per_frame", "within each frame, after its DC; else on the waveform"},
    {"dither_seed", "of the noise, with the item's id; 0: --seed"},
    {"window_samples", "2 to fft_samples"},
    {"hop_samples", "at least 1"},
    {"fft_samples", "even, 32 to 1048576"},
    {"window_centred_in_fft", "a window shorter than the transform; changes phases only"},
    {"window", ""},
    {"window_symmetric", "ends as it begins; else periodic"},
    {"padding", "at the item's ends"},
    {"divide_by_window_sum", ""},
    {"min_duration_s", "0 to 3600; shorter items are lengthened"},
    {"lengthen_by_repeating", "with the item over and over; else with zeros"},
    {"spectrum", ""},
    {"mel_bands", "0: the features end with the spectrum, linear or after its logarithm"},
    {"mel_low_hz", "lower edge of the first band"},
    {"mel_high_hz", "upper edge of the last, at most half the rate"},
    {"mel_scale", ""},
    {"mel_triangles_in_hz", "straight in Hz; else in mel"},
    {"mel_area_normalised", "area 1 in Hz; else peak 1"},
    {"mel_zero_dc", "leaves bin 0 out"},
    {"log", "LINEAR: the features end with linear bands"},
    {"log_offset", "log(max(x, floor) + offset)"},
    {"log_floor", "log(max(x, floor) + offset)"},
    {"db_range", "floor so many dB below the item's maximum; 0: none"},
    {"db_reference_max", "0 dB is the item's maximum"},
    {"clamp", "to clamp_low … clamp_high"},
    {"clamp_low", ""},
    {"clamp_high", ""},
    {"mfcc", "how many cepstra, at most mel_bands; 0: none"},
    {"mfcc_lifter", "L of 1 + L/2 sin(pi i / L); 0: none"},
    {"mfcc_replace_energy", "c0 becomes the log of the frame's energy"},
    {"delta_order", "0, 1 or 2"},
    {"delta_window", "N: deltas over t-N … t+N, 1 to 100"},
    {"feature_norm", "over the item"},
    {"feature_norm_eps", "added to what is divided by"},
};

// Where each stage ends: parameters are numbered in the order of computation.
constexpr struct {
  const char* stage;
  int last_field;
} kStages[] = {{"spectrum", FrontEnd::kSpectrumFieldNumber},
               {"mel", FrontEnd::kMelZeroDcFieldNumber},
               {"log", FrontEnd::kLogFloorFieldNumber}};

int LastField(absl::string_view stage) {
  for (const auto& known : kStages) {
    if (stage == known.stage) return known.last_field;
  }
  return -1;
}

std::string WordsOf(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) words.push_back(type.value(i)->name());
  return absl::StrJoin(words, ", ");
}

// Each line's first word: the name of a parameter, or of none.
std::vector<std::string> NamesOfLines(const std::string& text) {
  std::vector<std::string> names;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(": \t"), absl::SkipEmpty());
    names.push_back(words.empty() ? "" : words[0]);
  }
  return names;
}

// Keeps the first error: the others follow from it.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(const std::string& text) : lines_(NamesOfLines(text)) {}
  // line: from 0. Of a value that is wrong it is that of the word behind it.
  void AddError(int line, google::protobuf::io::ColumnNumber, const std::string& message) override {
    if (!message_.empty()) return;
    const std::string name = NameIn(message, line);
    const auto where = std::find(lines_.begin(), lines_.end(), name);
    if (where != lines_.end()) line = static_cast<int>(where - lines_.begin());
    message_ = absl::StrCat("line ", line + 1, ": ", absl::StripSuffix(message, "."), Hint(name));
  }
  const std::string& message() const { return message_; }

 private:
  // The parameter that the message quotes, or that stands in the line.
  std::string NameIn(const std::string& message, int line) const {
    const std::vector<std::string> parts = absl::StrSplit(message, '"');
    for (size_t i = 1; i < parts.size(); i += 2) {
      const bool unknown = absl::EndsWith(parts[i - 1], "no field named ");
      if (unknown || FrontEnd::descriptor()->FindFieldByName(parts[i]) != nullptr) return parts[i];
    }
    return line >= 0 && line < static_cast<int>(lines_.size()) ? lines_[line] : "";
  }

  static std::string Hint(const std::string& name) {
    const FieldDescriptor* const field = FrontEnd::descriptor()->FindFieldByName(name);
    if (field != nullptr) {
      return field->enum_type() == nullptr
                 ? absl::StrCat("; ", name, " is of type ", field->type_name())
                 : absl::StrCat("; ", name, " is one of ", WordsOf(*field->enum_type()));
    }
    std::vector<std::string> names;
    for (const auto& known : kMeanings) names.emplace_back(known.field);
    const std::string near = Nearest(name, names);
    return near.empty() ? "; wav2mel --describe prints all parameters"
                        : absl::StrCat("; did you mean ", near, "?");
  }

  const std::vector<std::string> lines_;
  std::string message_;
};

}  // namespace

absl::StatusOr<FrontEnd> ParseFrontEnd(const std::string& text) {
  FrontEnd front_end;
  FirstError error(text);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(text, &front_end)) return front_end;
  return absl::InvalidArgumentError(error.message());
}

std::string FrontEndText(const FrontEnd& front_end) {
  std::string text;
  for (const auto& known : kMeanings) {
    const FieldDescriptor& field = *FrontEnd::descriptor()->FindFieldByName(known.field);
    std::string value, comment = known.meaning;
    google::protobuf::TextFormat::PrintFieldValueToString(front_end, &field, -1, &value);
    if (field.enum_type() != nullptr) {
      comment = absl::StrCat(comment, comment.empty() ? "" : "; ", WordsOf(*field.enum_type()));
    }
    const std::string line = absl::StrCat(known.field, ": ", value);
    absl::StrAppend(&text, comment.empty() ? line : absl::StrFormat("%-31s # %s", line, comment),
                    "\n");
  }
  return text;
}

absl::Status EndAfter(absl::string_view stage, FrontEnd* front_end) {
  const int last = LastField(stage);
  if (last < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("stage is '", stage, "'; want spectrum, mel or log"));
  }
  if (stage == "mel" && front_end->mel_bands() == 0) {
    return absl::InvalidArgumentError("there are no mel bands to end after; set mel_bands");
  }
  if (stage == "log" && front_end->log() == FrontEnd::LINEAR) {
    return absl::InvalidArgumentError("there is no logarithm to end after; set log");
  }
  const google::protobuf::Descriptor& type = *FrontEnd::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->number() > last)
      front_end->GetReflection()->ClearField(front_end, type.field(i));
  }
  return absl::OkStatus();
}

bool ComesAfter(absl::string_view stage, const std::string& field) {
  const FieldDescriptor* const known = FrontEnd::descriptor()->FindFieldByName(field);
  return known != nullptr && LastField(stage) >= 0 && known->number() > LastField(stage);
}

}  // namespace auricle
