// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "lib/base/status_macros.h"
#include "lib/data/augment/augment_feature.h"
#include "lib/data/augment/augment_wave.h"
#include "lib/data/augment/augmentation.h"

namespace auricle {
namespace {

// Whether a factor of the wave is a factor of the features.
bool IsLinear(const FrontEnd& front_end) {
  return front_end.sample_rate_hz() > 0 && front_end.log() == FrontEnd::LINEAR &&
         front_end.wave_norm() == FrontEnd::WAVE_RAW && front_end.dither() == 0 &&
         !front_end.clamp() && front_end.mfcc() == 0 &&
         front_end.feature_norm() == FrontEnd::FEATURE_RAW;
}

absl::StatusOr<MadeAugmentation> MakeGain(TermArguments* arguments, const AugmentContext& context) {
  ASSIGN_OR_RETURN(TermInterval db, arguments->Between("db", {6, 6}, -100, 100));
  if (db.low == db.high) db = {-std::abs(db.low), std::abs(db.high)};
  if (!IsLinear(context.front_end)) return MakeWaveGain(db);
  return MakeFeatureGain(db, context.front_end.spectrum() == FrontEnd::POWER);
}

absl::StatusOr<MadeAugmentation> MakeTimeShift(TermArguments* arguments,
                                               const AugmentContext& context) {
  ASSIGN_OR_RETURN(const double max_s, arguments->Seconds("max", 0.2));
  ASSIGN_OR_RETURN(const int fill, arguments->Choice("fill", {"wrap", "silence"}, 0));
  ASSIGN_OR_RETURN(const int on, arguments->Choice("on", {"feature", "wave"}, 0));
  if (on == 1) return MakeWaveShift(max_s, fill == 0);
  return MakeFeatureShift(max_s, fill == 0, context);
}

}  // namespace

const std::vector<AugmentationKind>& AugmentationKinds() {
  static const auto* const kinds = new std::vector<AugmentationKind>{
      {"background",
       "another clip of the training part is added; acts on the wave; changes no target\n"
       "  snr=0:20           decibels of the clip above it\n"
       "  share=0.5          of the windows that get one",
       &MakeBackground},
      {"frequency_mask",
       "bands become their mean (SpecAugment: Park et al. 2019); acts on features; changes no "
       "target\n"
       "  n=2                masks a window\n"
       "  max=8              bins of the widest; each is 0 … max bins wide",
       &MakeFrequencyMask},
      {"gain",
       "louder or softer; acts on the wave, or on features that are linear, to the same effect; "
       "changes\n"
       "                     no target\n"
       "  db=6               at most so much, up or down; or LOW:HIGH",
       &MakeGain},
      {"mixup",
       "windows are mixed with others of their part of the batch (Zhang et al. 2018); acts on "
       "features;\n"
       "                     mixes every target\n"
       "  alpha=0.2          the share is drawn from Beta(alpha, alpha)",
       &MakeMixup},
      {"noise",
       "noise is added; acts on the wave; changes no target\n"
       "  snr=10:30          decibels of the clip above it\n"
       "  colour=white       white or pink",
       &MakeNoise},
      {"time_mask",
       "stretches become their bins' means (SpecAugment); acts on features; changes no target\n"
       "  n=2                masks a window\n"
       "  max=0.1s           the longest; each is 0 … max long",
       &MakeTimeMask},
      {"time_shift",
       "earlier or later; moves events and what is known of frames\n"
       "  max=0.2s           at most so much\n"
       "  fill=wrap          what leaves comes in at the other end; or silence\n"
       "  on=feature         the window is shifted by frames; wave: the clip, before windows are "
       "cut",
       &MakeTimeShift},
  };
  return *kinds;
}

}  // namespace auricle
