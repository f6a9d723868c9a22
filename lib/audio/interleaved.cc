// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/interleaved.h"

#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/audio/kernels.h"
#include "lib/audio/mp3.h"
#include "lib/audio/wav.h"
#include "lib/audio/whole.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// What a system call fetches stays in the second-level cache.
constexpr int64_t kReadBytes = 1 << 16;

// What a decoder may leave out of an MP3's frames: the delay and the padding that a tag tells, of
// 12 bits each, and its own.
constexpr int64_t kMp3Unread = 8 * 1152;
// Of a FLAC that was written to a pipe. Sums with it do not overflow.
constexpr int64_t kUnknownFrames = int64_t{1} << 60;

void Convert(WavFormat::Encoding encoding, const unsigned char* in, int64_t n, float* out) {
  switch (encoding) {
    case WavFormat::kUint8:
      for (int64_t i = 0; i < n; ++i) out[i] = (in[i] - 128) * (1.0f / 128);
      break;
    case WavFormat::kInt16:
      BestKernels().pcm16(reinterpret_cast<const int16_t*>(in), n, out);
      break;
    case WavFormat::kInt24:
      for (int64_t i = 0; i < n; ++i) {
        const uint32_t bits = in[3 * i] << 8 | in[3 * i + 1] << 16 | uint32_t{in[3 * i + 2]} << 24;
        out[i] = (static_cast<int32_t>(bits) >> 8) * (1.0f / (1 << 23));
      }
      break;
    case WavFormat::kInt32:
      for (int64_t i = 0; i < n; ++i) {
        int32_t sample;
        memcpy(&sample, in + 4 * i, sizeof(sample));
        out[i] = sample * 0x1p-31f;
      }
      break;
    case WavFormat::kFloat32:
      memcpy(out, in, n * sizeof(float));
      break;
    case WavFormat::kFloat64:
      for (int64_t i = 0; i < n; ++i) {
        double sample;
        memcpy(&sample, in + 8 * i, sizeof(sample));
        out[i] = static_cast<float>(sample);
      }
      break;
    case WavFormat::kOther:
      break;
  }
}

class WavSource : public InterleavedSource {
 public:
  WavSource(std::shared_ptr<const Bytes> bytes, const WavFormat& format)
      : bytes_(std::move(bytes)), format_(format), offset_(format.data_offset) {}
  double sample_rate_hz() const override { return format_.sample_rate_hz; }
  int channels() const override { return format_.channels; }
  int64_t frames() const override { return format_.frames; }
  bool length_is_exact() const override { return true; }
  int64_t slack() const override { return 0; }

  absl::StatusOr<int64_t> Read(float* out, int64_t n) override {
    const int64_t frame_bytes = int64_t{format_.channels} * format_.sample_bytes;
    int64_t done = 0;
    while (done < n) {
      if (at_ == held_) {
        const int64_t end = format_.data_offset + format_.frames * frame_bytes;
        const int64_t room = std::max<int64_t>(1, kReadBytes / frame_bytes) * frame_bytes;
        block_.resize(room);
        ASSIGN_OR_RETURN(held_,
                         bytes_->ReadAt(offset_, block_.data(), std::min(room, end - offset_)));
        offset_ += held_;
        held_ -= held_ % frame_bytes;
        at_ = 0;
        if (held_ == 0) break;
      }
      const int64_t frames = std::min(n - done, (held_ - at_) / frame_bytes);
      Convert(format_.encoding, block_.data() + at_, frames * format_.channels,
              out + done * format_.channels);
      at_ += frames * frame_bytes;
      done += frames;
    }
    return done;
  }

  absl::Status Skip(int64_t frames) override {
    offset_ += frames * format_.channels * format_.sample_bytes;
    return absl::OkStatus();
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  WavFormat format_;
  int64_t offset_;
  std::vector<unsigned char> block_;  // Bytes at_ … held_ are still to be converted.
  int64_t at_ = 0, held_ = 0;
};

// libsndfile's view of Bytes.
struct VirtualFile {
  std::shared_ptr<const Bytes> bytes;
  int64_t position = 0;
  absl::Status failed;  // libsndfile takes a failed read for the end of the file.

