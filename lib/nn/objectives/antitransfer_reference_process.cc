// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/antitransfer_reference_process.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace auricle {
namespace {

constexpr char kStep = 's', kStepWithGradients = 'g';

// A step for each letter read, each answered by a letter.
int Serve(const ReferenceProblem& problem, int in, int out, ReferenceProcess::Answer* answer) {
  at::set_num_threads(problem.threads);
  using Setter = void (*)(int);
  const auto blas = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (blas != nullptr) blas(problem.threads);
  AntiTransferReference reference(problem.current(), problem.frozen(), problem.slice,
                                  problem.learning_rate);
  const torch::Tensor x = problem.features(), y = problem.labels();
  for (char command; read(in, &command, 1) == 1;) {
    const Stopwatch watch(problem.threads);
    const AntiTransferReference::Result losses = reference.Step(x, y);
    answer->seconds = watch.Seconds();
    answer->cross_entropy = losses.cross_entropy;
    answer->antitransfer = losses.antitransfer;
    float* to = answer->gradients;
    for (const torch::Tensor& parameter : reference.parameters()) {
      if (command != kStepWithGradients) break;
      const torch::Tensor gradient = parameter.grad().contiguous();
      to = std::copy_n(gradient.data_ptr<float>(), gradient.numel(), to);
    }
    if (write(out, "", 1) != 1) return 1;
  }
  return 0;
}

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

}  // namespace

double Stopwatch::Processor() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double Stopwatch::Seconds() const {
  if (threads_ == 1) return Processor() - processor_;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - clock_).count();
}

ReferenceProcess::ReferenceProcess(const ReferenceProblem& problem) {
  void* memory = mmap(nullptr, sizeof(Answer) + problem.parameters * sizeof(float),
                      PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int down[2], up[2];
  if (memory == MAP_FAILED || pipe(down) != 0 || pipe(up) != 0) Fail("no memory or no pipe");
  answer_ = static_cast<Answer*>(memory);
  child_ = fork();
  if (child_ < 0) Fail("cannot fork");
  if (child_ == 0) {
    close(down[1]);
    close(up[0]);
    _exit(Serve(problem, down[0], up[1], answer_));
  }
  close(down[0]);
  close(up[1]);
  to_ = down[1];
  from_ = up[0];
}

ReferenceProcess::~ReferenceProcess() {
  close(to_);
  close(from_);
  waitpid(child_, nullptr, 0);
}

const ReferenceProcess::Answer& ReferenceProcess::Step(bool gradients) {
  const char command = gradients ? kStepWithGradients : kStep;
  char answer;
  if (write(to_, &command, 1) != 1 || read(from_, &answer, 1) != 1) {
    Fail("the reference's process ended");
  }
  return *answer_;
}

}  // namespace auricle
