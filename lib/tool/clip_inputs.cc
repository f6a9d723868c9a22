// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/clip_inputs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/records/framing.h"
#include "lib/tool/input_paths.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

constexpr int64_t kSpoolMemory = 256 << 20;

// One input after expansion: a stream of clips (path or reader), or audio (path or bytes).
struct Source {
  std::string path;
  bool is_audio = false;
  std::unique_ptr<RecordReader> reader;  // Of a pipe.
  std::shared_ptr<const Bytes> bytes;    // Of a pipe.
};

absl::StatusOr<std::string> FirstBytes(int fd, const std::string& name) {
  std::string first(kFrameHeadBytes, '\0');
  size_t size = 0;
  while (size < first.size()) {
    const ssize_t got = read(fd, &first[size], first.size() - size);
    if (StopSignal() != 0) return absl::CancelledError("stopped while waiting for input");
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError(absl::StrCat("'", name, "': ", strerror(errno)));
    if (got == 0) break;
    size += got;
  }
  first.resize(size);
  return first;
}

// A pipe can be looked at only once, so it is opened here and now.
absl::StatusOr<Source> FromPipe(int fd, const std::string& name, const ReadOptions& options) {
  Source source;
  source.path = name;
  absl::StatusOr<std::string> first = FirstBytes(fd, name);
  if (first.ok() && first->empty()) {
    first = absl::InvalidArgumentError(
        absl::StrCat("'", name, "' is empty: no clips, no audio (did the tool before fail?)"));
  }
  if (!first.ok()) {
    close(fd);
    return first.status();
  }
  if (LooksLikeRecords(*first)) {
    ASSIGN_OR_RETURN(source.reader, RecordReader::FromFd(fd, name, options, *first));
    return source;
  }
  source.is_audio = true;
  absl::StatusOr<std::shared_ptr<const Bytes>> bytes = SpoolPipe(fd, *first, kSpoolMemory);
  close(fd);
  if (!bytes.ok()) return Annotate(bytes.status(), absl::StrCat("'", name, "'"));
  source.bytes = *std::move(bytes);
  return source;
}

absl::StatusOr<Source> FromPath(const std::string& path, const ReadOptions& options) {
  Source source;
  source.path = path;
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    source.is_audio = HasAudioEnding(path);  // Else shards, or the reader says what is wrong.
    return source;
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0 && !S_ISREG(info.st_mode)) return FromPipe(fd, path, options);
  if (fd < 0 || HasAudioEnding(path)) {  // An unreadable file is an item that --max_bad may drop.
    if (fd >= 0) close(fd);
    source.is_audio = !absl::EndsWith(path, ".tfr");
    return source;
  }
  const absl::StatusOr<std::string> first = FirstBytes(fd, path);
  close(fd);
  if (!first.ok()) return first.status();
  source.is_audio = !LooksLikeRecords(*first) && !absl::EndsWith(path, ".tfr");
  return source;
}

class Inputs : public ClipInputs {
 public:
  Inputs(std::vector<Source> sources, const ReadOptions& options, bool keep_features)
      : sources_(std::move(sources)), options_(options), keep_features_(keep_features) {}

  absl::StatusOr<bool> NextSection() override {
    if (reader_ != nullptr) {
      ASSIGN_OR_RETURN(const bool more, reader_->NextSection());
      if (more) return BeginStreamSection();
      absl::StrAppend(&salvage_note_, reader_->salvage_note());
      reader_ = nullptr;
      ++at_;
    }
    if (at_ >= sources_.size()) return false;
    Source& source = sources_[at_];
    if (!source.is_audio) {
      reader_ = std::move(source.reader);
      if (reader_ == nullptr) {
        ASSIGN_OR_RETURN(reader_, RecordReader::Open(source.path, options_));
      }
      return NextSection();
    }
    header_ = Header();
    header_.set_content(Header::CLIPS);
    end_ = End();
    return true;
  }

  const Header& header() const override { return header_; }
  const End& end() const override { return end_; }
  std::string salvage_note() const override { return salvage_note_; }

  std::vector<uint64_t> parents() const override {
    if (reader_ == nullptr) return {};
    return {reader_->header_fingerprint()};
  }

  int64_t total() const override {
    for (const Source& source : sources_) {
      if (!source.is_audio) return 0;
    }
    return sources_.size();
  }

  absl::StatusOr<bool> Next(InputClip* clip) override {
    if (reader_ != nullptr) return NextRecord(clip);
    if (at_ >= sources_.size() || !sources_[at_].is_audio) return false;
    const Source& source = sources_[at_++];
    *clip = InputClip();
    clip->where = absl::StrCat("'", source.path, "'");
    if (source.bytes != nullptr) {
      clip->clip.set_id(source.path);
      clip->clip.mutable_audio();
      clip->open = [bytes = source.bytes] { return OpenAudio(bytes, AudioRef()); };
      return true;
    }
    clip->clip.set_id(std::string(absl::StripPrefix(source.path, "./")));
    clip->clip.mutable_audio()->set_path(source.path);
    SetOpener(source.path, clip);
    return true;
  }

