// SPDX-License-Identifier: Apache-2.0
// The benchmark's reference in a process of its own: our allocator and modes are process-wide.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_REFERENCE_PROCESS_H_
#define AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_REFERENCE_PROCESS_H_

#include <sys/types.h>

#include <chrono>

#include "lib/nn/objectives/antitransfer_reference.h"

namespace auricle {

// Seconds since it was made. On one thread those of the processor that this process spent, its page
// faults included: on a shared machine a long step never has the processor to itself, a short one
// sometimes has. On more threads, of the clock.
class Stopwatch {
 public:
  explicit Stopwatch(int threads) : threads_(threads) {}
  double Seconds() const;

 private:
  static double Processor();

  const int threads_;
  const double processor_ = Processor();
  const std::chrono::steady_clock::time_point clock_ = std::chrono::steady_clock::now();
};

// What both sides are given.
struct ReferenceProblem {
  int threads = 1;
  int slice = 0;
  double learning_rate = 0;
  std::vector<torch::Tensor> (*current)();
  std::vector<torch::Tensor> (*frozen)();
  torch::Tensor (*features)();
  torch::Tensor (*labels)();
  size_t parameters = 0;  // Values in all of `current`.
};

// Takes turns with us.
class ReferenceProcess {
 public:
  struct Answer {
    double cross_entropy, antitransfer, seconds;
    float gradients[];  // Of all parameters, one after the other, in rows of channels.
  };

  // Forks; REQUIRES that nothing of torch was called yet. The child keeps torch's defaults but for
  // the number of threads.
  explicit ReferenceProcess(const ReferenceProblem& problem);
  ~ReferenceProcess();
  ReferenceProcess(const ReferenceProcess&) = delete;
  ReferenceProcess& operator=(const ReferenceProcess&) = delete;

  // One timed step. The answer holds until the next; gradients only where asked for.
  const Answer& Step(bool gradients);

 private:
  Answer* answer_;
  pid_t child_;
  int to_, from_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_REFERENCE_PROCESS_H_
