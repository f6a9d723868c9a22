// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_adapters.h"

#include "gflags/gflags.h"
#include "lib/tool/flag_values.h"

DEFINE_string(
    mode, "auto",
    "scratch (random weights, everything is trained), finetune (the same from --from's weights), "
    "last-layer (--from is kept, new heads alone are trained, on regular windows unless "
    "--random_windows: their values before the head are then computed once), adapters (--from is "
    "kept, each new corpus gets adapters, norms and a head of its own; without --from several "
    "corpora train all that, and the kernels they share, at once) or auto (adapters with --from "
    "or several corpora, else scratch).");
DEFINE_string(way, "",
              "The head of --from whose way through the network is taken: last-layer goes through "
              "it, finetune and adapters begin as a copy of it. Empty: the core's, trained by "
              "scratch or finetune.");
DEFINE_string(heads, "",
              "What feeds which output: NAME=CORPUS/TASK, several with commas; one corpus may "
              "feed several. Empty: each corpus is a head of its name, for --task.");
DEFINE_bool(
    balanced_weights, false,
    "Classes weigh n / (K × their items) in the loss: class_weights=balanced of its terms.");
DEFINE_bool(individual_weight_decay, false,
            "Adapters decay by the size of their training part, instead of --weight_decay: 0.01 "
            "below 500 items, 0.004 below 1000, 0.001 below 10000, else 2e-6 (of p; the original "
            "counts half, of p²).");
DEFINE_string(schedule, "three_stage",
              "Of the learning rate: three_stage (1, 0.1 and 0.01 of it; a stage ends with "
              "--patience or --epochs, the next begins at the best epoch with a fresh optimizer), "
              "plateau (a tenth after half of --patience epochs without a better one), cosine, or "
              "constant.");
DEFINE_double(min_delta, 0.005, "An epoch is better, for --patience, only by more than this.");
DEFINE_double(momentum, 0.9, "Of --optimizer=sgd.");
DEFINE_double(rate_decay, 0,
              "The rate is divided by 1 + this × updates of the stage. (The original did so by the "
              "corpus' size, taking it for a weight decay; that is --individual_weight_decay.)");
DEFINE_string(
    sampling, "round_robin",
    "Whose batches an update takes, of several corpora: round_robin (one of each), "
    "uniform (at random, as what follows), proportional (to their items) or temperature.");
DEFINE_double(temperature, 2,
              "Of --sampling=temperature: a corpus of n items is drawn by n^(1/temperature); 1 is "
              "proportional, more is nearer to uniform.");
DEFINE_int32(steps_per_epoch, 20,
             "Updates between validations, of several corpora (a single one is passed whole unless "
             "this is given); 0: as many as pass over all.");
DEFINE_int32(accumulate, 0, "Batches whose gradients make an update; 0: one of each corpus.");
DEFINE_bool(optimizer_per_head, false,
            "An update after each batch, by an optimizer of its head's own, as published: shared "
            "kernels then have a momentum for each corpus. Off: one optimizer for all.");

namespace auricle {
namespace {

FLAG_IS_ONE_OF(mode, "auto", "scratch", "finetune", "last-layer", "adapters");
FLAG_IS_ONE_OF(schedule, "three_stage", "plateau", "cosine", "constant");
FLAG_IS_ONE_OF(sampling, "round_robin", "uniform", "proportional", "temperature");
FLAG_IS_FROM(min_delta, 0, 1e6);
FLAG_IS_FROM(momentum, 0, 0.9999);
FLAG_IS_FROM(rate_decay, 0, 1e6);
FLAG_IS_FROM(temperature, 1e-3, 1e6);
FLAG_IS_FROM(steps_per_epoch, 0, kAnyNumber);
FLAG_IS_FROM(accumulate, 0, kAnyNumber);

}  // namespace

std::string ModeFromFlag(const std::string& network, bool has_from, size_t heads) {
  if (FLAGS_mode != "auto") return FLAGS_mode;
  // A picture network has no adapters.
  if (network == "emonet_vgg16") return has_from ? "finetune" : "scratch";
  return has_from || heads > 1 ? "adapters" : "scratch";
}

void SetAdapterConfig(size_t heads, TrainConfig* config) {
  config->set_schedule(FLAGS_schedule);
  config->set_min_delta(FLAGS_min_delta);
  config->set_momentum(FLAGS_momentum);
  // Regular windows come again, so that the values behind what is not trained are computed once.
  if (config->mode() == "last-layer" &&
      gflags::GetCommandLineFlagInfoOrDie("random_windows").is_default) {
    config->set_random_windows(false);
  }
  config->set_rate_decay(FLAGS_rate_decay);
  config->set_individual_weight_decay(FLAGS_individual_weight_decay);
  const bool given = !gflags::GetCommandLineFlagInfoOrDie("steps_per_epoch").is_default;
  config->set_steps_per_epoch(heads > 1 || given ? FLAGS_steps_per_epoch : 0);
  config->set_sampling(FLAGS_sampling);
  config->set_temperature(FLAGS_temperature);
  config->set_accumulate(FLAGS_accumulate);
  config->set_optimizer_per_head(FLAGS_optimizer_per_head);
}

}  // namespace auricle
