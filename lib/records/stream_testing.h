// SPDX-License-Identifier: Apache-2.0
// For tests: small streams as bytes, and what a reader makes of bytes.
#ifndef AURICLE_LIB_RECORDS_STREAM_TESTING_H_
#define AURICLE_LIB_RECORDS_STREAM_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/records/reader.h"
#include "protos/record.pb.h"

namespace auricle {

// A name in the test's own directory.
std::string TempPath(const std::string& name);
std::string Slurp(const std::string& path);
void Spill(const std::string& path, absl::string_view bytes);

Header ClipsHeader();
// Clip `i` has labels in five tasks and a feature of 2i float32.
Clip TestClip(int i);
// Writes `sections` of `clips` each, and dies if it cannot.
void WriteTestStream(const std::string& path, int sections, int clips);
std::string TestStreamBytes(int sections, int clips);

// Bytes of one frame with right checksums, whatever the payload.
std::string FrameOf(absl::string_view payload);
std::string FrameOf(const Record& record);

// All records of a stream, read to its proper end; `note`, if given, takes the salvage note.
absl::StatusOr<std::vector<Record>> ReadAll(const std::string& path,
                                            const ReadOptions& options = {},
                                            std::string* note = nullptr);
// The same of bytes that arrive through a pipe.
absl::StatusOr<std::vector<Record>> ReadBytes(absl::string_view bytes,
                                              const ReadOptions& options = {},
                                              std::string* note = nullptr);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_STREAM_TESTING_H_
