// SPDX-License-Identifier: Apache-2.0
// The inputs of a command line, told apart: streams of clips and audio.
#ifndef AURICLE_LIB_TOOL_INPUT_SOURCE_H_
#define AURICLE_LIB_TOOL_INPUT_SOURCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"
#include "lib/records/reader.h"

namespace auricle {

struct InputSource {
  std::string path;
  bool is_audio = false;                 // Else a stream of clips.
  std::unique_ptr<RecordReader> reader;  // Of a pipe with clips; it can be opened only once.
  std::shared_ptr<const Bytes> bytes;    // Of a pipe with audio.
};

// In order, with folders, globs and a list of names on stdin expanded; each told by its ending or
// its first bytes. What of a folder cannot be read is a source like its files. Errors: ToolMisuse
// if stdin is a terminal or a path is given twice; kNotFound.
absl::StatusOr<std::vector<InputSource>> OpenInputs(const std::vector<std::string>& inputs,
                                                    const ReadOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_INPUT_SOURCE_H_
