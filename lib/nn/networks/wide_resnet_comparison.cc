// SPDX-License-Identifier: Apache-2.0
// One training step of EmoNet's CNN, ours in float32 and bfloat16 beside a straightforward
// transcription for PyTorch (wide_resnet_reference.py, by Debian's python3-torch): 32 filters, two
// blocks a stage, batch 64 of 155 frames × 128 bands (5 s), dropout 0.5 and 0.2, SGD with momentum.
//   bazel run //lib/nn/networks:wide_resnet_comparison -- [threads, 1] [rounds, 2]
//   [scratch|adapters]
//       [mean|attention]
// Each side is a process of its own, so that the peaks of memory are too, and they take turns; the
// least of the rounds counts, of processor time on one thread and of the clock on more. Exits with
// 1 where loss or gradients of the first pass, without dropout, differ by more than the precision's
// error.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/nn/networks/wide_resnet_side.h"

namespace auricle {
namespace {

// How far a loss and the gradients may lie from theirs, relative to their size, in float32 and
// bfloat16. A gradient jumps where rounding turns a ReLU's sign, so it is off by about the root of
// the rounding error, 3e-4 and 6e-2, and more through 14 layers of them and the head's batch norm.
constexpr double kLoss[] = {1e-4, 2e-2}, kGradients[] = {5e-3, 0.35};

// A process that answers each line with one.
class Side {
 public:
  explicit Side(const std::function<void()>& serve) {
    int down[2], up[2];
    if (pipe(down) != 0 || pipe(up) != 0 || (child_ = fork()) < 0) Fail("cannot fork");
    if (child_ == 0) {
      dup2(down[0], STDIN_FILENO);
      dup2(up[1], STDOUT_FILENO);
      for (const int fd : {down[0], down[1], up[0], up[1]}) close(fd);
      serve();
      _exit(0);
    }
    close(down[0]);
    close(up[1]);
    to_ = fdopen(down[1], "w");
    from_ = fdopen(up[0], "r");
  }
  ~Side() {
    fclose(to_);
    fclose(from_);
    waitpid(child_, nullptr, 0);
  }
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  std::string Ask(const std::string& command) {
    char line[256];
    if (std::fprintf(to_, "%s\n", command.c_str()) < 0 || std::fflush(to_) != 0 ||
        std::fgets(line, sizeof(line), from_) == nullptr) {
      Fail("a process ended");
    }
    return line;
  }

  // Of the least of its steps.
  void Step() {
    double seconds, loss;
    if (std::sscanf(Ask("step").c_str(), "%lf %lf %lf", &seconds, &loss, &megabytes) != 3) {
      Fail("no figures came back");
    }
    least = std::min(least, seconds);
  }

  double least = HUGE_VAL, megabytes = 0;

 private:
  [[noreturn]] static void Fail(const char* what) {
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
  }
  pid_t child_;
  FILE *to_, *from_;
};

void Serve(const Setting& setting, bool bf16) {
  const auto answer = OurSide(setting, bf16);
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(line) << std::endl;
}

std::vector<float> Floats(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

// Whether the first pass is theirs within `loss` and `gradients`, of the length of each.
bool Equal(const Setting& setting, double theirs, const char* name, Side* side, double loss,
           double gradients) {
  const double ours = std::atof(side->Ask("check").c_str());
  const std::vector<float> a = Floats(setting.directory + "/ours");
  const std::vector<float> b = Floats(setting.directory + "/theirs");
  double difference = 0, length = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    length += b[i] * b[i];
  }
  const double off = std::sqrt(difference / length);
  std::printf("%s: loss %.6f, theirs %.6f; %zu gradients off by %.2g of their length\n", name, ours,
              theirs, a.size(), off);
  return a.size() == b.size() && std::abs(ours - theirs) <= loss * theirs && off <= gradients;
}

int Main(Setting setting) {
  std::string directory = std::filesystem::temp_directory_path() / "wide_resnet_XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) return 1;
  setting.directory = directory;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Side fp32([&] { Serve(setting, false); }), bf16([&] { Serve(setting, true); });
  fp32.Ask("export");
  Side theirs([&] {
    const std::string threads = absl::StrCat(setting.threads);
    execl("/usr/bin/python3", "python3", "lib/nn/networks/wide_resnet_reference.py",
          directory.c_str(), threads.c_str(), setting.mode.c_str(), setting.top.c_str(), nullptr);
  });
  const double loss = std::atof(theirs.Ask("check").c_str());
  const bool equal = Equal(setting, loss, "fp32", &fp32, kLoss[0], kGradients[0]) &&
                     Equal(setting, loss, "bf16", &bf16, kLoss[1], kGradients[1]);
  std::filesystem::remove_all(directory);
  if (!equal) return 1;
  for (int round = 0; round <= setting.rounds; ++round) {
    for (Side* side : {&fp32, &theirs, &bf16}) side->Step();
  }
  std::printf("%s, top %s, %d thread%s, seconds of %s a step, peak MB:\n", setting.mode.c_str(),
              setting.top.c_str(), setting.threads, setting.threads == 1 ? "" : "s",
              setting.threads == 1 ? "processor time" : "the clock");
  std::printf("PyTorch fp32 %.3f %.0f\n", theirs.least, theirs.megabytes);
  std::printf("ours    fp32 %.3f %.0f  %.2f times as fast\n", fp32.least, fp32.megabytes,
              theirs.least / fp32.least);
  std::printf("ours    bf16 %.3f %.0f  %.2f times as fast\n", bf16.least, bf16.megabytes,
              theirs.least / bf16.least);
  return 0;
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  auricle::Setting setting;
  if (argc > 1) setting.threads = std::max(1, std::atoi(argv[1]));
  if (argc > 2) setting.rounds = std::max(1, std::atoi(argv[2]));
  if (argc > 3) setting.mode = argv[3];
  if (argc > 4) setting.top = argv[4];
  return auricle::Main(setting);
}
