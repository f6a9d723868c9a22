// SPDX-License-Identifier: Apache-2.0
// What lies below a folder: the one walk of every tool that is given folders (list_corpus, wav2mel,
// predict), so that all of them hear the same files.
#ifndef AURICLE_LIB_CORPORA_WALK_WALK_H_
#define AURICLE_LIB_CORPORA_WALK_WALK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

// Files of one kind that were left out.
struct LeftOut {
  int64_t count = 0;
  std::string first;  // In byte order.
};

// All paths are relative to the folder walked, in byte order.
struct Walk {
  struct Fault {
    std::string path, reason;
  };
  std::vector<std::string> files;
  int64_t seen = 0;                  // Files, whether they are audio or not.
  std::vector<std::string> folders;  // Those that were walked, the folder itself ("") among them.
  std::vector<Fault> faults;         // Folders that cannot be read; links that lead nowhere.
  std::map<std::string, LeftOut> passed_over;  // Kind, such as "hidden" → how many.
};

// Errors: kNotFound; kInvalidArgument if it is no directory.
absl::Status CheckDirectory(const std::string& directory);

// Walks all below `directory`. Passed over are hidden names (.x), what operating systems keep for
// themselves (__MACOSX, lost+found, $RECYCLE.BIN …), what is neither file nor folder, and as
// "linked again" links to a folder that is walked anyway: none is walked twice, however many lead
// to it. Errors: CheckDirectory's; kCancelled.
absl::StatusOr<Walk> WalkFolder(const std::string& directory);

// The same with audio files alone, by their names' endings. What is audio of a kind that is not
// read is passed over as its ending (".m4a"), other files as "not audio (.txt)".
absl::StatusOr<Walk> WalkAudioFolder(const std::string& directory);

// By its ending: .wav, .flac, .ogg, .mp3, .au, .aif …, in any case.
bool IsAudioName(absl::string_view path);

// A line for each kind of audio in `passed_over` that is not read, with the way to have it read.
// `prefix` ("x/y/") goes before the paths.
std::vector<std::string> DescribeForeignAudio(const std::map<std::string, LeftOut>& passed_over,
                                              const std::string& prefix = "");

// "3 hidden ('.Trash-1000/x.wav', …), 2 not audio (.txt)", or "" of nothing.
std::string DescribePassedOver(const std::map<std::string, LeftOut>& passed_over);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_WALK_WALK_H_