  static sf_count_t Length(void* self) { return static_cast<VirtualFile*>(self)->bytes->size(); }
  static sf_count_t Seek(sf_count_t offset, int whence, void* self) {
    auto* const file = static_cast<VirtualFile*>(self);
    const int64_t from = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? file->position
                                              : file->bytes->size();
    file->position = std::max<int64_t>(0, from + offset);
    return file->position;
  }
  static sf_count_t Read(void* to, sf_count_t n, void* self) {
    auto* const file = static_cast<VirtualFile*>(self);
    const absl::StatusOr<int64_t> got = file->bytes->ReadAt(file->position, to, n);
    if (!got.ok()) {
      file->failed = got.status();
      return 0;
    }
    file->position += *got;
    return *got;
  }
  static sf_count_t Write(const void*, sf_count_t, void*) { return 0; }
  static sf_count_t Tell(void* self) { return static_cast<VirtualFile*>(self)->position; }
};

class SndfileSource : public InterleavedSource {
 public:
  static absl::StatusOr<std::unique_ptr<InterleavedSource>> Open(
      std::shared_ptr<const Bytes> bytes) {
    auto source = std::unique_ptr<SndfileSource>(new SndfileSource);
    source->file_.bytes = std::move(bytes);
    SF_VIRTUAL_IO io = {&VirtualFile::Length, &VirtualFile::Seek, &VirtualFile::Read,
                        &VirtualFile::Write, &VirtualFile::Tell};
    source->snd_ = sf_open_virtual(&io, SFM_READ, &source->info_, &source->file_);
    RETURN_IF_ERROR(source->file_.failed);
    if (source->snd_ == nullptr) return absl::UnimplementedError(sf_strerror(nullptr));
    if (source->info_.channels < 1) return absl::UnimplementedError("0 channels");
    RETURN_IF_ERROR(source->CheckLength());
    sf_command(source->snd_, SFC_SET_NORM_FLOAT, nullptr, SF_TRUE);
    return std::unique_ptr<InterleavedSource>(std::move(source));
  }
  ~SndfileSource() override {
    if (snd_ != nullptr) sf_close(snd_);
  }
  double sample_rate_hz() const override { return info_.samplerate; }
  int channels() const override { return info_.channels; }
  int64_t frames() const override { return std::min<int64_t>(info_.frames, kUnknownFrames); }
  bool length_is_exact() const override { return !IsMp3() && info_.frames < kUnknownFrames; }

  int64_t slack() const override {
    if (length_is_exact()) return 0;
    return counted_ ? kMp3Delay : kUnknownFrames;
  }

  absl::StatusOr<int64_t> Read(float* out, int64_t n) override {
    const sf_count_t got = sf_readf_float(snd_, out, n);
    RETURN_IF_ERROR(file_.failed);
    if (sf_error(snd_) != SF_ERR_NO_ERROR) {
      return absl::DataLossError(absl::StrCat("cannot decode: ", sf_strerror(snd_)));
    }
    return got;
  }

  // By reading: seeking is not exact to the sample in every format.
  absl::Status Skip(int64_t frames) override {
    std::vector<float> block(4096 * int64_t{info_.channels});
    while (frames > 0) {
      ASSIGN_OR_RETURN(const int64_t got, Read(block.data(), std::min<int64_t>(frames, 4096)));
      if (got == 0) return absl::DataLossError("truncated: the file ends before the item starts");
      frames -= got;
    }
    return absl::OkStatus();
  }

 private:
  SndfileSource() = default;

  bool IsMp3() const { return (info_.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG; }

  // Of an MP3 whose first frame says or promises too little libsndfile reads that little.
  absl::Status CheckLength() {
    if (!IsMp3()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Mp3Frames mp3, ScanMp3(*file_.bytes));
    counted_ = mp3.counted;
    if (mp3.samples <= info_.frames + kMp3Unread) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrFormat(
        "its MP3 frames last %.3f s, but its first %s %.3f s, and no more than that would be read: "
        "files joined into one, or a variable bit rate? Write it anew (ffmpeg -i in.mp3 -c copy "
        "out.mp3)",
        mp3.samples / sample_rate_hz(), counted_ ? "says" : "lets expect",
        info_.frames / sample_rate_hz()));
  }

  VirtualFile file_;
  bool counted_ = false;
  SF_INFO info_ = {};
  SNDFILE* snd_ = nullptr;
};

}  // namespace

absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenInterleaved(
    std::shared_ptr<const Bytes> bytes) {
  char first[12];
  ASSIGN_OR_RETURN(const int64_t got, bytes->ReadAt(0, first, sizeof(first)));
  if (LooksLikeWav(absl::string_view(first, got))) {
    ASSIGN_OR_RETURN(const WavFormat format, ParseWav(*bytes));
    if (format.encoding != WavFormat::kOther) {
      return std::unique_ptr<InterleavedSource>(std::make_unique<WavSource>(bytes, format));
    }
  }
  RETURN_IF_ERROR(CheckWhole(*bytes));
  return SndfileSource::Open(std::move(bytes));
}

}  // namespace auricle
