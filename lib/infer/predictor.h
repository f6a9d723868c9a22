// SPDX-License-Identifier: Apache-2.0
// Clips with features in, the same items with predictions out, in the same order.
#ifndef AURICLE_LIB_INFER_PREDICTOR_H_
#define AURICLE_LIB_INFER_PREDICTOR_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/infer/aggregate.h"
#include "lib/infer/scorer.h"
#include "lib/infer/streaming_windows.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"
#include "protos/clip.pb.h"

namespace auricle {

struct PredictorOptions {
  std::string head;  // Which output, of a model of many; "": the only one.
  std::string name;  // Of the predictions; "": the head's name, without heads the model's task.
  Aggregation aggregation = MEAN_PROBABILITY;
  int32_t batch = 16;          // Windows in a forward pass, of several items.
  bool windows = false;        // Keep the windows' scores, and those of frames where there are any.
  bool keep_features = false;  // Else features and samples are dropped and chunks become one clip.
};

// The network of `model` on the runtime's device. Errors: those of NetFromModel; a model without
// classifier.
absl::StatusOr<std::shared_ptr<Net>> NetToPredict(const Model& model, const Runtime& runtime);

class Predictor {
 public:
  using Sink = std::function<absl::Status(Clip)>;

  // `net` is NetToPredict(model, runtime); predictors of several heads share it. `runtime` and
  // `model` are only read here; `sink` is called in the order of items. Errors: a model without a
  // vocabulary that fits, or without the head asked for.
  static absl::StatusOr<std::unique_ptr<Predictor>> Create(const Model& model,
                                                           std::shared_ptr<Net> net,
                                                           const Runtime& runtime,
                                                           const PredictorOptions& options,
                                                           Sink sink);

  // The next record of a stream; chunks of an item follow one another. Errors, with nothing of the
  // clip taken: no feature, other bins than the model's, a chunk out of order, a value that is not
  // finite. These name their item: kFailedPrecondition, with a prediction of the same name;
  // kOutOfRange, this one or one before, for which the network gives a value that is not finite,
  // and then nothing can be added any more.
  absl::Status Add(Clip clip);
  // The stream has ended: everything is handed on. Errors: an item without its last chunk;
  // kOutOfRange.
  absl::Status Finish();
  // True between the first and the last chunk of an item.
  bool in_item() const { return !items_.empty() && !items_.back().closed; }

 private:
  struct Pending {
    std::vector<Clip> records;    // One, unless chunks are kept.
    HeadScores scores;            // Of the windows that were run.
    std::vector<Window> windows;  // That were cut.
    double hop_s = 0;
    bool closed = false;
  };
  struct Cut {
    Pending* item;
    std::vector<float> frames;
    Window window;
  };

  Predictor(std::shared_ptr<Net> net, const Runtime& runtime, const PredictorOptions& options,
            Sink sink);
  absl::Status Check(const Clip& clip, std::vector<float>* frames) const;
  absl::Status Run();
  absl::Status HandOn();
  void AddPrediction(const Pending& item, Clip* clip) const;
  void AddTimes(const Pending& item, Prediction* prediction) const;

  const Runtime runtime_;
  const PredictorOptions options_;
  const Sink sink_;
  const std::shared_ptr<Net> net_;
  Prediction head_;  // What all predictions share.
  ScoreShape shape_ = SOFTMAX_SCORES;
  StreamingWindows windows_;
  std::deque<Pending> items_;  // References to its elements stay valid as it grows.
  std::vector<Cut> cuts_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_PREDICTOR_H_
