// SPDX-License-Identifier: Apache-2.0
#include "lib/train/frozen/frozen_taps_key.h"

#include <cpuid.h>
#include <torch/version.h>

#include <cstdlib>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "lib/nn/torch/tensors.h"
#include "lib/records/digest.h"
#include "lib/records/little_endian.h"
#include "lib/records/serialize.h"

namespace auricle {
namespace {

constexpr double kKernel = 9;  // Of a 3×3 convolution.

// "AMD EPYC 9755": kernels are chosen by the processor's kind.
std::string Processor() {
  unsigned words[12] = {};
  for (unsigned i = 0; i < 3; ++i) {
    unsigned* const w = words + 4 * i;
    if (!__get_cpuid(0x80000002 + i, &w[0], &w[1], &w[2], &w[3])) return "unknown";
  }
  char name[sizeof(words) + 1] = {};
  std::memcpy(name, words, sizeof(words));
  const char* const lesser = std::getenv("ATEN_CPU_CAPABILITY");  // Kernels of an older one.
  return absl::StrCat(absl::StripAsciiWhitespace(name), " ", lesser != nullptr ? lesser : "");
}

std::string Hex(uint64_t digest) { return absl::StrFormat("%016x", digest); }

// Which windows it was trained on makes no value.
uint64_t NetworkDigest(const Net& net) {
  Network config = net.config();
  config.clear_windows();
  return Crc64(SerializeDeterministic(config));
}

uint64_t TensorsDigest(const Net& net) {
  Digest digest;
  for (const NetTensor& tensor : net.tensors()) {
    const std::vector<float> values = FloatValues(tensor.tensor);
    digest.Add(absl::string_view(reinterpret_cast<const char*>(values.data()),
                                 values.size() * sizeof(float)));
  }
  return digest.value();
}

uint64_t WindowsDigest(const StoredItems& items, const std::vector<ItemWindow>& windows) {
  Digest digest;
  int32_t last = -1;
  std::string places;
  for (const ItemWindow& one : windows) {
    if (one.item != last) {
      const StoredItem& item = items.items[one.item];
      uint64_t crc = 0;
      for (const Stretch& stretch : item.stretches) crc = Crc64(stretch.bytes, crc);
      AppendFixed64(crc, &places);
      AppendFixed64(item.stretches.front().dtype, &places);
      last = one.item;
    }
    for (const int64_t place :
         {one.window.first, int64_t{one.window.frames}, int64_t{one.window.valid}}) {
      AppendFixed64(place, &places);
    }
    digest.Add(places);
    places.clear();
  }
  return digest.value();
}

}  // namespace

std::string FrozenTapsKey(const Net& net, const std::vector<std::string>& taps,
                          const TrainingSet& set, const std::vector<ItemWindow>& windows,
                          const LoaderOptions& cutting, const Runtime& runtime) {
  return absl::StrCat("auricle frozen taps 1\nlibtorch ", TORCH_VERSION_MAJOR, ".",
                      TORCH_VERSION_MINOR, ".", TORCH_VERSION_PATCH, "\nprocessor ", Processor(),
                      "\ndevice ", runtime.device.is_cpu() ? "cpu" : "cuda", "\nthreads ",
                      runtime.threads, "\nprecision ", runtime.precision(), "\nnetwork ",
                      Hex(NetworkDigest(net)), "\ntensors ", Hex(TensorsDigest(net)), "\ntaps ",
                      absl::StrJoin(taps, " "), "\nframes ", cutting.min_frames,
                      cutting.round_up ? " rounded up" : "", "\nwindows ", windows.size(), " of ",
                      set.items.bins, " ", Hex(WindowsDigest(set.items, windows)), "\n");
}

double OperationsPerByte(const Net& net, const std::vector<std::string>& taps, int64_t frames,
                         int64_t value_bytes) {
  double operations = 0, deepest = 0, bytes = 0, before = 1;
  for (const TapInfo& info : net.Taps(frames)) {
    double values = 1;
    for (const int64_t size : info.shape) values *= static_cast<double>(size);
    if (info.has_pre) {
      operations += 2 * before * values * (info.shape.size() == 3 ? kKernel : 1);
    }
    before = static_cast<double>(info.shape.front());
    for (const std::string& tap : taps) {
      if (absl::StripSuffix(tap, ".pre") != info.name) continue;
      bytes += values * static_cast<double>(value_bytes);
      deepest = operations;
    }
  }
  return bytes > 0 ? deepest / bytes : 0;
}

}  // namespace auricle
