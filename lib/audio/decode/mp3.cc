// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/mp3.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int64_t kBlockBytes = 1 << 16;
constexpr int64_t kTagBytes = 192;  // A count of frames stands this early in the first.
constexpr char kHasCount = 1;       // Of the flags behind "Xing" and "Info", in their last byte.
constexpr int kRun = 4;
// Sync, version, layer and sample rate are those of every frame.
constexpr uint32_t kSame = 0xfffe0c00;

// ISO 11172-3 and 13818-3, in kbit/s by index: MPEG 1 layers I, II, III, MPEG 2 layers I, II and
// III.
constexpr int kRates[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};

struct Frame {
  int64_t bytes = 0;  // 0: no header, or one of a free bit rate.
  int samples = 0;
};

Frame FrameOf(uint32_t header) {
  const int version = header >> 19 & 3;  // 0: 2.5, 2: 2, 3: 1
  const int layer = 4 - static_cast<int>(header >> 17 & 3);
  const int rate_index = header >> 12 & 15, hz_index = header >> 10 & 3;
  if (header >> 21 != 0x7ff || version == 1 || layer == 4) return {};
  if (rate_index == 0 || rate_index == 15 || hz_index == 3) return {};
  constexpr int kHz[] = {44100, 48000, 32000};
  const int hz = kHz[hz_index] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  const int row = version == 3 ? layer - 1 : layer == 1 ? 3 : 4;
  const int64_t bits = int64_t{1000} * kRates[row][rate_index], padding = header >> 9 & 1;
  if (layer == 1) return {(12 * bits / hz + padding) * 4, 384};
  const int samples = layer == 3 && version != 3 ? 576 : 1152;
  return {samples / 8 * bits / hz + padding, samples};
}

// The bytes, block by block.
class Window {
 public:
  explicit Window(const Bytes& bytes) : bytes_(bytes), block_(kBlockBytes) {}

  // n <= kBlockBytes bytes at `offset`, or as many as there are.
  absl::StatusOr<absl::string_view> At(int64_t offset, int64_t n) {
    if (offset < start_ || offset + n > start_ + held_) {
      start_ = offset;
      ASSIGN_OR_RETURN(held_, bytes_.ReadAt(offset, block_.data(), kBlockBytes));
    }
    return absl::string_view(block_.data() + (offset - start_),
                             std::min(n, start_ + held_ - offset));
  }

  // Four bytes as a number; 0 if they are not there.
  absl::StatusOr<uint32_t> Header(int64_t offset) {
    ASSIGN_OR_RETURN(const absl::string_view text, At(offset, 4));
    uint32_t header = 0;
    if (text.size() == 4) memcpy(&header, text.data(), 4);
    return __builtin_bswap32(header);
  }

 private:
  const Bytes& bytes_;
  std::vector<char> block_;
  int64_t start_ = 0, held_ = 0;
};

uint32_t Big(absl::string_view text, size_t at) {
  uint32_t value = 0;
  if (at + 4 <= text.size()) memcpy(&value, text.data() + at, 4);
  return __builtin_bswap32(value);
}

// What the first frame tells of the others.
struct Tag {
  bool is_there = false;
  int64_t frames = -1;
};

Tag TagOf(absl::string_view first) {
  size_t at = first.find("VBRI");
  if (at != absl::string_view::npos) return {true, int64_t{Big(first, at + 14)}};
  at = first.find("Xing");
  if (at == absl::string_view::npos) at = first.find("Info");
  if (at == absl::string_view::npos) return {};
  const bool counts = at + 12 <= first.size() && (first[at + 7] & kHasCount) != 0;
  return {true, counts ? int64_t{Big(first, at + 8)} : -1};
}

// Whether kRun frames follow one another that are like the one at `at`. Chance makes two, not as
// many.
absl::StatusOr<bool> IsRun(Window* window, int64_t at) {
  ASSIGN_OR_RETURN(const uint32_t first, window->Header(at));
  for (int i = 0; i < kRun; ++i) {
    ASSIGN_OR_RETURN(const uint32_t header, window->Header(at));
    const Frame frame = FrameOf(header);
    if (frame.bytes == 0 || (header & kSame) != (first & kSame)) return false;
    at += frame.bytes;
  }
  return true;
}

}  // namespace

// The tag's size is four times seven bits.
absl::StatusOr<int64_t> BehindId3(const Bytes& bytes) {
  ASSIGN_OR_RETURN(const std::string tag, ReadText(bytes, 0, 10));
  if (tag.size() < 10 || !absl::StartsWith(tag, "ID3")) return 0;
  int64_t size = 0;
  for (int i = 6; i < 10; ++i) size = size << 7 | (tag[i] & 0x7f);
  ASSIGN_OR_RETURN(const std::string behind, ReadText(bytes, 10 + size, kBlockBytes));
  const size_t zeros = std::min(behind.find_first_not_of('\0'), behind.size());
  return 10 + size + static_cast<int64_t>(zeros);
}

absl::StatusOr<Mp3Frames> ScanMp3(const Bytes& bytes) {
  Window window(bytes);
  Mp3Frames frames;
  ASSIGN_OR_RETURN(int64_t at, BehindId3(bytes));
  uint32_t same = 0;  // 0: no frame yet.
  bool in_step = false;
  while (at + 4 <= bytes.size()) {
    ASSIGN_OR_RETURN(const uint32_t header, window.Header(at));
    const Frame frame = FrameOf(header);
    frames.ends_within_one =
        in_step && frame.bytes > 0 && (header & kSame) == same && at + frame.bytes > bytes.size();
    bool good = frame.bytes > 0 && at + frame.bytes <= bytes.size() &&
                (same == 0 || (header & kSame) == same);
    if (good && !in_step && at + frame.bytes + 4 <= bytes.size()) {
      // Two bytes look like a header now and then; two headers a frame apart do not.
      ASSIGN_OR_RETURN(const uint32_t next, window.Header(at + frame.bytes));
      good = (next & kSame) == (header & kSame) && FrameOf(next).bytes > 0;
    }
    if (frames.ends_within_one) break;
    in_step = good;
    if (!good && same != 0 && frame.bytes > 0 && !frames.mixed) {
      ASSIGN_OR_RETURN(frames.mixed, IsRun(&window, at));
    }
    if (!good) {
      ++at;
      continue;
    }
    if (same == 0) {
      same = header & kSame;
      ASSIGN_OR_RETURN(const absl::string_view first,
                       window.At(at, std::min(frame.bytes, kTagBytes)));
      const Tag tag = TagOf(first);
      frames.frame_samples = frame.samples;
      if (tag.frames >= 0) frames.counted = tag.frames * frame.samples;
      if (tag.is_there) frames.samples -= frame.samples;  // It holds no audio.
    }
    frames.samples += frame.samples;
    at += frame.bytes;
  }
  return frames;
}

}  // namespace auricle
