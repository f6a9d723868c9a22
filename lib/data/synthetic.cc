// SPDX-License-Identifier: Apache-2.0
#include "lib/data/synthetic.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/records/tensors.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

constexpr const char* kTones[] = {"low", "high"};
constexpr const char* kVoices[] = {"x", "y", "z"};

// A ridge whose place is the tone and whose width is the voice, in noise; [frames, bins].
std::vector<float> Ridge(const SyntheticOptions& options, int item, int frames) {
  Rng rng(options.seed, absl::StrCat("synthetic/", item));
  const int place = options.bins * (item % 2 == 0 ? 1 : 3) / 4;
  const int width = 1 + item / 2 % 3;
  std::vector<float> values;
  for (int t = 0; t < frames; ++t) {
    for (int f = 0; f < options.bins; ++f) {
      const double ridge = std::abs(f - place) <= width ? 1.0 : 0.0;
      values.push_back(static_cast<float>(5 + ridge + options.noise * rng.Normal()));
    }
  }
  return values;
}

Clip Piece(const Clip& item, const std::vector<float>& values, int bins, int first, int count,
           DType dtype) {
  Clip clip = item;
  clip.mutable_feature()->set_hop_s(0.01);
  FloatsToTensor(absl::MakeConstSpan(values).subspan(first * bins, count * bins), {count, bins},
                 dtype, clip.mutable_feature()->mutable_tensor());
  return clip;
}

}  // namespace

Header SyntheticHeader(const SyntheticOptions& options) {
  Header header;
  header.set_content(Header::CLIPS);
  header.mutable_corpus()->set_name("toy");
  header.mutable_front_end()->set_name("toy");
  header.mutable_front_end()->set_sample_rate_hz(8000);
  Vocabulary* tones = header.add_vocabularies();
  tones->set_task("tone");
  for (const char* tone : kTones) tones->add_classes(tone);
  Vocabulary* voices = header.add_vocabularies();
  voices->set_task("voice");
  for (const char* voice : kVoices) voices->add_classes(voice);
  if (!options.plan.empty()) header.add_plans()->set_name(options.plan);
  return header;
}

std::vector<Clip> SyntheticClips(const SyntheticOptions& options) {
  constexpr Part kParts[] = {TRAIN, TRAIN, VALID, TEST};
  std::vector<Clip> clips;
  for (int i = 0; i < options.items; ++i) {
    Clip item;
    item.set_id(absl::StrCat("toy/", i));
    item.set_source(item.id());
    (*item.mutable_labels())["tone"].set_name(kTones[i % 2]);
    (*item.mutable_labels())["voice"].set_name(kVoices[i / 2 % 3]);
    // Pairs of both tones share a part.
    if (!options.plan.empty()) (*item.mutable_assignments())[options.plan] = kParts[i / 2 % 4];
    const int frames = options.min_frames + i * 7 % 10;
    const std::vector<float> values = Ridge(options, i, frames);
    const int step = options.chunk_frames > 0 ? options.chunk_frames : frames;
    for (int first = 0; first < frames; first += step) {
      const int count = std::min(step, frames - first);
      Clip clip = Piece(item, values, options.bins, first, count, options.dtype);
      if (options.chunk_frames > 0) {
        clip.mutable_chunk()->set_index(first / step);
        clip.mutable_chunk()->set_of((frames + step - 1) / step);
        clip.mutable_chunk()->set_first_frame(first);
        clip.mutable_chunk()->set_last(first + count == frames);
        if (first > 0) clip.clear_labels();
      }
      clips.push_back(clip);
    }
  }
  return clips;
}

absl::Status WriteClips(const Header& header, const std::vector<Clip>& clips,
                        const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(path));
  RETURN_IF_ERROR(writer->BeginSection(header));
  for (const Clip& clip : clips) RETURN_IF_ERROR(writer->Write(clip));
  RETURN_IF_ERROR(writer->EndSection());
  return writer->Commit();
}

}  // namespace auricle
