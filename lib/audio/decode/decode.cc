// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/decode.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "lib/audio/decode/interleaved.h"
#include "lib/audio/decode/open_interleaved.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr double kLowestRateHz = 100, kHighestRateHz = 1e6;

// Channel `channel` (from 1) of n frames.
void TakeChannel(const float* in, int channels, int channel, int64_t n, float* out) {
  for (int64_t i = 0; i < n; ++i) out[i] = in[i * channels + channel - 1];
}

// The mean of the channels, and whether they cancel one another in it.
class Mix {
 public:
  void Add(const float* in, int channels, int64_t n, float* out) {
    if (channels == 2) {
      for (int64_t i = 0; i < n; ++i) out[i] = (in[2 * i] + in[2 * i + 1]) * 0.5f;
    } else {
      for (int64_t i = 0; i < n; ++i) {
        float sum = 0;
        for (int c = 0; c < channels; ++c) sum += in[i * channels + c];
        out[i] = sum / channels;
      }
    }
    of_channels_ += Energy(in, n * channels) / channels;
    of_mean_ += Energy(out, n);
  }

  // Channels that have nothing in common lose a half (of two) or more of their power in the mean;
  // two of which one is silent, a half. Two of equal power that keep less than a seventh have a
  // correlation below -0.7. Silence, below half a step of 16 bits, cancels nothing.
  bool cancels(int channels, int64_t frames) const {
    constexpr double kKept = 0.15, kSilence = 0x1p-32;
    return of_channels_ > kSilence * frames && of_mean_ * channels < 2 * kKept * of_channels_;
  }
  double kept_db() const { return 10 * std::log10(std::max(of_mean_ / of_channels_, 1e-20)); }

 private:
  static double Energy(const float* x, int64_t n) {
    constexpr int kLanes = 8;
    float lanes[kLanes] = {};
    int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
      for (int lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane] * x[i + lane];
    }
    double sum = 0;
    for (; i < n; ++i) sum += double{x[i]} * x[i];
    for (const float lane : lanes) sum += lane;
    return sum;
  }

  double of_channels_ = 0, of_mean_ = 0;  // Sums of squares; of the channels their mean.
};

class MonoSource : public AudioSource {
 public:
  // slack: by how much of `frames` the file may fall short.
  MonoSource(std::unique_ptr<InterleavedSource> in, int channel, int64_t frames, int64_t slack)
      : in_(std::move(in)), channel_(channel), left_(frames), slack_(slack) {}
  double sample_rate_hz() const override { return in_->sample_rate_hz(); }
  int64_t expected() const override { return left_; }

  absl::StatusOr<int64_t> Read(float* out, int64_t n) override {
    n = std::min(n, left_);
    if (n == 0) return 0;
    const int channels = in_->channels();
    float* to = out;
    if (channels > 1) {
      block_.resize(std::max<size_t>(block_.size(), n * channels));
      to = block_.data();
    }
    ASSIGN_OR_RETURN(const int64_t got, in_->Read(to, n));
    if (got < n && left_ - got > slack_) {
      return absl::DataLossError(
          absl::StrFormat("truncated: the file or its record says %.3f s more audio than there is",
                          (left_ - got) / sample_rate_hz()));
    }
    read_ += got;
    if (channels > 1 && channel_ > 0) {
      TakeChannel(block_.data(), channels, channel_, got, out);
    } else if (channels > 1) {
      mix_.Add(block_.data(), channels, got, out);
    }
    left_ = got < n ? 0 : left_ - got;
    return got;
  }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes = in_->notes();
    if (mix_.cancels(in_->channels(), read_)) {
      notes.push_back(absl::StrFormat(
          "its %d channels are out of phase and cancel one another: their mean, which is analysed, "
          "lies %.0f dB below them; take one of them (--channel=1)",
          in_->channels(), -mix_.kept_db()));
    }
    return notes;
  }

 private:
  std::unique_ptr<InterleavedSource> in_;
  int channel_;
  int64_t left_, slack_, read_ = 0;
  Mix mix_;
  std::vector<float> block_;
};

