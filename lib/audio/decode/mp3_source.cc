// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/mp3_source.h"

#include <mpg123.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/audio/decode/mp3.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// Where no frame tells its length. Sums with it do not overflow.
constexpr int64_t kUnknownFrames = int64_t{1} << 60;

// libmpg123's view of Bytes.
struct Reader {
  std::shared_ptr<const Bytes> bytes;
  int64_t position = 0;
  absl::Status failed;

  static ssize_t Read(void* self, void* to, size_t n) {
    auto* const reader = static_cast<Reader*>(self);
    const auto got = reader->bytes->ReadAt(reader->position, to, static_cast<int64_t>(n));
    if (!got.ok()) {
      reader->failed = got.status();
      return -1;
    }
    reader->position += *got;
    return *got;
  }
  static off_t Seek(void* self, off_t offset, int whence) {
    auto* const reader = static_cast<Reader*>(self);
    const int64_t from = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? reader->position
                                              : reader->bytes->size();
    if (from + offset < 0) return -1;
    return reader->position = from + offset;
  }
};

struct Delete {
  void operator()(mpg123_handle* handle) const { mpg123_delete(handle); }
};

class Mp3Source : public InterleavedSource {
 public:
  static absl::StatusOr<std::unique_ptr<InterleavedSource>> Open(
      std::shared_ptr<const Bytes> bytes) {
    auto source = std::unique_ptr<Mp3Source>(new Mp3Source);
    source->reader_.bytes = std::move(bytes);
    RETURN_IF_ERROR(source->Begin());
    RETURN_IF_ERROR(source->CheckFrames());
    return std::unique_ptr<InterleavedSource>(std::move(source));
  }
  double sample_rate_hz() const override { return static_cast<double>(rate_); }
  int channels() const override { return channels_; }
  int64_t frames() const override { return frames_; }
  bool length_is_exact() const override { return false; }
  int64_t slack() const override { return slack_; }

  std::vector<std::string> notes() const override {
    if (!ends_within_one_) return {};
    return {"ends within an MP3 frame: was it cut off? What is there is read"};
  }

  absl::StatusOr<int64_t> Read(float* out, int64_t n) override {
    const size_t frame_bytes = channels_ * sizeof(float);
    int64_t done = 0;
    while (done < n) {
      size_t got = 0;
      const int status =
          mpg123_read(handle_.get(), out + done * channels_, (n - done) * frame_bytes, &got);
      RETURN_IF_ERROR(reader_.failed);
      done += static_cast<int64_t>(got / frame_bytes);
      if (status == MPG123_DONE || (status == MPG123_OK && got == 0)) break;
      if (status == MPG123_NEW_FORMAT) RETURN_IF_ERROR(CheckSameFormat());
      if (status != MPG123_OK && status != MPG123_NEW_FORMAT) return Error("cannot decode");
    }
    return done;
  }

  // By reading: the decoder's state depends on the frames before.
  absl::Status Skip(int64_t frames) override {
    std::vector<float> block(4096 * int64_t{channels_});
    while (frames > 0) {
      ASSIGN_OR_RETURN(const int64_t got, Read(block.data(), std::min<int64_t>(frames, 4096)));
      if (got == 0) return absl::DataLossError("truncated: the file ends before the item starts");
      frames -= got;
    }
    return absl::OkStatus();
  }

 private:
  Mp3Source() = default;

  absl::Status Error(absl::string_view what) const {
    return absl::DataLossError(absl::StrCat(what, ": ", mpg123_strerror(handle_.get())));
  }

  // Opens the decoder, silent on stderr, for floats at the file's own rate, as loud as they are.
  absl::Status Begin() {
    static const int kLibrary = mpg123_init();
    int error = kLibrary;
    if (error == MPG123_OK) handle_.reset(mpg123_new(nullptr, &error));
    if (handle_ == nullptr) {
      return absl::ResourceExhaustedError(
          absl::StrCat("no MP3 decoder: ", mpg123_plain_strerror(error)));
    }
    mpg123_handle* const handle = handle_.get();
    mpg123_param(handle, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_SKIP_ID3V2,
                 0);
    mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0);
    mpg123_param(handle, MPG123_RVA, MPG123_RVA_OFF, 0);
    mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0);
    mpg123_replace_reader_handle(handle, &Reader::Read, &Reader::Seek, nullptr);
    const bool opened = mpg123_open_handle(handle, &reader_) == MPG123_OK &&
                        mpg123_getformat(handle, &rate_, &channels_, &encoding_) == MPG123_OK;
    RETURN_IF_ERROR(reader_.failed);
    if (!opened || encoding_ != MPG123_ENC_FLOAT_32) {
      return absl::UnimplementedError(mpg123_strerror(handle));
    }
    return absl::OkStatus();
  }

  absl::Status CheckFrames() {
    ASSIGN_OR_RETURN(const Mp3Frames mp3, ScanMp3(*reader_.bytes));
    if (mp3.mixed) {
      return absl::InvalidArgumentError(
          "holds MP3 frames of several rates or layers: files joined into one? Write it anew "
          "(ffmpeg -i in.mp3 out.flac)");
    }
    ends_within_one_ = mp3.ends_within_one;
    const auto seconds = [this](int64_t samples) { return samples / sample_rate_hz(); };
    if (mp3.counted >= 0 && mp3.counted > mp3.samples + mp3.frame_samples) {
      return absl::DataLossError(
          absl::StrFormat("truncated: its first frame says %.3f s of MP3, the file has %.3f s",
                          seconds(mp3.counted), seconds(mp3.samples)));
    }
    if (mp3.counted >= 0 && mp3.samples > mp3.counted + mp3.frame_samples) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "its MP3 frames last %.3f s, but its first says %.3f s: files joined into one? Write it "
          "anew (ffmpeg -i in.mp3 -c copy out.mp3)",
          seconds(mp3.samples), seconds(mp3.counted)));
    }
    // By the tag, without the padding that it tells; or by the frames, unless their bit rate is
    // free. mpg123_scan would tell as well, but leaves the decoder in another state, in which it
    // rounds otherwise.
    const int64_t expected = std::max<int64_t>(0, mpg123_length(handle_.get()));
    slack_ = mp3.samples > 0 ? kMp3Delay : kUnknownFrames;
    frames_ = mp3.samples == 0   ? kUnknownFrames
              : mp3.counted >= 0 ? expected + (mp3.samples - mp3.counted)
                                 : mp3.samples;
    return absl::OkStatus();
  }

  absl::Status CheckSameFormat() {
    long rate = 0;  // NOLINT(google-runtime-int): the library's type.
    int channels = 0, encoding = 0;
    mpg123_getformat(handle_.get(), &rate, &channels, &encoding);
    if (rate == rate_ && channels == channels_ && encoding == encoding_) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrFormat(
        "its MP3 frames change from %d Hz, %d channels, to %d Hz, %d channels: files joined into "
        "one? Write it anew (ffmpeg -i in.mp3 out.flac)",
        rate_, channels_, rate, channels));
  }

  Reader reader_;
  bool ends_within_one_ = false;
  std::unique_ptr<mpg123_handle, Delete> handle_;
  long rate_ = 0;  // NOLINT(google-runtime-int): the library's type.
  int channels_ = 0, encoding_ = 0;
  int64_t frames_ = 0, slack_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenMp3(std::shared_ptr<const Bytes> bytes) {
  return Mp3Source::Open(std::move(bytes));
}

}  // namespace auricle
