// SPDX-License-Identifier: Apache-2.0
// Front ends as text that users write: presets are such files, and wav2mel takes and prints them.
#ifndef AURICLE_LIB_AUDIO_FRONT_END_TEXT_H_
#define AURICLE_LIB_AUDIO_FRONT_END_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "protos/front_end.pb.h"

namespace auricle {

// Protobuf's text format: "mel_bands: 64" and the like, each parameter once, # before comments.
// What is not given is 0, false or the first word. Values are not judged (CheckFrontEnd does).
// Errors: kInvalidArgument with the line, the field and what it takes.
absl::StatusOr<FrontEnd> ParseFrontEnd(const std::string& text);

// Every parameter in the order of computation, those at 0 too, each with a few words on it.
// ParseFrontEnd gives the same front end back.
std::string FrontEndText(const FrontEnd& front_end);

// Takes away all steps after `stage`: "spectrum" (linear magnitude or power), "mel" (linear mel
// bands) or "log" (before a decibel range, clamping and normalisation, which know the item). What
// is left is what a file without the later parameters says. Errors: kInvalidArgument for another
// word, or a front end that has no such stage.
absl::Status EndAfter(absl::string_view stage, FrontEnd* front_end);

// Whether a parameter, named as the field of FrontEnd, belongs to a step after `stage`.
bool ComesAfter(absl::string_view stage, const std::string& field);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_FRONT_END_TEXT_H_
