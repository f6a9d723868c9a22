// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_front_end.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/front_end_text.h"
#include "lib/audio/presets.h"
#include "lib/base/status_macros.h"
#include "lib/records/files/fd.h"
#include "lib/tool/tool.h"

DEFINE_string(
    front_end, "antitransfer",
    "A preset, one of those listed above, or a file of parameters, mine.textproto (a name "
    "with a dot or a slash): --describe prints one to begin with.");
DEFINE_string(
    stage, "",
    "Where features end: spectrum (linear, as --spectrum says), mel (linear bands) or log "
    "(before range, clamping, cepstra and norms of the item); what would follow is then the "
    "network's. Default: all steps that the front end has.");

// Each overrides the front end's parameter of the same name where it is given.
DEFINE_double(sample_rate, 0,
              "Hz; audio of other rates is resampled. Window, hop and FFT are "
              "counted in samples at this rate. Default: the front end's, as for all below.");
DEFINE_int32(window, 0, "Samples of a frame.");
DEFINE_int32(hop, 0, "Samples from one frame to the next.");
DEFINE_int32(fft, 0, "Points of the transform, even; a longer one than the window pads zeros.");
DEFINE_string(window_shape, "", "hann, hamming, povey or rectangular.");
DEFINE_bool(window_symmetric, false, "The window ends as it begins (else it is periodic).");
DEFINE_string(padding, "",
              "At the item's ends: no_padding (frames that fit), centre_zero, "
              "centre_reflect, centre_zero_whole_hop (SciPy) or mirror_edges (Kaldi).");
DEFINE_double(min_duration, 0, "Shorter items are lengthened to so many seconds.");
DEFINE_bool(lengthen_by_repeating, false, "… with the item over and over instead of zeros.");
DEFINE_string(wave_norm, "",
              "wave_raw, wave_standard (mean 0, deviation 1 over the item) or "
              "wave_peak.");
DEFINE_double(preemphasis, 0, "a of y[n] = x[n] - a x[n-1].");
DEFINE_double(dither, 0, "Deviation of noise added to the samples, drawn from --seed and the id.");
DEFINE_string(spectrum, "", "magnitude or power.");
DEFINE_int32(mel_bands, 0, "How many; 0: the linear spectrum.");
DEFINE_double(mel_low_hz, 0, "Lower edge of the first band.");
DEFINE_double(mel_high_hz, 0, "Upper edge of the last band.");
DEFINE_string(mel_scale, "", "htk or slaney.");
DEFINE_bool(mel_triangles_in_hz, false, "Triangles are straight in Hz (else in mel).");
DEFINE_bool(mel_area_normalised, false, "Triangles have area 1 in Hz (else peak 1).");
DEFINE_string(log, "", "linear (none), natural, log10, decibel_power or decibel_magnitude.");
DEFINE_double(log_offset, 0, "log(max(x, floor) + offset).");
DEFINE_double(log_floor, 0, "log(max(x, floor) + offset).");
DEFINE_double(db_range, 0, "Floor so many dB below the item's maximum; 0: none.");
DEFINE_bool(db_reference_max, false, "0 dB is the item's maximum.");
DEFINE_int32(mfcc, 0, "How many cepstra; 0: none.");
DEFINE_double(mfcc_lifter, 0, "L of the lifter 1 + L/2 sin(pi i / L); 0: none.");
DEFINE_int32(delta_order, 0, "Adds regression deltas (1) and their deltas (2).");
DEFINE_int32(delta_window, 2, "N: deltas over t-N … t+N.");
DEFINE_string(feature_norm, "",
              "Of each item: feature_raw, feature_min_max, feature_standard or "
              "feature_mean.");

namespace auricle {
namespace {

// flag → field of FrontEnd.
constexpr const char* kFlags[][2] = {
    {"sample_rate", "sample_rate_hz"},
    {"window", "window_samples"},
    {"hop", "hop_samples"},
    {"fft", "fft_samples"},
    {"window_shape", "window"},
    {"window_symmetric", "window_symmetric"},
    {"padding", "padding"},
    {"min_duration", "min_duration_s"},
    {"lengthen_by_repeating", "lengthen_by_repeating"},
    {"wave_norm", "wave_norm"},
    {"preemphasis", "preemphasis"},
    {"dither", "dither"},
    {"spectrum", "spectrum"},
    {"mel_bands", "mel_bands"},
    {"mel_low_hz", "mel_low_hz"},
    {"mel_high_hz", "mel_high_hz"},
    {"mel_scale", "mel_scale"},
    {"mel_triangles_in_hz", "mel_triangles_in_hz"},
    {"mel_area_normalised", "mel_area_normalised"},
    {"log", "log"},
    {"log_offset", "log_offset"},
    {"log_floor", "log_floor"},
    {"db_range", "db_range"},
    {"db_reference_max", "db_reference_max"},
    {"mfcc", "mfcc"},
    {"mfcc_lifter", "mfcc_lifter"},
    {"delta_order", "delta_order"},
    {"delta_window", "delta_window"},
    {"feature_norm", "feature_norm"},
};

bool Given(const char* flag) { return !gflags::GetCommandLineFlagInfoOrDie(flag).is_default; }

absl::Status SetField(const std::string& flag, const std::string& value,
                      const google::protobuf::FieldDescriptor& field, FrontEnd* front_end) {
  const google::protobuf::Reflection& set = *front_end->GetReflection();
  double number = 0;
  switch (field.cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const which = field.enum_type()->FindValueByName(absl::AsciiStrToUpper(value));
      if (which != nullptr) {
        set.SetEnum(front_end, &field, which);
        return absl::OkStatus();
      }
      std::vector<std::string> names;
      for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        names.push_back(absl::AsciiStrToLower(field.enum_type()->value(i)->name()));
      }
      return ToolMisuse(
          absl::StrCat("--", flag, "='", value, "', want one of ", absl::StrJoin(names, ", ")));
    }
    case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
      set.SetBool(front_end, &field, value == "true");
      return absl::OkStatus();
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      if (absl::SimpleAtod(value, &number)) set.SetInt32(front_end, &field, number);
      return absl::OkStatus();
    default:
      if (absl::SimpleAtod(value, &number)) set.SetDouble(front_end, &field, number);
      return absl::OkStatus();
  }
}