 private:
  absl::StatusOr<bool> BeginStreamSection() {
    header_ = reader_->header();
    if (header_.content() != Header::CLIPS) {
      return absl::InvalidArgumentError(absl::StrCat("'", reader_->name(), "' holds ",
                                                     Header::Content_Name(header_.content()),
                                                     ", not clips"));
    }
    if (!keep_features_) header_.clear_front_end();
    return true;
  }

  static void SetOpener(const std::string& path, InputClip* clip) {
    clip->open = [path,
                  ref = clip->clip.audio()]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
      ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, OpenFile(path));
      return OpenAudio(bytes, ref);
    };
  }

  absl::StatusOr<bool> NextRecord(InputClip* clip) {
    Record record;
    do {
      ASSIGN_OR_RETURN(const bool more, reader_->Next(&record));
      if (!more) {
        end_ = reader_->end();
        return false;
      }
      // Of an item stored in chunks the first record says all that is needed to find its audio.
    } while (!record.has_clip() || (!keep_features_ && record.clip().chunk().index() > 0));
    *clip = InputClip();
    clip->clip = std::move(*record.mutable_clip());
    const Clip& c = clip->clip;
    clip->where = absl::StrCat("stream '", reader_->name(), "', record ", reader_->records_read(),
                               ", item '", c.id(), "'");
    if (!c.audio().path().empty()) absl::StrAppend(&clip->where, " (", c.audio().path(), ")");
    if (c.has_samples()) return OpenSamples(clip);
    if (c.audio().path().empty()) {
      clip->open = [] {
        return absl::InvalidArgumentError("has neither a path to audio nor samples");
      };
      return true;
    }
    const std::string& root = header_.corpus().root();
    const bool relative = !root.empty() && c.audio().path().front() != '/';
    SetOpener(relative ? absl::StrCat(root, "/", c.audio().path()) : c.audio().path(), clip);
    return true;
  }

  // Samples that the record carries (of a mixed scene, of a pipe) come before its path.
  static absl::StatusOr<bool> OpenSamples(InputClip* clip) {
    const Tensor& tensor = clip->clip.samples();
    const bool whole = !clip->clip.has_chunk() || clip->clip.chunk().of() == 1;
    if (!whole || tensor.dtype() != FLOAT32 || tensor.data().size() % sizeof(float) != 0) {
      clip->open = [] {
        return absl::InvalidArgumentError(
            "carries samples in chunks or not as float32; give the audio file itself");
      };
      return true;
    }
    auto samples = std::make_shared<std::vector<float>>(tensor.data().size() / sizeof(float));
    memcpy(samples->data(), tensor.data().data(), tensor.data().size());
    const double rate = clip->clip.audio().sample_rate_hz();
    clip->open = [samples, rate]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
      if (!(rate > 0)) return absl::InvalidArgumentError("carries samples without a rate");
      struct Owning : AudioSource {
        Owning(std::shared_ptr<std::vector<float>> s, double r)
            : samples(std::move(s)), in(AudioInMemory(samples->data(), samples->size(), r)) {}
        double sample_rate_hz() const override { return in->sample_rate_hz(); }
        int64_t expected() const override { return in->expected(); }
        absl::StatusOr<int64_t> Read(float* out, int64_t n) override { return in->Read(out, n); }
        std::shared_ptr<std::vector<float>> samples;
        std::unique_ptr<AudioSource> in;
      };
      return std::unique_ptr<AudioSource>(std::make_unique<Owning>(samples, rate));
    };
    clip->clip.clear_samples();
    return true;
  }

  std::vector<Source> sources_;
  ReadOptions options_;
  bool keep_features_;
  size_t at_ = 0;
  std::unique_ptr<RecordReader> reader_;  // Of the current source, if it is a stream.
  Header header_;
  End end_;
  std::string salvage_note_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ClipInputs>> ClipInputs::Open(const std::vector<std::string>& inputs,
                                                             const ReadOptions& options,
                                                             bool keep_features) {
  std::vector<Source> sources;
  for (const std::string& input : inputs) {
    if (input == "-") {
      if (isatty(STDIN_FILENO)) {
        return ToolMisuse(
            "no input: give audio files, a folder or a stream of clips, or pipe one in");
      }
      ASSIGN_OR_RETURN(Source source,
                       FromPipe(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), "stdin", options));
      sources.push_back(std::move(source));
      continue;
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> paths, ExpandInput(input));
    for (const std::string& path : paths) {
      ASSIGN_OR_RETURN(Source source, FromPath(path, options));
      sources.push_back(std::move(source));
    }
  }
  return std::unique_ptr<ClipInputs>(
      std::make_unique<Inputs>(std::move(sources), options, keep_features));
}

}  // namespace auricle
