// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/clip_inputs.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/tool/input_source.h"
#include "lib/tool/output_guard.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

class Inputs : public ClipInputs {
 public:
  Inputs(std::vector<InputSource> sources, const ReadOptions& options, bool keep_features,
         int channel)
      : sources_(std::move(sources)),
        options_(options),
        keep_features_(keep_features),
        channel_(channel) {}

  absl::StatusOr<bool> NextSection() override {
    if (reader_ != nullptr) {
      ASSIGN_OR_RETURN(const bool more, reader_->NextSection());
      if (more) return BeginStreamSection();
      absl::StrAppend(&salvage_note_, reader_->salvage_note());
      reader_ = nullptr;
      ++at_;
    }
    if (at_ >= sources_.size()) return false;
    InputSource& source = sources_[at_];
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
    for (const InputSource& source : sources_) {
      if (!source.is_audio) return 0;
    }
    return sources_.size();
  }

  absl::StatusOr<bool> Next(InputClip* clip) override {
    if (reader_ != nullptr) return NextRecord(clip);
    if (at_ >= sources_.size() || !sources_[at_].is_audio) return false;
    const InputSource& source = sources_[at_++];
    *clip = InputClip();
    clip->where = absl::StrCat("'", source.path, "'");
    if (source.bytes != nullptr) {
      clip->clip.set_id(source.path);
      clip->clip.mutable_audio()->set_channel(channel_);
      clip->open = [bytes = source.bytes, ref = clip->clip.audio()] {
        return OpenAudio(bytes, ref);
      };
      return true;
    }
    clip->clip.set_id(std::string(absl::StripPrefix(source.path, "./")));
    clip->clip.mutable_audio()->set_path(source.path);
    clip->clip.mutable_audio()->set_channel(channel_);
    SetOpener(source.path, "", clip);
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

  // `missing` is added to the error of a file that is not there.
  static void SetOpener(const std::string& path, const std::string& missing, InputClip* clip) {
    clip->open = [path, missing,
                  ref = clip->clip.audio()]() -> absl::StatusOr<std::unique_ptr<AudioSource>> {
      const absl::StatusOr<std::shared_ptr<const Bytes>> bytes = OpenFile(path);
      if (absl::IsNotFound(bytes.status())) {
        return absl::NotFoundError(absl::StrCat(bytes.status().message(), missing));
      }
      RETURN_IF_ERROR(bytes.status());
      return OpenAudio(*bytes, ref);
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
    if (c.has_samples()) return OpenSamples(clip);
    if (c.audio().path().empty()) {
      clip->open = [] {
        return absl::InvalidArgumentError("has neither a path to audio nor samples");
      };
      return true;
    }
    if (c.audio().channel() == 0) clip->clip.mutable_audio()->set_channel(channel_);
    const std::string& root = header_.corpus().root();
    const bool relative = !root.empty() && c.audio().path().front() != '/';
    const std::string path =
        relative ? absl::StrCat(root, "/", c.audio().path()) : c.audio().path();
    absl::StrAppend(&clip->where, " ('", path, "')");
    // No bad item, which --max_bad could drop: what it names would still be lost.
    if (IsOutputFile(path)) {
      return ToolMisuse(absl::StrCat(clip->where,
                                     ": its audio is --output, which would be written "
                                     "over it; name another file"));
    }
    const bool here = relative && root.front() != '/';
    SetOpener(path,
              here ? absl::StrCat("; '", root,
                                  "' is looked for in the working directory, as it was "
                                  "listed; run where list_corpus ran, or list with --root=/…")
                   : "",
              clip);
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
      return AudioInMemory(samples, rate);
    };
    clip->clip.clear_samples();
    return true;
  }

  std::vector<InputSource> sources_;
  ReadOptions options_;
  bool keep_features_;
  int channel_;
  size_t at_ = 0;
  std::unique_ptr<RecordReader> reader_;  // Of the current source, if it is a stream.
  Header header_;
  End end_;
  std::string salvage_note_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ClipInputs>> ClipInputs::Open(const std::vector<std::string>& inputs,
                                                             const ReadOptions& options,
                                                             bool keep_features, int channel) {
  ASSIGN_OR_RETURN(std::vector<InputSource> sources, OpenInputs(inputs, options));
  return std::unique_ptr<ClipInputs>(
      std::make_unique<Inputs>(std::move(sources), options, keep_features, channel));
}

}  // namespace auricle
