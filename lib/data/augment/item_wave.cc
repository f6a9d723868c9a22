// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/item_wave.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/decode.h"
#include "lib/base/status_macros.h"
#include "lib/data/tensor_values.h"

namespace auricle {
namespace {

absl::Status CheckAudio(const StoredItem& item) {
  if (item.audio != nullptr && (!item.audio->samples.empty() || !item.audio->path.empty())) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "has neither a path to audio nor samples; list the corpus again with list_corpus");
}

// The stretch `ref` of the item's file. Errors name the file.
absl::StatusOr<std::unique_ptr<AudioSource>> Open(const StoredItem& item, const AudioRef& ref) {
  const std::string& path = item.audio->path;
  absl::StatusOr<std::shared_ptr<const Bytes>> bytes = OpenFile(path);
  if (!bytes.ok()) return Annotate(bytes.status(), absl::StrCat("'", path, "'"));
  absl::StatusOr<std::unique_ptr<AudioSource>> source = OpenAudio(*std::move(bytes), ref);
  if (!source.ok()) return Annotate(source.status(), absl::StrCat("'", path, "'"));
  return source;
}

absl::StatusOr<std::vector<float>> ReadAll(AudioSource* source, int64_t most) {
  std::vector<float> samples;
  samples.reserve(std::min<int64_t>(source->expected(), most));
  std::vector<float> block(kBlockSamples);
  while (static_cast<int64_t>(samples.size()) < most) {
    ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), kBlockSamples));
    if (got == 0) break;
    const int64_t taken = std::min<int64_t>(got, most - static_cast<int64_t>(samples.size()));
    samples.insert(samples.end(), block.begin(), block.begin() + taken);
  }
  return samples;
}

absl::StatusOr<std::vector<float>> StoredSamples(const StoredItem& item, int64_t begin,
                                                 int64_t end) {
  std::vector<float> samples(end - begin);
  int64_t at = 0;
  for (const Stretch& stretch : item.audio->samples) {
    const int64_t from = std::max(begin, at), to = std::min(end, at + stretch.frames);
    if (from < to && !ToFloats(stretch.bytes, stretch.dtype, from - at, to - from,
                               samples.data() + from - begin)) {
      return absl::InvalidArgumentError("one of its samples is not finite");
    }
    at += stretch.frames;
  }
  return samples;
}

int64_t StoredCount(const StoredItem& item) {
  int64_t count = 0;
  for (const Stretch& stretch : item.audio->samples) count += stretch.frames;
  return count;
}

// Samples [begin, end) of the item as it is.
absl::StatusOr<std::vector<float>> ReadPlain(const StoredItem& item, int64_t begin, int64_t end) {
  if (begin >= end) return std::vector<float>();
  if (!item.audio->samples.empty()) return StoredSamples(item, begin, end);
  AudioRef ref = item.audio->ref;
  const double rate = ref.sample_rate_hz();
  ref.set_start_s(static_cast<double>(std::llround(ref.start_s() * rate) + begin) / rate);
  // To the end of the item: the decoder tells where an MP3 ends.
  const bool all = end == ref.frames();
  ref.set_duration_s(
      all && item.audio->ref.duration_s() == 0 ? 0 : static_cast<double>(end - begin) / rate);
  ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, Open(item, ref));
  ASSIGN_OR_RETURN(std::vector<float> samples, ReadAll(source.get(), end - begin));
  if (static_cast<int64_t>(samples.size()) == end - begin) return samples;
  return absl::DataLossError(absl::StrCat("'", item.audio->path, "' has ", begin + samples.size(),
                                          " samples of the item, its record says ", ref.frames(),
                                          "; was the file changed?"));
}

}  // namespace

absl::StatusOr<ItemWave> ReadWave(const StoredItem& item) {
  RETURN_IF_ERROR(CheckAudio(item));
  ItemWave wave;
  wave.rate_hz = item.audio->ref.sample_rate_hz();
  if (!item.audio->samples.empty()) {
    RETURN_IF_ERROR(CheckRate(wave.rate_hz));
    ASSIGN_OR_RETURN(wave.samples, StoredSamples(item, 0, StoredCount(item)));
    return wave;
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, Open(item, item.audio->ref));
  wave.rate_hz = source->sample_rate_hz();
  ASSIGN_OR_RETURN(wave.samples, ReadAll(source.get(), int64_t{1} << 40));
  return wave;
}

bool KnowsLength(const StoredItem& item) {
  return item.audio != nullptr && item.audio->ref.sample_rate_hz() > 0 &&
         item.audio->ref.frames() > 0 &&
         (item.audio->samples.empty() || StoredCount(item) == item.audio->ref.frames());
}

absl::StatusOr<std::vector<float>> ReadWavePart(const StoredItem& item, int64_t begin, int64_t end,
                                                const WaveShift& shift) {
  RETURN_IF_ERROR(CheckAudio(item));
  if (shift.samples == 0) return ReadPlain(item, begin, end);
  const int64_t all = item.audio->ref.frames();
  // What stands at `begin` was at `begin` - shift.
  int64_t from = begin - shift.samples, to = end - shift.samples;
  std::vector<float> samples;
  const auto append = [&](int64_t a, int64_t b) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<float> some, ReadPlain(item, a, b));
    samples.insert(samples.end(), some.begin(), some.end());
    return absl::OkStatus();
  };
  if (shift.wraps) {
    const int64_t start = ((from % all) + all) % all, count = end - begin;
    RETURN_IF_ERROR(append(start, std::min(all, start + count)));
    RETURN_IF_ERROR(append(0, std::max<int64_t>(0, start + count - all)));
    return samples;
  }
  samples.assign(std::max<int64_t>(0, std::min<int64_t>(to, 0) - from), 0.0F);
  RETURN_IF_ERROR(
      append(std::min(std::max<int64_t>(from, 0), all), std::min(std::max<int64_t>(to, 0), all)));
  samples.resize(end - begin, 0.0F);
  return samples;
}

void ShiftWave(const WaveShift& shift, std::vector<float>* samples) {
  const auto all = static_cast<int64_t>(samples->size());
  if (shift.samples == 0 || all == 0) return;
  if (shift.wraps) {
    const int64_t right = ((shift.samples % all) + all) % all;
    std::rotate(samples->begin(), samples->end() - right, samples->end());
    return;
  }
  const int64_t gone = std::min(all, std::abs(shift.samples));
  if (shift.samples > 0) {
    std::move_backward(samples->begin(), samples->end() - gone, samples->end());
    std::fill(samples->begin(), samples->begin() + gone, 0.0F);
  } else {
    std::move(samples->begin() + gone, samples->end(), samples->begin());
    std::fill(samples->end() - gone, samples->end(), 0.0F);
  }
}

}  // namespace auricle
