// SPDX-License-Identifier: Apache-2.0
// One line of progress with an estimate: redrawn on a terminal, sparse lines otherwise.
#ifndef AURICLE_LIB_TOOL_PROGRESS_H_
#define AURICLE_LIB_TOOL_PROGRESS_H_

#include <cstdint>
#include <memory>
#include <string>

namespace auricle {

// On a terminal the line is redrawn at most five times a second; otherwise a line is written after
// 30 s and then at doubling intervals. Thread-safe. Destroyed, it clears its line.
class Progress {
 public:
  // `what` is counted ("clips"); `total` 0: unknown, no estimate. `before` of them were done before
  // the clock began.
  Progress(std::string what, int64_t total, int64_t before = 0);
  ~Progress();
  void Add(int64_t done);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_PROGRESS_H_
