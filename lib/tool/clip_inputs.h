// SPDX-License-Identifier: Apache-2.0
// What a tool that hears is given: streams of clips, audio files, folders and globs of them, or
// audio or a list of names on stdin; handed on as sections of clips, each with a way to its audio.
#ifndef AURICLE_LIB_TOOL_CLIP_INPUTS_H_
#define AURICLE_LIB_TOOL_CLIP_INPUTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/audio/decode/decode.h"
#include "lib/records/reader.h"
#include "protos/record.pb.h"

namespace auricle {

struct InputClip {
  Clip clip;
  AudioOpener open;   // Its audio, from disk, from a spooled pipe, or from Clip.samples.
  std::string where;  // For messages: "stream 'x.tfr', record 4, item 'dog-3' (dogs/3.wav)".
};

class ClipInputs {
 public:
  // Each input is a file (records or audio, told by its first bytes), a folder (its audio files as
  // lib/corpora/walk/walk.h finds them), a glob, "name@N" shards, or "-". Neighbouring audio
  // files become one section; a clip's id is its path as given. Errors: ToolMisuse if stdin is a
  // terminal; kNotFound.
  // With `keep_features` (for a reader of features) headers keep their front end, and every chunk
  // of an item is handed on, not only the first. `channel` (from 1; 0: the mean) is that of audio
  // whose record names none; samples in records have one already.
  static absl::StatusOr<std::unique_ptr<ClipInputs>> Open(const std::vector<std::string>& inputs,
                                                          const ReadOptions& options,
                                                          bool keep_features = false,
                                                          int channel = 0);
  virtual ~ClipInputs() = default;

  // False: there is no further section.
  virtual absl::StatusOr<bool> NextSection() = 0;
  // Without a front end, unless features are kept: those there are are to be made anew.
  virtual const Header& header() const = 0;
  // What goes into Provenance.parents.
  virtual std::vector<uint64_t> parents() const = 0;
  // False: the section has ended; end() then tells what was dropped upstream.
  virtual absl::StatusOr<bool> Next(InputClip* clip) = 0;
  virtual const End& end() const = 0;
  // How many clips there are, where that is known before reading: else 0.
  virtual int64_t total() const = 0;
  // What a salvaged input lost, or "".
  virtual std::string salvage_note() const = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_CLIP_INPUTS_H_
