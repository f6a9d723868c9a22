// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/scorer.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/data/batch_plans.h"
#include "lib/infer/net_batch.h"
#include "lib/nn/net/heads.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

HeadScores ScoresOf(const HeadOutput& output, int64_t input_frames) {
  HeadScores scores;
  scores.items = FloatValues(output.item);
  if (!output.frame.defined()) return scores;
  const std::vector<float> all = FloatValues(output.frame);
  const int64_t windows = output.frame.size(0), frames = output.frame.size(1);
  const int64_t classes = output.frame.size(2);
  scores.stride = static_cast<double>(input_frames) / static_cast<double>(frames);
  for (int64_t w = 0; w < windows; ++w) {
    const int64_t valid = output.lengths.defined() ? output.lengths.data_ptr<int64_t>()[w] : frames;
    const auto begin = all.begin() + w * frames * classes;
    scores.frames.emplace_back(begin, begin + valid * classes);
  }
  return scores;
}

}  // namespace

absl::StatusOr<std::vector<HeadScores>> ScoreWindows(const WindowBatch& windows, int32_t bins,
                                                     const Runtime& runtime,
                                                     const std::vector<std::string>& heads,
                                                     Net* net) {
  const NoGradScope no_grad;
  const AutocastScope autocast(runtime);
  net->SetTraining(false);
  Request request;
  request.heads = heads;
  ASSIGN_OR_RETURN(const Outputs outputs, net->Forward(NetBatch(windows, bins, runtime), request));
  std::vector<HeadScores> scores;
  for (const std::string& head : heads) {
    scores.push_back(ScoresOf(outputs.heads.at(head), windows.frames));
  }
  return scores;
}

absl::Status ScoreItems(const StoredItems& items, const std::vector<int32_t>& which, int32_t batch,
                        const LoaderOptions& options, const Runtime& runtime,
                        const std::vector<std::string>& heads, Net* net,
                        const ItemFunction& function) {
  for (const std::string& head : heads) {
    if (net->config().heads_size() > 0) RETURN_IF_ERROR(HeadIndex(net->config(), head).status());
  }
  const std::vector<ItemWindow> windows = EvaluationWindows(items, which, net->config().windows());
  std::vector<size_t> order(windows.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&windows](size_t a, size_t b) {
    return windows[a].window.valid > windows[b].window.valid;
  });
  std::vector<ItemWindow> sorted;
  for (const size_t i : order) sorted.push_back(windows[i]);
  const std::unique_ptr<BatchPlan> plan = RegularPlan(std::move(sorted), batch);
  LoaderOptions once = options;
  once.end = plan->batches_in_pass();
  Loader loader(items, *plan, once);
  // Of every window, in the order of items.
  std::vector<std::vector<HeadScores>> all(windows.size());
  WindowBatch loaded;
  for (size_t done = 0;;) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while scoring");
    ASSIGN_OR_RETURN(const bool more, loader.Next(&loaded));
    if (!more) break;
    ASSIGN_OR_RETURN(std::vector<HeadScores> scores,
                     ScoreWindows(loaded, items.bins, runtime, heads, net));
    const size_t rows = loaded.windows.size();
    for (size_t w = 0; w < rows; ++w, ++done) {
      for (HeadScores& head : scores) {
        const size_t classes = head.items.size() / rows;
        HeadScores own;
        own.items.assign(head.items.begin() + w * classes, head.items.begin() + (w + 1) * classes);
        if (!head.frames.empty()) own.frames.push_back(std::move(head.frames[w]));
        own.stride = head.stride;
        all[order[done]].push_back(std::move(own));
      }
    }
  }
  for (size_t first = 0, end = 0; first < windows.size(); first = end) {
    ItemScores scores;
    scores.item = windows[first].item;
    scores.heads.resize(heads.size());
    for (; end < windows.size() && windows[end].item == windows[first].item; ++end) {
      scores.windows.push_back(windows[end].window);
      for (size_t h = 0; h < heads.size(); ++h) {
        HeadScores& own = all[end][h];
        HeadScores& to = scores.heads[h];
        to.items.insert(to.items.end(), own.items.begin(), own.items.end());
        for (std::vector<float>& frames : own.frames) to.frames.push_back(std::move(frames));
        to.stride = own.stride;
      }
      all[end].clear();
    }
    RETURN_IF_ERROR(function(scores));
  }
  return absl::OkStatus();
}

}  // namespace auricle
