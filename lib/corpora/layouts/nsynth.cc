// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/layouts/nsynth.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/clip_list.h"
#include "lib/corpora/layouts/nsynth_examples.h"
#include "lib/corpora/walk/tree.h"

namespace auricle {
namespace {

constexpr int kMostPitch = 127;  // Of MIDI; of velocities too.

struct NsynthSet {
  const char* folder;
  Part part;
};
constexpr NsynthSet kSets[] = {
    {"nsynth-train", TRAIN}, {"nsynth-valid", VALID}, {"nsynth-test", TEST}};

// Sets *name to the class that a number, a name or both say. Why they say none, or "".
std::string FindClass(absl::string_view what, absl::optional<int64_t> number,
                      const absl::optional<std::string>& given,
                      absl::Span<const char* const> classes, std::string* name) {
  if (!number.has_value() && !given.has_value()) return absl::StrCat("it has no ", what);
  if (number.has_value() && (*number < 0 || *number >= static_cast<int64_t>(classes.size()))) {
    return absl::StrCat("its ", what, " ", *number, " is not one of 0 … ", classes.size() - 1);
  }
  *name = given.has_value() ? *given : classes[*number];
  const auto found = std::find(classes.begin(), classes.end(), *name);
  if (found == classes.end()) return absl::StrCat("its ", what, " '", *name, "' is not NSynth's");
  if (number.has_value() && found - classes.begin() != *number) {
    return absl::StrCat("its ", what, " is '", *name, "' by name, but '", classes[*number],
                        "' by number");
  }
  return "";
}

std::string SetNumber(const std::string& task, absl::optional<int64_t> number, Clip* clip) {
  if (!number.has_value()) return absl::StrCat("it has no ", task);
  if (*number < 0 || *number > kMostPitch) {
    return absl::StrCat("its ", task, " ", *number, " is not one of 0 … ", kMostPitch);
  }
  SetName(task, absl::StrCat(*number), clip);
  return "";
}

// Names before numbers; neither: the label stays unknown.
std::string SetQualities(const NsynthExample& example, Clip* clip) {
  const absl::Span<const char* const> all = NsynthQualities();
  std::vector<std::string> names;
  if (example.quality_names.has_value()) {
    names = *example.quality_names;
  } else if (example.qualities.has_value()) {
    if (example.qualities->size() != all.size()) {
      return absl::StrCat("it has ", example.qualities->size(), " qualities, want ", all.size());
    }
    for (size_t q = 0; q < all.size(); ++q) {
      if ((*example.qualities)[q] != 0) names.push_back(all[q]);
    }
  } else {
    return "";
  }
  Tags* const tags = (*clip->mutable_labels())["qualities"].mutable_tags();
  for (const char* quality : all) {
    const auto is_it = [&](const std::string& name) { return name == quality; };
    const auto others = std::remove_if(names.begin(), names.end(), is_it);
    if (others != names.end()) tags->add_names(quality);
    names.erase(others, names.end());
  }
  return names.empty() ? "" : absl::StrCat("its quality '", names[0], "' is not NSynth's");
}

std::string SetLabels(const NsynthExample& example, Clip* clip) {
  std::string family, source;
  std::string why = FindClass("instrument_family", example.family, example.family_name,
                              NsynthFamilies(), &family);
  if (why.empty()) {
    why = FindClass("instrument_source", example.source, example.source_name, NsynthSources(),
                    &source);
  }
  if (why.empty() && !example.instrument.has_value()) why = "it has no instrument_str";
  if (why.empty()) why = SetNumber("pitch", example.pitch, clip);
  if (why.empty()) why = SetNumber("velocity", example.velocity, clip);
  if (why.empty()) why = SetQualities(example, clip);
  if (!why.empty()) return why;
  SetName("instrument_family", family, clip);
  SetName("instrument_source", source, clip);
  SetName("instrument", *example.instrument, clip);
  return "";
}

class Sets {
 public:
  Sets(const CorpusRequest& request, std::string prefix, Listing* listing)
      : path_(request.path), prefix_(std::move(prefix)), listing_(listing) {}

