// SPDX-License-Identifier: Apache-2.0
// Audio to features.
#include <malloc.h>

#include <deque>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gflags/gflags.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/item.h"
#include "lib/audio/ordered_jobs.h"
#include "lib/base/status_macros.h"
#include "lib/records/writer.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/clip_inputs.h"
#include "lib/tool/flags_front_end.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/progress.h"
#include "lib/tool/tool.h"

DEFINE_string(dtype, "float32",
              "Of the features: float32 or float16 (half the size; its smallest normal number is "
              "6e-5, so not for linear magnitudes).");
DEFINE_double(chunk, 60,
              "Seconds; longer items are stored as several records, whose frames are "
              "those of the uncut item.");
DEFINE_bool(keep_samples, false, "Store the decoded samples beside the features.");

namespace auricle {
namespace {

constexpr char kUsage[] =
    "    wav2mel --front_end=vggish *.wav > features.tfr\n"
    "    list_corpus --corpus=fsdd DIR | split_dataset --by=speaker | wav2mel --output=fsdd.tfr\n"
    "    wav2mel recordings/ talk.flac 'archive/*.mp3' --output=all.tfr@8\n"
    "    sox talk.mp3 -t wav - | wav2mel --front_end=desed | rec2json | head\n";

constexpr char kNotes[] =
    "Inputs are streams of clips, audio files (WAV, FLAC, OGG, MP3, AU, AIFF), folders, globs, or\n"
    "either on stdin. Audio is mixed to mono and resampled to the front end's rate. The bytes of\n"
    "the result depend neither on --threads nor on the run.\n\nFront ends:\n";

// What all items share, and what is counted.
struct Job {
  std::unique_ptr<const Analyzer> analyzer;
  ItemOptions options;
  BadItems bad;
  int64_t items = 0, silent = 0;
  double seconds = 0;
};

// An item on its way: what to say if it fails, and what it became.
struct Pending {
  std::string id, where;
  ItemOutcome outcome;
};

class Section {
 public:
  Section(Job* job, RecordWriter* writer, Progress* progress, int threads)
      : job_(job), writer_(writer), progress_(progress), jobs_(threads) {}

  absl::Status Run(ClipInputs* inputs) {
    for (bool more = true; more || !jobs_.Empty();) {
      while (more && !jobs_.Full()) {
        InputClip input;
        ASSIGN_OR_RETURN(more, inputs->Next(&input));
        if (more) Add(std::move(input));
      }
      if (!jobs_.Empty()) RETURN_IF_ERROR(FinishOldest());
    }
    for (const Dropped& dropped : inputs->end().dropped()) {
      writer_->Drop(dropped.id(), dropped.reason());
    }
    return writer_->EndSection();
  }

 private:
  void Add(InputClip input) {
    auto pending = std::make_shared<Pending>();
    pending->id = input.clip.id();
    pending->where = std::move(input.where);
    pending_.push_back(pending);
    jobs_.Add([this, pending, input = std::move(input)](const OrderedJobs<Clip>::Emit& emit) {
      return AnalyseItem(*job_->analyzer, job_->options, input.open, input.clip, emit,
                         &pending->outcome);
    });
  }

  absl::Status FinishOldest() {
    const std::shared_ptr<Pending> pending = std::move(pending_.front());
    pending_.pop_front();
    const auto write = [this](const Clip& clip) { return writer_->Write(clip); };
    const absl::Status done = jobs_.DrainOldest(write);
    ++job_->items;
    progress_->Add(1);
    if (done.ok()) {
      job_->seconds += pending->outcome.duration_s;
      if (pending->outcome.silent && job_->silent++ == 0) {
        Say(absl::StrCat(pending->where, " is silent; it is kept, as all silent items are"));
      }
      return absl::OkStatus();
    }
    // What was written cannot be taken back; such an item cannot be dropped.
    if (absl::IsCancelled(done) || pending->outcome.records > 0) return done;
    return job_->bad.Allow(done, pending->where, pending->id, writer_);
  }

  Job* job_;
  RecordWriter* writer_;
  Progress* progress_;
  std::deque<std::shared_ptr<Pending>> pending_;
  OrderedJobs<Clip> jobs_;  // Last: its threads end before what they use.
};

absl::StatusOr<Job> JobFromFlags() {
  Job job;
  ASSIGN_OR_RETURN(job.bad, BadItems::FromFlag());
  ASSIGN_OR_RETURN(const FrontEnd front_end, FrontEndFromFlags(FLAGS_seed));
  ASSIGN_OR_RETURN(job.analyzer, Analyzer::Create(front_end));
  if (FLAGS_dtype == "float16") {
    job.options.dtype = FLOAT16;
  } else if (FLAGS_dtype != "float32") {
    return ToolMisuse(absl::StrCat("--dtype='", FLAGS_dtype, "', want float32 or float16"));
  }
  if (!(FLAGS_chunk > 0)) return ToolMisuse("--chunk wants a positive number of seconds");
  job.options.chunk_s = FLAGS_chunk;
  job.options.keep_samples = FLAGS_keep_samples;
  return job;
}

absl::Status Run(const std::vector<std::string>& input_names) {
  ASSIGN_OR_RETURN(Job job, JobFromFlags());
  ASSIGN_OR_RETURN(const std::unique_ptr<ClipInputs> inputs,
                   ClipInputs::Open(input_names, ReadOptionsFromFlags()));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  std::vector<std::string> number_flags = GivenFrontEndFlags();
  number_flags.insert(number_flags.end(), {"chunk", "dtype", "keep_samples"});
  if (job.analyzer->front_end().dither() > 0) number_flags.push_back("seed");
  Progress progress("clips", inputs->total());
  while (true) {
    ASSIGN_OR_RETURN(const bool more, inputs->NextSection());
    if (!more) break;
    Header header = inputs->header();
    *header.mutable_front_end() = job.analyzer->front_end();
    StampProvenance(number_flags, inputs->parents(), &header);
    RETURN_IF_ERROR(writer->BeginSection(header));
    RETURN_IF_ERROR(Section(&job, writer.get(), &progress, ThreadsFromFlag()).Run(inputs.get()));
  }
  if (!inputs->salvage_note().empty()) Say(inputs->salvage_note());
  RETURN_IF_ERROR(job.bad.Finish(job.items));
  if (job.silent > 1) Say(absl::StrFormat("%d of %d items are silent", job.silent, job.items));
  return writer->Commit();
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  // Every item frees what the next one needs; giving it back in between costs a fifth of the time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  const std::string notes = auricle::kNotes + auricle::PresetTable();
  const auricle::Tool tool = {"wav2mel",
                              "turns audio into spectrograms, mel bands or cepstra",
                              auricle::kUsage,
                              notes.c_str(),
                              {"io", "run", "front_end"}};
  return auricle::ToolMain(argc, argv, tool, &auricle::Run);
}