// No preset has a dot or a slash.
bool IsFile(const std::string& name) { return name.find_first_of("./") != std::string::npos; }

absl::StatusOr<std::string> ReadSmallFile(const std::string& path) {
  constexpr size_t kMostBytes = 1 << 20;
  ASSIGN_OR_RETURN(const Fd fd, OpenToRead(path));
  std::string text(kMostBytes, '\0');
  size_t size = 0;
  for (size_t got = 1; got > 0 && size < kMostBytes; size += got) {
    ASSIGN_OR_RETURN(got, ReadSome(fd.get(), &text[size], kMostBytes - size, path));
  }
  text.resize(size);
  return text;
}

// The front end of a file is named as the file is, unless it names itself.
absl::StatusOr<FrontEnd> FromFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadSmallFile(path);
  if (!text.ok()) return ToolMisuse(absl::StrCat("--front_end: ", text.status().message()));
  absl::StatusOr<FrontEnd> front_end = ParseFrontEnd(*text);
  if (!front_end.ok()) {
    return ToolMisuse(absl::StrCat("--front_end='", path, "', ", front_end.status().message()));
  }
  if (front_end->name().empty()) {
    const std::string file = path.substr(path.rfind('/') + 1);
    front_end->set_name(file.substr(0, file.rfind('.')));
  }
  return front_end;
}

absl::StatusOr<FrontEnd> Named(const std::string& name) {
  if (IsFile(name)) return FromFile(name);
  absl::StatusOr<FrontEnd> preset = Preset(name);
  if (!preset.ok()) {
    return ToolMisuse(absl::StrCat("--front_end: ", preset.status().message(),
                                   "; of a file give a name with a dot or a slash"));
  }
  return preset;
}

}  // namespace

absl::StatusOr<FrontEnd> FrontEndFromFlags(uint64_t seed) {
  ASSIGN_OR_RETURN(FrontEnd front_end, Named(FLAGS_front_end));
  for (const auto& [flag, name] : kFlags) {
    if (!Given(flag)) continue;
    if (ComesAfter(FLAGS_stage, name)) {
      return ToolMisuse(absl::StrCat("--", flag, " is of a step after --stage=", FLAGS_stage));
    }
    const auto* const field = FrontEnd::descriptor()->FindFieldByName(name);
    std::string value;
    gflags::GetCommandLineOption(flag, &value);
    RETURN_IF_ERROR(SetField(flag, value, *field, &front_end));
  }
  if (!FLAGS_stage.empty()) {
    const absl::Status ended = EndAfter(FLAGS_stage, &front_end);
    if (!ended.ok()) return ToolMisuse(absl::StrCat("--stage: ", ended.message()));
  }
  if (front_end.delta_order() > 0 && front_end.delta_window() == 0) {
    front_end.set_delta_window(FLAGS_delta_window);
  }
  const bool own_seed = front_end.dither_seed() != 0 && !Given("seed");
  if (front_end.dither() > 0 && !own_seed) front_end.set_dither_seed(seed);
  const absl::Status checked = CheckFrontEnd(front_end);
  if (!checked.ok()) return ToolMisuse(checked.message());
  const std::string note = FrontEndNote(front_end);
  if (!note.empty()) Say(note);
  return front_end;
}

std::vector<std::string> GivenFrontEndFlags() {
  std::vector<std::string> names;
  if (!IsFile(FLAGS_front_end)) names.push_back("front_end");
  if (!FLAGS_stage.empty()) names.push_back("stage");
  for (const auto& [flag, name] : kFlags) {
    if (Given(flag)) names.push_back(flag);
  }
  return names;
}

std::string PresetTable() {
  std::string table;
  for (const std::string& name : PresetNames()) {
    std::string line = absl::StrFormat("    %-13s", name);
    for (const absl::string_view word : absl::StrSplit(PresetSummary(name), ' ')) {
      if (line.size() + 1 + word.size() > 96) {
        absl::StrAppend(&table, line, "\n");
        line = std::string(17, ' ');
      }
      absl::StrAppend(&line, " ", word);
    }
    absl::StrAppend(&table, line, "\n");
  }
  return table;
}

}  // namespace auricle
