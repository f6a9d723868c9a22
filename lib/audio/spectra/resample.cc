// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/spectra/resample.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

class PassThrough : public Resampler {
 public:
  absl::Status Push(const float* samples, int64_t n, std::vector<float>* out) override {
    out->insert(out->end(), samples, samples + n);
    return absl::OkStatus();
  }
  absl::Status Finish(std::vector<float>*) override { return absl::OkStatus(); }
};

class SoxrResampler : public Resampler {
 public:
  SoxrResampler(soxr_t soxr, double from_hz, double to_hz)
      : soxr_(soxr), from_hz_(from_hz), to_hz_(to_hz) {}
  ~SoxrResampler() override { soxr_delete(soxr_); }

  absl::Status Push(const float* samples, int64_t n, std::vector<float>* out) override {
    taken_ += n;
    return Process(samples, n, out);
  }

  absl::Status Finish(std::vector<float>* out) override {
    const int64_t total = ResampledLength(taken_, from_hz_, to_hz_);
    for (int64_t before = -1; before != given_ && given_ < total;) {
      before = given_;
      RETURN_IF_ERROR(Process(nullptr, 0, out));
    }
    out->resize(out->size() + total - given_);  // soxr may stop a sample short or long.
    given_ = total;
    return absl::OkStatus();
  }

 private:
  // samples = nullptr: drains.
  absl::Status Process(const float* samples, int64_t n, std::vector<float>* out) {
    size_t taken = 0;
    do {
      const size_t room = 64 + std::max<size_t>(1024, std::ceil((n - taken) * to_hz_ / from_hz_));
      const size_t before = out->size();
      out->resize(before + room);
      size_t used = 0, got = 0;
      const soxr_error_t error = soxr_process(soxr_, samples == nullptr ? nullptr : samples + taken,
                                              n - taken, &used, out->data() + before, room, &got);
      if (error != nullptr) return absl::InternalError(absl::StrCat("cannot resample: ", error));
      out->resize(before + got);
      taken += used;
      given_ += got;
    } while (taken < static_cast<size_t>(n));
    return absl::OkStatus();
  }

  soxr_t soxr_;
  double from_hz_, to_hz_;
  int64_t taken_ = 0, given_ = 0;
};

}  // namespace

int64_t ResampledLength(int64_t n, double from_hz, double to_hz) {
  if (from_hz == to_hz) return n;
  return static_cast<int64_t>(std::ceil(n * (to_hz / from_hz)));
}

absl::StatusOr<std::unique_ptr<Resampler>> Resampler::Create(double from_hz, double to_hz) {
  if (from_hz == to_hz) return std::unique_ptr<Resampler>(std::make_unique<PassThrough>());
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);  // Threads are ours.
  soxr_error_t error = nullptr;
  const soxr_t soxr = soxr_create(from_hz, to_hz, 1, &error, &io, &quality, &runtime);
  if (error != nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot resample from ", from_hz, " to ", to_hz, " Hz: ", error));
  }
  return std::unique_ptr<Resampler>(std::make_unique<SoxrResampler>(soxr, from_hz, to_hz));
}

}  // namespace auricle
