// SPDX-License-Identifier: Apache-2.0
// Any bytes: what we parse ourselves must not crash, and our WAV reader not promise samples that
// are not there.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/decode.h"
#include "lib/audio/decode/joined.h"
#include "lib/audio/decode/kind.h"
#include "lib/audio/decode/mp3.h"
#include "lib/audio/decode/ogg.h"
#include "lib/audio/decode/wav.h"
#include "lib/audio/decode/whole.h"

namespace {

// The FLAC within an OGG is read at every byte.
void ReadFlacOfOgg(std::shared_ptr<const auricle::Bytes> bytes) {
  const auto flac = auricle::FlacOfOgg(std::move(bytes));
  if (!flac.ok()) return;
  for (int64_t at = 0; at <= (*flac)->size(); at += 7) {
    const auto text = auricle::ReadText(**flac, at, 11);
    if (!text.ok() || (text->size() < 11 && at + 11 <= (*flac)->size())) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const std::shared_ptr<const auricle::Bytes> bytes = auricle::BytesInMemory(text);
  if (!auricle::ScanMp3(*bytes).ok() || !auricle::BehindId3(*bytes).ok()) std::abort();
  auricle::CheckNoneJoined(*bytes, 0).IgnoreError();
  auricle::CheckOgg(*bytes).IgnoreError();
  ReadFlacOfOgg(bytes);
  const auricle::AudioKind kind = auricle::KindOf(text);
  const auto end = auricle::CheckWhole(*bytes, kind);
  if (end.ok() && *end > static_cast<int64_t>(size)) std::abort();
  if (kind != auricle::AudioKind::kWav && kind != auricle::AudioKind::kW64) return 0;
  const auto format = auricle::ParseWav(*bytes);
  if (!format.ok()) return 0;
  if (format->data_offset + format->data_bytes > static_cast<int64_t>(size)) std::abort();
  if (format->coding.encoding == auricle::WavCoding::kOther) return 0;
  const auto source = auricle::OpenAudio(bytes, auricle::AudioRef());
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
