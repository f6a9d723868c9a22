// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/sndfile_source.h"

#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

// Of a FLAC that was written to a pipe. Sums with it do not overflow.
constexpr int64_t kUnknownFrames = int64_t{1} << 60;

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
  static absl::StatusOr<std::unique_ptr<InterleavedSource>> Open(std::shared_ptr<const Bytes> bytes,
                                                                 bool checked) {
    auto source = std::unique_ptr<SndfileSource>(new SndfileSource);
    source->checked_ = checked;
    source->file_.bytes = std::move(bytes);
    SF_VIRTUAL_IO io = {&VirtualFile::Length, &VirtualFile::Seek, &VirtualFile::Read,
                        &VirtualFile::Write, &VirtualFile::Tell};
    source->snd_ = sf_open_virtual(&io, SFM_READ, &source->info_, &source->file_);
    RETURN_IF_ERROR(source->file_.failed);
    if (source->snd_ == nullptr) return absl::UnimplementedError(sf_strerror(nullptr));
    if (source->info_.channels < 1) return absl::UnimplementedError("0 channels");
    sf_command(source->snd_, SFC_SET_NORM_FLOAT, nullptr, SF_TRUE);
    return std::unique_ptr<InterleavedSource>(std::move(source));
  }
  ~SndfileSource() override {
    if (snd_ != nullptr) sf_close(snd_);
  }
  double sample_rate_hz() const override { return info_.samplerate; }
  int channels() const override { return info_.channels; }
  int64_t frames() const override { return std::min<int64_t>(info_.frames, kUnknownFrames); }
  bool length_is_exact() const override { return info_.frames < kUnknownFrames; }
  int64_t slack() const override { return length_is_exact() ? 0 : kUnknownFrames; }

  std::vector<std::string> notes() const override {
    if (checked_) return {};
    return {absl::StrCat("is of a kind (", KindName(),
                         ") of which cannot be told whether it is all there, or several files "
                         "joined; if in doubt, convert it by its own program (sox x x.flac)")};
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

  std::string KindName() const {
    SF_FORMAT_INFO kind = {};
    kind.format = info_.format & SF_FORMAT_TYPEMASK;
    const bool known = sf_command(nullptr, SFC_GET_FORMAT_INFO, &kind, sizeof(kind)) == 0;
    return known ? kind.name : "a rare kind";
  }

  VirtualFile file_;
  bool checked_ = true;
  SF_INFO info_ = {};
  SNDFILE* snd_ = nullptr;
};

}  // namespace

absl::StatusOr<std::unique_ptr<InterleavedSource>> OpenSndfile(std::shared_ptr<const Bytes> bytes,
                                                               bool checked) {
  return SndfileSource::Open(std::move(bytes), checked);
}

}  // namespace auricle
