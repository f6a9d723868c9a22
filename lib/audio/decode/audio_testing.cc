// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/audio_testing.h"

#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace auricle {
namespace {

void Append(uint32_t value, int bytes, std::string* out) {
  for (int i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

struct Memory {
  std::string bytes;
  int64_t position = 0;

  static sf_count_t Length(void* self) { return static_cast<Memory*>(self)->bytes.size(); }
  static sf_count_t Tell(void* self) { return static_cast<Memory*>(self)->position; }
  static sf_count_t Seek(sf_count_t offset, int whence, void* self) {
    auto* const m = static_cast<Memory*>(self);
    const int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? m->position : Length(self);
    return m->position = from + offset;
  }
  static sf_count_t Read(void* to, sf_count_t n, void* self) {
    auto* const m = static_cast<Memory*>(self);
    n = std::max<sf_count_t>(0, std::min<sf_count_t>(n, Length(self) - m->position));
    memcpy(to, m->bytes.data() + m->position, n);
    m->position += n;
    return n;
  }
  static sf_count_t Write(const void* from, sf_count_t n, void* self) {
    auto* const m = static_cast<Memory*>(self);
    m->bytes.resize(std::max<size_t>(m->bytes.size(), m->position + n));
    memcpy(&m->bytes[m->position], from, n);
    m->position += n;
    return n;
  }
};

}  // namespace

std::string WavFile(const WavSpec& spec, const std::string& body) {
  const int block = spec.channels * (spec.bits / 8);
  std::string fmt;
  Append(spec.coding, 2, &fmt);
  Append(spec.channels, 2, &fmt);
  Append(spec.rate, 4, &fmt);
  Append(spec.byte_rate != 0 ? spec.byte_rate : spec.rate * block, 4, &fmt);
  Append(block, 2, &fmt);
  Append(spec.bits, 2, &fmt);
  if (spec.coding == 0xfffe) {
    Append(22, 2, &fmt);
    Append(spec.bits, 2, &fmt);
    Append(0, 4, &fmt);
    Append(1, 2, &fmt);  // PCM; the rest of the GUID follows.
    fmt.append("\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71", 14);
  }
  std::string chunks = "WAVEfmt ";
  Append(fmt.size(), 4, &chunks);
  chunks += fmt + "note";
  Append(3, 4, &chunks);
  chunks.append("abc\0data", 8);
  Append(spec.says_size ? body.size() : spec.data_size, 4, &chunks);
  std::string file = "RIFF";
  Append(spec.says_size ? chunks.size() + body.size() : spec.riff_size, 4, &file);
  return file + chunks + body;
}

std::string EncodeAudio(int format, int channels, int rate, const std::vector<float>& samples,
                        bool constant) {
  Memory memory;
  SF_VIRTUAL_IO io = {&Memory::Length, &Memory::Seek, &Memory::Read, &Memory::Write, &Memory::Tell};
  SF_INFO info = {};
  info.format = format;
  info.channels = channels;
  info.samplerate = rate;
  SNDFILE* const file = sf_open_virtual(&io, SFM_WRITE, &info, &memory);
  if (file == nullptr) {
    std::fprintf(stderr, "cannot encode: %s\n", sf_strerror(nullptr));
    std::abort();
  }
  int mode = SF_BITRATE_MODE_CONSTANT;
  if (constant) sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
  // In small pieces: Vorbis' encoder overflows its stack on large ones.
  const int64_t frames = samples.size() / channels;
  for (int64_t at = 0; at < frames; at += 1024) {
    sf_writef_float(file, samples.data() + at * channels, std::min<int64_t>(1024, frames - at));
  }
  sf_close(file);
  return memory.bytes;
}

}  // namespace auricle
