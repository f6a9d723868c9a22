// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without a fuzzer: on seeds (arguments: files), on those cut and changed, and
// on bytes drawn at random, the same ones every time. What it aborts on is said in hexadecimal.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "lib/base/rng.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kTriesAround = 200;  // Of each seed.
constexpr int kTriesAtRandom = 500;
constexpr uint64_t kLongestAtRandom = 64;

const std::vector<uint8_t>* current = nullptr;

extern "C" void TellInput(int signal) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const uint8_t byte : *current) {
    const char text[] = {kDigits[byte >> 4], kDigits[byte & 15]};
    if (write(STDERR_FILENO, text, sizeof(text)) < 0) break;
  }
  std::signal(signal, SIG_DFL);
  raise(signal);
}

// The bytes lie in memory of just their size, so that a sanitizer sees one byte too far.
void Try(const std::vector<uint8_t>& bytes) {
  const std::vector<uint8_t> exact(bytes);
  current = &exact;
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

std::vector<uint8_t> AtRandom(auricle::Rng* rng) {
  std::vector<uint8_t> bytes(rng->Below(kLongestAtRandom));
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(rng->Next());
  return bytes;
}

// One byte other, one less or one more.
void Change(std::vector<uint8_t>* bytes, auricle::Rng* rng) {
  const auto at = bytes->begin() + static_cast<std::ptrdiff_t>(rng->Below(bytes->size() + 1));
  const uint8_t byte = static_cast<uint8_t>(rng->Next());
  const uint64_t what = rng->Below(4);
  if (what == 0 || at == bytes->end()) {
    bytes->insert(at, byte);
  } else if (what == 1) {
    bytes->erase(at);
  } else {
    *at = what == 2 ? byte : *at ^ static_cast<uint8_t>(1 << byte % 8);
  }
}

void TryAround(const std::vector<uint8_t>& seed, auricle::Rng* rng) {
  Try(seed);
  for (int i = 0; i < kTriesAround; ++i) {
    std::vector<uint8_t> bytes = seed;
    if (i % 4 == 0) bytes.resize(rng->Below(bytes.size() + 1));
    for (uint64_t n = rng->Below(3); n > 0; --n) Change(&bytes, rng);
    Try(bytes);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, &TellInput);
  std::signal(SIGSEGV, &TellInput);
  auricle::Rng rng(1, "fuzz_replay");
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    if (!in) {
      std::cerr << "cannot open seed " << argv[i] << std::endl;
      return 1;
    }
    TryAround({std::istreambuf_iterator<char>(in), {}}, &rng);
  }
  for (int i = 0; i < kTriesAtRandom; ++i) Try(AtRandom(&rng));
  return 0;
}
