// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/synthetic.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

const char* const kSpeakers[] = {"george", "jackson", "lucas", "nicolas", "theo", "yweweler"};
const char* const kDigits[] = {"zero", "one", "two",   "three", "four",
                               "five", "six", "seven", "eight", "nine"};
const char* const kHostile[] = {"it's \"two\"",
                                "`touch pwned`",
                                "$(touch pwned)",
                                "<script>alert(1)</script>",
                                "a\tb\nc",
                                "=cmd|'/C calc'!A0",
                                "x|y",
                                "--output=pwned",
                                "%s%n{/*}\\",
                                "é𝄞 </svg> &amp;"};
const char* const kScalars[] = {"train/loss", "valid/loss", "valid/uar"};

std::string ClassName(const SyntheticRun& run, int c) {
  if (c >= 10) return absl::StrCat("class ", c);
  return run.hostile ? kHostile[c] : kDigits[c];
}

void AddHistory(const SyntheticRun& run, Rng* rng, Training* training) {
  const int epochs = 12 + static_cast<int>(rng->Below(8));
  double best = 1e9;
  for (int e = 1; e <= epochs; ++e) {
    Epoch* epoch = training->add_history();
    epoch->set_epoch(e);
    const double train = 2.3 * std::exp(-0.22 * e) + 0.05 + 0.02 * rng->Uniform();
    const double valid =
        1.7 * std::exp(-0.25 * e) + 1.5 * (1 - run.accuracy) + 0.012 * e + 0.06 * rng->Normal();
    const double uar = run.accuracy * (1 - std::exp(-0.35 * e)) + 0.02 * rng->Normal();
    const double values[] = {train, valid, uar};
    for (int s = 0; s < 3; ++s) {
      Scalar* scalar = epoch->add_scalars();
      scalar->set_name(kScalars[s]);
      scalar->set_value(values[s]);
    }
    if (valid < best) {
      best = valid;
      training->set_best_epoch(e);
    }
  }
}

void FillModel(const SyntheticRun& run, const std::string& plan, ModelInfo* model) {
  Rng rng(run.seed, absl::StrCat("history ", run.condition, plan));
  model->set_name(absl::StrCat(run.condition, ".", plan, ".", run.seed, ".model"));
  model->set_fingerprint(StableHash(model->name()));
  model->set_task("digit");
  Training* training = model->mutable_training();
  training->set_trainer("train_classifier");
  training->set_task("digit");
  training->set_plan(plan);
  training->set_seed(run.seed);
  training->set_loss(run.hostile ? "<b onload='x'>`id`" : "cross_entropy");
  training->set_optimizer("adam");
  training->set_learning_rate(5e-4);
  training->set_batch(16);
  training->set_epochs(40);
  training->set_patience(5);
  training->set_select_by("valid/loss");
  training->set_precision("fp32");
  training->set_device("cpu");
  training->set_threads(1);
  training->set_parameters(138289);
  training->set_trainable_parameters(138289);
  training->set_train_items(400);
  training->set_valid_items(100);
  AddHistory(run, &rng, training);
}

// Scores whose largest is the truth with the chance that seed, speaker and condition give.
void AddPrediction(const SyntheticRun& run, uint64_t model, int truth, double accuracy, Rng* rng,
                   Clip* clip) {
  Prediction* prediction = clip->add_predictions();
  prediction->set_name("digit");
  prediction->set_task("digit");
  prediction->set_model(model);
  prediction->set_kind(LOGIT);
  std::vector<float> logits;
  for (int c = 0; c < run.classes; ++c) {
    prediction->add_classes(ClassName(run, c));
    logits.push_back(static_cast<float>(rng->Normal()));
  }
  const bool right = rng->Uniform() < accuracy;
  // Errors are not spread evenly: half of them go to the neighbour.
  const int wrong =
      rng->Uniform() < 0.5 ? (truth + 1) % run.classes : static_cast<int>(rng->Below(run.classes));
  logits[right ? truth : wrong] = 4;
  Tensor* item = prediction->mutable_item();
  item->set_dtype(FLOAT32);
  item->add_shape(run.classes);
  item->set_data(logits.data(), logits.size() * sizeof(float));
}

}  // namespace

SyntheticStream MakeSyntheticRun(const SyntheticRun& run) {
  SyntheticStream stream;
  const std::string plan = absl::StrCat("speaker.", kSpeakers[run.speaker]);
  Header& header = stream.header;
  header.set_content(Header::CLIPS);
  header.mutable_corpus()->set_name(run.corpus);
  header.mutable_provenance()->set_tool("predict");
  header.mutable_provenance()->set_version("0.1");
  Plan* how = header.add_plans();
  how->set_name(plan);
  how->set_how("by=speaker hold_one_out seed=1");
  FillModel(run, plan, header.add_models());
  Rng rng(run.seed, absl::StrCat("items ", run.condition, plan));
  if (run.corpus != SyntheticRun().corpus) rng = Rng(rng.Next(), run.corpus);
  Rng difficulty(17, plan);  // The same for every condition and seed.
  const double speaker_effect = 0.08 * difficulty.Normal();
  const double seed_effect = 0.02 * Rng(run.seed, run.condition).Normal();
  for (int s = 0; s < 6; ++s) {
    for (int i = 0; i < run.classes * run.takes; ++i) {
      const int truth = i % run.classes;
      Clip clip;
      clip.set_id(absl::StrCat(run.corpus, "/", run.hostile ? ClassName(run, truth) : "",
                               kSpeakers[s], "/", i));
      clip.set_source(clip.id());
      (*clip.mutable_labels())["digit"].set_name(ClassName(run, truth));
      (*clip.mutable_labels())["speaker"].set_name(kSpeakers[s]);
      (*clip.mutable_assignments())[plan] = s == run.speaker             ? TEST
                                            : s == (run.speaker + 1) % 6 ? VALID
                                                                         : TRAIN;
      const double easy = difficulty.Uniform() < 0.3 ? 0.2 : -0.08;
      const double accuracy = std::min(1.0, run.accuracy + speaker_effect + seed_effect + easy);
      if (s == run.speaker) {
        AddPrediction(run, header.models(0).fingerprint(), truth, accuracy, &rng, &clip);
      }
      stream.clips.push_back(clip);
    }
  }
  return stream;
}

}  // namespace auricle
