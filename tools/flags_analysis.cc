// SPDX-License-Identifier: Apache-2.0
#include "tools/flags_analysis.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gflags/gflags.h"
#include "lib/audio/analyzer.h"
#include "lib/base/status_macros.h"
#include "lib/tool/clip_filter.h"
#include "lib/tool/flags_audio.h"
#include "lib/tool/flags_front_end.h"
#include "lib/tool/flags_run.h"
#include "lib/tool/tool.h"

DEFINE_string(dtype, "float32",
              "Of the features: float32 or float16 (half the size; its smallest normal number is "
              "6e-5, so it is refused for linear magnitudes).");
DEFINE_bool(describe, false,
            "Prints the front end, every parameter, as a file that --front_end takes, and stops.");
DEFINE_double(chunk, 60,
              "Seconds; longer items are stored as several records, whose frames are "
              "those of the uncut item.");
DEFINE_bool(keep_samples, false, "Store the decoded samples beside the features.");
DEFINE_double(min_peak, 0,
              "Leaves out items whose largest sample (its value, not its magnitude, as the "
              "anti-transfer paper) is not above this, 0.05 there; the end of the stream names "
              "them, and --max_bad does not count them. 0: none.");

namespace auricle {

absl::StatusOr<Analysis> AnalysisFromFlags() {
  Analysis analysis;
  ASSIGN_OR_RETURN(analysis.bad, BadItems::FromFlag());
  ASSIGN_OR_RETURN(const FrontEnd front_end, FrontEndFromFlags(FLAGS_seed));
  ASSIGN_OR_RETURN(analysis.analyzer, Analyzer::Create(front_end));
  if (FLAGS_dtype == "float16") {
    if (front_end.log() == FrontEnd::LINEAR && front_end.feature_norm() == FrontEnd::FEATURE_RAW) {
      return ToolMisuse(
          "--dtype=float16 does not hold linear features, whose quiet parts lie below its smallest "
          "normal number, 6e-5; use float32, or a logarithm");
    }
    analysis.options.dtype = FLOAT16;
  } else if (FLAGS_dtype != "float32") {
    return ToolMisuse(absl::StrCat("--dtype='", FLAGS_dtype, "', want float32 or float16"));
  }
  const double frame_s = front_end.hop_samples() / front_end.sample_rate_hz();
  if (!(FLAGS_chunk >= 0.999 * frame_s)) {
    return ToolMisuse(absl::StrFormat("--chunk=%g is less than a frame; frames are %g s apart",
                                      FLAGS_chunk, frame_s));
  }
  if (!(FLAGS_min_peak >= 0 && FLAGS_min_peak < 1)) {
    return ToolMisuse("--min_peak wants a number from 0 to below 1");
  }
  analysis.options.min_peak = FLAGS_min_peak;
  analysis.threads = ThreadsFromFlag();
  analysis.options.chunk_s = FLAGS_chunk;
  analysis.options.keep_samples = FLAGS_keep_samples;
  return analysis;
}

std::vector<std::string> GivenAnalysisFlags(const Analysis& analysis) {
  std::vector<std::string> flags = GivenFrontEndFlags();
  flags.insert(flags.end(), {"chunk", "dtype", "keep_samples"});
  if (analysis.analyzer->front_end().dither() > 0) flags.push_back("seed");
  if (FLAGS_min_peak > 0) flags.push_back("min_peak");
  if (FLAGS_channel > 0) flags.push_back("channel");
  return flags;
}

}  // namespace auricle