  absl::Status Read(const NsynthSet& set) {
    const std::string json = absl::StrCat(set.folder, "/examples.json");
    const std::string audio = absl::StrCat(set.folder, "/audio");
    if (!IsFile(JoinPath(path_, json)) || !IsDirectory(JoinPath(path_, audio))) {
      ++listing_->seen;
      listing_->Refuse(set.folder,
                       "examples.json and audio/ are not both there; unpack this set, or let it "
                       "count as one clip that is missing (--max_bad)");
      return absl::OkStatus();
    }
    const int64_t seen = listing_->seen;
    ASSIGN_OR_RETURN(files_, WalkAudio(JoinPath(path_, audio), listing_));
    listing_->seen = seen;
    named_.assign(files_.size(), false);
    std::ifstream stream(JoinPath(path_, json), std::ios::binary);
    if (!stream) return absl::UnavailableError(absl::StrCat("cannot read '", json, "'"));
    clips_ = ClipList();
    const absl::Status read = ReadNsynthExamples(
        stream, [&](const NsynthExample& example) { return AddClip(set, audio, example); });
    if (!read.ok()) return Annotate(read, json);
    clips_.SortById();
    for (const Clip& clip : clips_) listing_->Add(clip);
    const int64_t unnamed = std::count(named_.begin(), named_.end(), false);
    if (unnamed > 0) listing_->passed_over["audio files that examples.json lacks"] += unnamed;
    return absl::OkStatus();
  }

 private:
  absl::Status AddClip(const NsynthSet& set, const std::string& audio,
                       const NsynthExample& example) {
    ++listing_->seen;
    const std::string file = absl::StrCat(example.note, ".wav");
    const auto found = std::lower_bound(files_.begin(), files_.end(), file);
    Clip clip;
    std::string why;
    if (found == files_.end() || *found != file) {
      why = absl::StrCat("there is no file '", audio, "/", file, "'");
    } else if (named_[found - files_.begin()]) {
      why = "examples.json has it a second time";
    } else {
      named_[found - files_.begin()] = true;
      why = SetLabels(example, &clip);
    }
    clip.set_id(absl::StrCat(listing_->header.corpus().name(), "/", example.note));
    clip.mutable_audio()->set_path(absl::StrCat(prefix_, audio, "/", file));
    (*clip.mutable_assignments())["official"] = set.part;
    if (why.empty()) why = Unfit(clip);
    if (why.empty()) {
      clips_.push_back(clip);
    } else {
      listing_->Refuse(absl::StrCat(set.folder, " ", example.note), why);
    }
    return absl::OkStatus();
  }

  const std::string path_, prefix_;
  Listing* const listing_;
  std::vector<std::string> files_;  // Of the set's audio/, sorted,
  std::vector<bool> named_;         // and which of them an example named.
  ClipList clips_;                  // Of the set, in the order of examples.json.
};

void DescribeCorpus(const CorpusRequest& request, Header* header) {
  NameCorpus(request, "nsynth", request.path, header);
  header->mutable_corpus()->set_licence("CC BY 4.0");
  AddVocabulary("instrument_family", NsynthFamilies(), header);
  AddVocabulary("instrument_source", NsynthSources(), header);
  AddVocabulary("qualities", NsynthQualities(), header);
  AddPlan("official", "official: nsynth-train train, nsynth-valid valid, nsynth-test test", header);
}

}  // namespace

absl::StatusOr<Listing> ListNsynth(const CorpusRequest& request) {
  if (!IsDirectory(request.path)) {
    return absl::NotFoundError(absl::StrCat("there is no directory '", request.path, "'"));
  }
  const bool any = std::any_of(std::begin(kSets), std::end(kSets), [&](const NsynthSet& set) {
    return IsDirectory(JoinPath(request.path, set.folder));
  });
  if (!any) {
    return absl::NotFoundError(absl::StrCat(
        "none of nsynth-train, nsynth-valid, nsynth-test is there; give the directory ",
        IsFile(JoinPath(request.path, "examples.json")) ? "above, which holds them"
                                                        : "that holds them, unpacked"));
  }
  ASSIGN_OR_RETURN(const std::string prefix, PrefixBelowRoot(request));
  Listing listing;
  listing.unit = "notes";
  DescribeCorpus(request, &listing.header);
  Sets sets(request, prefix, &listing);
  for (const NsynthSet& set : kSets) RETURN_IF_ERROR(sets.Read(set));
  return listing;
}

}  // namespace auricle
