// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/fsdd.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

constexpr int kOfficialTest = 5;  // Indices below it.

struct FsddName {
  std::string digit, speaker;
  int index = 0;
};

bool ParseName(absl::string_view stem, FsddName* name) {
  const size_t first = stem.find('_'), last = stem.rfind('_');
  if (first != 1 || last <= first + 1 || stem[0] < '0' || stem[0] > '9') return false;
  name->digit = std::string(stem.substr(0, 1));
  name->speaker = std::string(stem.substr(first + 1, last - first - 1));
  return absl::SimpleAtoi(stem.substr(last + 1), &name->index) && name->index >= 0;
}

void DescribeCorpus(const CorpusRequest& request, Header* header) {
  NameCorpus(request, "fsdd", request.path, header);
  header->mutable_corpus()->set_licence("CC BY-SA 4.0");
  AddPlan("official", "official: recordings 0-4 test, the rest train", header);
}

}  // namespace

absl::StatusOr<Listing> ListFsdd(const CorpusRequest& request) {
  Listing listing;
  DescribeCorpus(request, &listing.header);
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  const std::string folder = IsDirectory(JoinPath(request.path, "recordings")) ? "recordings" : "";
  ASSIGN_OR_RETURN(const std::vector<std::string> files,
                   WalkAudio(JoinPath(request.path, folder), &listing));
  for (const std::string& file : files) {
    FsddName name;
    if (!ParseName(Stem(file), &name)) {
      listing.Refuse(file, "an FSDD recording is called digit_speaker_index.wav");
      continue;
    }
    Clip clip;
    clip.set_id(absl::StrCat(listing.header.corpus().name(), "/", Stem(file)));
    clip.mutable_audio()->set_path(absl::StrCat(prefix, JoinPath(folder, file)));
    SetName("digit", name.digit, &clip);
    SetName("speaker", name.speaker, &clip);
    (*clip.mutable_assignments())["official"] = name.index < kOfficialTest ? TEST : TRAIN;
    listing.Add(std::move(clip));
  }
  return listing;
}

}  // namespace auricle
