// SPDX-License-Identifier: Apache-2.0
// Audio to features.
#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/front_end_text.h"
#include "lib/base/status_macros.h"
#include "lib/records/files/output_file.h"
#include "lib/records/writer.h"
#include "lib/tool/analysis.h"
#include "lib/tool/clip_inputs.h"
#include "lib/tool/flags_audio.h"
#include "lib/tool/flags_front_end.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/progress.h"
#include "lib/tool/tool.h"
#include "tools/flags_analysis.h"

namespace auricle {
namespace {

constexpr char kUsage[] =
    "    wav2mel --front_end=vggish *.wav > features.tfr\n"
    "    list_corpus --corpus=fsdd DIR | split_dataset --by=speaker | wav2mel --output=fsdd.tfr\n"
    "    wav2mel recordings/ talk.flac 'archive/*.mp3' --output=all.tfr@8\n"
    "    wav2mel --front_end=desed --stage=mel *.wav --output=linear_mel.tfr\n"
    "    wav2mel --front_end=desed --describe > mine.textproto  # to be edited\n"
    "    wav2mel --front_end=mine.textproto *.wav --output=mine.tfr\n"
    "    find /data -name '*-1.wav' | wav2mel --front_end=vggish --output=data.tfr\n"
    "    sox talk.mp3 -t wav - | wav2mel --front_end=desed | rec2json | head\n";

constexpr char kNotes[] =
    "Inputs are streams of clips, audio files (WAV, FLAC, OGG, MP3, AU, AIFF, CAF, W64, SPHERE;\n"
    "other kinds are named with a way to convert them), folders, globs, or on stdin a stream, an\n"
    "audio file or a list of names, one a line. Of a folder all is taken that lies below it, but\n"
    "for what is hidden; what is left out is said. Audio is mixed to mono and resampled to the\n"
    "front end's rate. The bytes of the result depend neither on --threads nor on the run.\n\n"
    "Front ends:\n";

// All of them too quiet is a wrong --min_peak, not a corpus of no clips.
absl::Status SayTooQuiet(const Analysis& analysis) {
  if (analysis.too_quiet == 0) return absl::OkStatus();
  const std::string counted = absl::StrFormat("%d of %d items are not above --min_peak=%.4g",
                                              analysis.too_quiet, analysis.items, FLAGS_min_peak);
  if (analysis.too_quiet == analysis.items) {
    return absl::FailedPreconditionError(absl::StrCat(counted, "; lower it"));
  }
  Say(absl::StrCat(counted, " and are left out"));
  return absl::OkStatus();
}

// What follows the first line reads back as this front end.
absl::Status Describe(const FrontEnd& front_end) {
  ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> output, OutputFile::Create(FLAGS_output));
  RETURN_IF_ERROR(output->Append(absl::StrCat(
      "# A front end, for wav2mel --front_end=FILE.textproto. What is left out is 0, false or the "
      "first word.\n",
      FrontEndText(front_end))));
  return output->Commit();
}

absl::Status Run(const std::vector<std::string>& input_names) {
  ASSIGN_OR_RETURN(Analysis analysis, AnalysisFromFlags());
  if (FLAGS_describe) return Describe(analysis.analyzer->front_end());
  ASSIGN_OR_RETURN(const std::unique_ptr<ClipInputs> inputs,
                   InputsFromFlags(input_names, /*keep_features=*/false));
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  const std::vector<std::string> number_flags = GivenAnalysisFlags(analysis);
  Progress progress("clips", inputs->total());
  while (true) {
    ASSIGN_OR_RETURN(const bool more, inputs->NextSection());
    if (!more) break;
    Header header = inputs->header();
    *header.mutable_front_end() = analysis.analyzer->front_end();
    StampProvenance(number_flags, inputs->parents(), &header);
    RETURN_IF_ERROR(writer->BeginSection(header));
    RETURN_IF_ERROR(WriteAnalysedSection(inputs.get(), &analysis, writer.get(), &progress));
    RETURN_IF_ERROR(writer->EndSection());
  }
  if (!inputs->salvage_note().empty()) Say(inputs->salvage_note());
  RETURN_IF_ERROR(analysis.bad.Finish(analysis.items));
  RETURN_IF_ERROR(SayTooQuiet(analysis));
  SayCut(analysis);
  if (analysis.silent > 1)
    Say(absl::StrFormat("%d of %d items are silent", analysis.silent, analysis.items));
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
                              {"analysis", "audio", "io", "run:seed,threads,memory", "front_end"},
                              auricle::Header::CLIPS};
  return auricle::ToolMain(argc, argv, tool, &auricle::Run);
}