class MemorySource : public AudioSource {
 public:
  MemorySource(const float* samples, int64_t n, double rate,
               std::shared_ptr<const std::vector<float>> shared)
      : samples_(samples), left_(n), rate_(rate), shared_(std::move(shared)) {}
  double sample_rate_hz() const override { return rate_; }
  int64_t expected() const override { return left_; }
  absl::StatusOr<int64_t> Read(float* out, int64_t n) override {
    n = std::min(n, left_);
    if (n == 0) return 0;  // An empty vector's data may be null.
    memcpy(out, samples_, n * sizeof(float));
    samples_ += n;
    left_ -= n;
    return n;
  }

 private:
  const float* samples_;
  int64_t left_;
  double rate_;
  std::shared_ptr<const std::vector<float>> shared_;
};

// By how much a stretch may end after its file; it is cut at the file's end then.
constexpr double kRoundingS = 0.05;

absl::Status CheckAgainst(const AudioRef& ref, const InterleavedSource& in) {
  const double rate = in.sample_rate_hz();
  RETURN_IF_ERROR(CheckRate(rate));
  if (ref.sample_rate_hz() != 0 && ref.sample_rate_hz() != rate) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "wrong rate: the file says %g Hz, its record %g Hz; one of them was changed since", rate,
        ref.sample_rate_hz()));
  }
  if (ref.channel() < 0 || ref.channel() > in.channels()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("channel %d is asked for; the file has channels 1 to %d (0: their mean)",
                        ref.channel(), in.channels()));
  }
  if (!(ref.start_s() >= 0 && ref.duration_s() >= 0)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the record's stretch starts at %g s and lasts %g s; neither is below 0",
                        ref.start_s(), ref.duration_s()));
  }
  return absl::OkStatus();
}

// Of a stretch that its record words in seconds, however large the number.
int64_t SamplesOf(double seconds, double rate) {
  constexpr double kMost = int64_t{1} << 53;
  return std::llround(std::min(seconds * rate, kMost));
}

}  // namespace

absl::Status CheckRate(double rate_hz) {
  if (rate_hz >= kLowestRateHz && rate_hz <= kHighestRateHz) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "wrong rate in the header: %g Hz; a rate lies within 100 Hz and 1 MHz", rate_hz));
}

absl::StatusOr<std::unique_ptr<AudioSource>> OpenAudio(std::shared_ptr<const Bytes> bytes,
                                                       const AudioRef& ref) {
  ASSIGN_OR_RETURN(std::unique_ptr<InterleavedSource> in, OpenInterleaved(std::move(bytes)));
  RETURN_IF_ERROR(CheckAgainst(ref, *in));
  const double rate = in->sample_rate_hz();
  const int64_t frames = in->frames();
  const double length_s = frames / rate;
  const int64_t start = SamplesOf(ref.start_s(), rate);
  if (start > 0 && start >= frames) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the item starts at %.3f s, the file ends at %.3f s", ref.start_s(), length_s));
  }
  // A whole file may fall short of what it says by `slack`; a stretch may end kRoundingS after the
  // file, for durations in manifests are rounded.
  int64_t wanted = frames - start, slack = in->slack();
  if (ref.duration_s() > 0) {
    const int64_t rounding = std::llround(kRoundingS * rate),
                  end = start + SamplesOf(ref.duration_s(), rate);
    if (end > frames + slack + rounding) {
      return absl::DataLossError(
          absl::StrFormat("the item ends at %.3f s, the file already at %.3f s: is the file "
                          "truncated, or the manifest of another?",
                          ref.start_s() + ref.duration_s(), length_s));
    }
    // Where the file's length is a guess, its decoder tells where it ends.
    wanted = (in->length_is_exact() ? std::min(end, frames) : end) - start;
    slack = in->length_is_exact() ? 0 : rounding + kMp3Delay;
  }
  if (start > 0) RETURN_IF_ERROR(in->Skip(start));
  return std::unique_ptr<AudioSource>(
      std::make_unique<MonoSource>(std::move(in), ref.channel(), wanted, slack));
}

std::unique_ptr<AudioSource> AudioInMemory(const float* samples, int64_t n, double rate) {
  return std::make_unique<MemorySource>(samples, n, rate, nullptr);
}

std::unique_ptr<AudioSource> AudioInMemory(std::shared_ptr<const std::vector<float>> samples,
                                           double rate) {
  const float* const data = samples->data();
  return std::make_unique<MemorySource>(data, samples->size(), rate, samples);
}

}  // namespace auricle
