// SPDX-License-Identifier: Apache-2.0
// Bytes a second through the writer and the readers, for small records (a path and labels), for
// features of ten seconds (64 bands) and for a large tensor. Files lie in $TEST_TMPDIR or /tmp.
#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "lib/records/in_place.h"
#include "lib/records/mapped.h"
#include "lib/records/reader.h"
#include "lib/records/stream_testing.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

constexpr int64_t kStreamBytes = int64_t{128} << 20;

Clip ClipOf(int64_t bytes) {
  Clip clip = TestClip(0);
  Tensor* tensor = clip.mutable_feature()->mutable_tensor();
  tensor->set_shape(0, bytes / 8);
  tensor->set_data(std::string(bytes, 'x'));
  return clip;
}

int64_t Clips(int64_t bytes) { return kStreamBytes / (bytes + 200); }

// A stream of clips with features of `bytes` each, written once a process.
std::string Stream(int64_t bytes) {
  const std::string path = TempPath("benchmark_" + std::to_string(bytes) + ".tfr");
  auto writer = *RecordWriter::Create(path);
  const Clip clip = ClipOf(bytes);
  bool ok = writer->BeginSection(ClipsHeader()).ok();
  for (int64_t i = 0; i < Clips(bytes); ++i) ok = ok && writer->Write(clip).ok();
  return ok && writer->Commit().ok() ? path : "";
}

void Report(benchmark::State& state, int64_t bytes) {
  state.SetBytesProcessed(state.iterations() * Clips(bytes) * bytes);
  state.SetItemsProcessed(state.iterations() * Clips(bytes));
}

void BM_WriteToNull(benchmark::State& state) {
  const Clip clip = ClipOf(state.range(0));
  for (auto _ : state) {
    auto writer = *RecordWriter::Create("/dev/null");
    bool ok = writer->BeginSection(ClipsHeader()).ok();
    for (int64_t i = 0; i < Clips(state.range(0)); ++i) ok = ok && writer->Write(clip).ok();
    if (!ok || !writer->Commit().ok()) state.SkipWithError("cannot write");
  }
  Report(state, state.range(0));
}

void BM_ReadSequentially(benchmark::State& state) {
  const std::string path = Stream(state.range(0));
  for (auto _ : state) {
    auto reader = *RecordReader::Open(path);
    Record record;
    int64_t records = 0;
    while (*reader->NextSection()) {
      while (*reader->Next(&record)) ++records;
    }
    if (records != Clips(state.range(0))) state.SkipWithError("not all was read");
  }
  Report(state, state.range(0));
}

// Opening included: scan, first touch of every checksum, parsing in place.
void BM_ReadMapped(benchmark::State& state) {
  const std::string path = Stream(state.range(0));
  std::vector<TensorBytes> tensors;
  for (auto _ : state) {
    const auto records = *MappedRecords::Open({path}, 0, nullptr);
    Record record;
    for (int64_t i = 0; i < records->size(); ++i) {
      if (!ParseInPlace(*records->Payload(i), &record, &tensors).ok()) {
        state.SkipWithError("cannot parse");
      }
    }
  }
  Report(state, state.range(0));
}

BENCHMARK(BM_WriteToNull)->Arg(64)->Arg(256 << 10)->Arg(16 << 20)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReadSequentially)
    ->Arg(64)
    ->Arg(256 << 10)
    ->Arg(16 << 20)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReadMapped)->Arg(64)->Arg(256 << 10)->Arg(16 << 20)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auricle

BENCHMARK_MAIN();
