// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/wav_source.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "lib/audio/spectra/kernels.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// What a system call fetches stays in the second-level cache.
constexpr int64_t kReadBytes = 1 << 16;

void Convert(WavCoding::Encoding encoding, const unsigned char* in, int64_t n, float* out) {
  switch (encoding) {
    case WavCoding::kUint8:
      for (int64_t i = 0; i < n; ++i) out[i] = (in[i] - 128) * (1.0f / 128);
      break;
    case WavCoding::kInt16:
      BestKernels().pcm16(reinterpret_cast<const int16_t*>(in), n, out);
      break;
    case WavCoding::kInt24:
      for (int64_t i = 0; i < n; ++i) {
        const uint32_t bits = in[3 * i] << 8 | in[3 * i + 1] << 16 | uint32_t{in[3 * i + 2]} << 24;
        out[i] = (static_cast<int32_t>(bits) >> 8) * (1.0f / (1 << 23));
      }
      break;
    case WavCoding::kInt32:
      for (int64_t i = 0; i < n; ++i) {
        int32_t sample;
        memcpy(&sample, in + 4 * i, sizeof(sample));
        out[i] = sample * 0x1p-31f;
      }
      break;
    case WavCoding::kFloat32:
      memcpy(out, in, n * sizeof(float));
      break;
    case WavCoding::kFloat64:
      for (int64_t i = 0; i < n; ++i) {
        double sample;
        memcpy(&sample, in + 8 * i, sizeof(sample));
        out[i] = static_cast<float>(sample);
      }
      break;
    case WavCoding::kOther:
      break;
  }
}

class WavSource : public InterleavedSource {
 public:
  WavSource(std::shared_ptr<const Bytes> bytes, const WavFormat& format)
      : bytes_(std::move(bytes)),
        format_(format),
        frame_bytes_(int64_t{format.coding.channels} * format.coding.sample_bytes),
        offset_(format.data_offset) {}
  double sample_rate_hz() const override { return format_.coding.sample_rate_hz; }
  int channels() const override { return format_.coding.channels; }
  int64_t frames() const override { return format_.frames; }
  bool length_is_exact() const override { return true; }
  int64_t slack() const override { return 0; }
  std::vector<std::string> notes() const override { return format_.notes; }

  absl::StatusOr<int64_t> Read(float* out, int64_t n) override {
    int64_t done = 0;
    while (done < n) {
      if (at_ == held_) {
        const int64_t end = format_.data_offset + format_.frames * frame_bytes_;
        const int64_t room = std::max<int64_t>(1, kReadBytes / frame_bytes_) * frame_bytes_;
        block_.resize(room);
        ASSIGN_OR_RETURN(held_,
                         bytes_->ReadAt(offset_, block_.data(), std::min(room, end - offset_)));
        offset_ += held_;
        held_ -= held_ % frame_bytes_;
        at_ = 0;
        if (held_ == 0) break;
      }
      const int64_t frames = std::min(n - done, (held_ - at_) / frame_bytes_);
      Convert(format_.coding.encoding, block_.data() + at_, frames * channels(),
              out + done * channels());
      at_ += frames * frame_bytes_;
      done += frames;
    }
    return done;
  }

  absl::Status Skip(int64_t frames) override {
    offset_ += frames * frame_bytes_;
    return absl::OkStatus();
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  WavFormat format_;
  int64_t frame_bytes_;
  int64_t offset_;
  std::vector<unsigned char> block_;  // Bytes at_ … held_ are still to be converted.
  int64_t at_ = 0, held_ = 0;
};

}  // namespace

std::unique_ptr<InterleavedSource> OpenWav(std::shared_ptr<const Bytes> bytes,
                                           const WavFormat& format) {
  return std::make_unique<WavSource>(std::move(bytes), format);
}

}  // namespace auricle
