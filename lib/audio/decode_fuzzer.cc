// SPDX-License-Identifier: Apache-2.0
// Any bytes: what we parse ourselves must not crash, and our WAV reader not promise samples that
// are not there.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "lib/audio/bytes.h"
#include "lib/audio/decode.h"
#include "lib/audio/mp3.h"
#include "lib/audio/wav.h"
#include "lib/audio/whole.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!auricle::ScanMp3(*auricle::BytesInMemory(bytes)).ok()) std::abort();
  auricle::CheckWhole(*auricle::BytesInMemory(bytes)).IgnoreError();
  if (!auricle::LooksLikeWav(bytes)) return 0;
  const auto format = auricle::ParseWav(*auricle::BytesInMemory(bytes));
  if (!format.ok() || format->encoding == auricle::WavFormat::kOther) return 0;
  const auto source = auricle::OpenAudio(auricle::BytesInMemory(bytes), auricle::AudioRef());
  if (!source.ok()) return 0;
  std::vector<float> block(1000);
  int64_t frames = 0;
  while (true) {
    const auto got = (*source)->Read(block.data(), block.size());
    if (!got.ok()) std::abort();  // The header was checked against the bytes.
    if (*got == 0) break;
    frames += *got;
  }
  if (frames != format->frames) std::abort();
  return 0;
}
