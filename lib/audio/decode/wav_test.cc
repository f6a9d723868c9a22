// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/wav.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/decode/kind.h"

namespace auricle {
namespace {

absl::StatusOr<WavFormat> Parse(const std::string& file) {
  EXPECT_EQ(KindOf(file), AudioKind::kWav);
  return ParseWav(*BytesInMemory(file));
}

std::string Message(const std::string& file) {
  const auto format = Parse(file);
  return format.ok() ? "accepted" : std::string(format.status().message());
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string& Body() {
  static const std::string* const body = new std::string(32000, 'x');
  return *body;
}

// A header of these sizes before 32000 bytes.
WavSpec Says(uint32_t data_size, uint32_t riff_size) {
  WavSpec spec;
  spec.says_size = false;
  spec.data_size = data_size;
  spec.riff_size = riff_size;
  return spec;
}

TEST(WavTest, EveryPlainCodingIsKnown) {
  const struct {
    int coding, bits;
    WavCoding::Encoding encoding;
  } kKnown[] = {{1, 8, WavCoding::kUint8},      {1, 16, WavCoding::kInt16},
                {1, 24, WavCoding::kInt24},     {1, 32, WavCoding::kInt32},
                {3, 32, WavCoding::kFloat32},   {3, 64, WavCoding::kFloat64},
                {0xfffe, 24, WavCoding::kInt24}};
  for (const auto& known : kKnown) {
    WavSpec spec;
    spec.coding = known.coding;
    spec.bits = known.bits;
    spec.channels = 2;
    const auto format = Parse(WavFile(spec, std::string(4800, 'x')));
    ASSERT_TRUE(format.ok()) << format.status();
    EXPECT_EQ(format->coding.encoding, known.encoding);
    EXPECT_EQ(format->coding.channels, 2);
    EXPECT_EQ(format->frames, 4800 / (2 * known.bits / 8));
    EXPECT_EQ(format->coding.sample_rate_hz, 16000);
  }
}

TEST(WavTest, OtherCodingsAreLeftToOthers) {
  WavSpec spec;
  spec.coding = 0x11;  // IMA ADPCM
  spec.bits = 4;
  const auto format = Parse(WavFile(spec, Body()));
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->coding.encoding, WavCoding::kOther);
}

TEST(WavTest, SizesThatPipesWriteMeanUnknown) {
  for (const uint32_t size : {0xffffffffu, 0x7ffff000u, 0x80000000u}) {
    const auto format = Parse(WavFile(Says(size, size), Body()));
    ASSERT_TRUE(format.ok()) << format.status();
    EXPECT_EQ(format->frames, 16000);
  }
  const auto format = Parse(WavFile(Says(0, 0), Body() + "y"));
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->frames, 16000);
}

TEST(WavTest, AnyOtherSizeThatIsNotThereIsACutAbove2GiBToo) {
  for (const uint32_t size : {32002u, 0x7fffe000u, 0x80002000u, 0xb0000000u, 0xffff0000u}) {
    EXPECT_TRUE(Has(Message(WavFile(Says(size, size + 36), Body())), "truncated")) << size;
  }
}

// A WAV of 16 bits whose header says `said` bytes, followed by more than memory holds.
class LongBytes : public Bytes {
 public:
  LongBytes(uint32_t said, int64_t body) : head_(WavFile(Says(said, said + 36), "")), body_(body) {}
  int64_t size() const override { return head_.size() + body_; }
  absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const override {
    return BytesInMemory(head_)->ReadAt(offset, to, n);
  }

 private:
  std::string head_;
  int64_t body_;
};

TEST(WavTest, ASizeThatWentRoundAt4GiBIsSeen) {
  const auto format = ParseWav(LongBytes(32000, (int64_t{1} << 32) + 32000));
  EXPECT_EQ(format.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(ParseWav(LongBytes(0xb0000000, 0xb0000000)).ok());
}

TEST(WavTest, Rf64HasItsSizeIn64Bits) {
  const int64_t long_body = int64_t{5} << 30;
  std::string file = WavFile(Says(0xffffffff, 0xffffffff), "").replace(0, 4, "RF64");
  std::string ds64("ds64\x1c\0\0\0", 8);
  ds64.resize(8 + 28);
  for (int i = 0; i < 8; ++i) ds64[16 + i] = static_cast<char>(long_body >> (8 * i));
  file.insert(12, ds64);
  EXPECT_TRUE(Has(Message(file + Body()), "says 5368709120 bytes of audio, the file has 32000"));
  for (int i = 0; i < 8; ++i) file[12 + 16 + i] = static_cast<char>(Body().size() >> (8 * i));
  const auto format = Parse(file + Body() + "LIST");
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->frames, 16000);
}

TEST(WavTest, ATrulyEmptyBodyIsNoUnknownOne) {
  // A chunk of other data follows, or two.
  for (const std::string& chunk :
       {std::string("LIST\4\0\0\0abcd", 12), std::string("LIST\3\0\0\0abc\0note\0\0\0\0", 20)}) {
    const auto format = Parse(WavFile(Says(0, 48 + chunk.size()), chunk));
    ASSERT_TRUE(format.ok()) << format.status();
    EXPECT_EQ(format->frames, 0);
  }
}

TEST(WavTest, ABodyOfNoSizeInAFileOfTheRightSizeGoesToItsEnd) {
  const size_t head = WavFile({}, "").size();
  const auto format = Parse(WavFile(Says(0, head - 8 + Body().size()), Body()));
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->frames, 16000);
}

TEST(WavTest, TheSizeOfTheFileInPlaceOfTheBodysIsNoCut) {
  const size_t head = WavFile({}, "").size(), file = head + Body().size();
  for (const size_t riff : {file - 8, file}) {
    for (const size_t said : {file - 8, file, Body().size() + 2}) {
      const std::string whole = WavFile(Says(said, riff), Body());
      ASSERT_TRUE(Parse(whole).ok()) << Message(whole);
      EXPECT_EQ(Parse(whole)->frames, 16000) << said;
      EXPECT_TRUE(Has(Message(whole.substr(0, file - 100)), "truncated")) << said;
    }
  }
}

TEST(WavTest, WhatIsNoWholeSampleAtTheEndIsNone) {
  for (const int more : {0, 1, 2, 3}) {
    WavSpec spec;
    spec.channels = 2;
    const auto format = Parse(WavFile(spec, Body() + std::string(more, 'x')));
    ASSERT_TRUE(format.ok()) << format.status();
    EXPECT_EQ(format->frames, 8000);
    EXPECT_TRUE(format->notes.empty());
  }
}

TEST(WavTest, BytesBehindTheAudioThatAreNoChunkAreTold) {
  const auto notes = [](const std::string& behind) {
    const auto format = Parse(WavFile(Says(32000, 32036), Body() + behind));
    EXPECT_TRUE(format.ok()) << format.status();
    EXPECT_EQ(format->frames, 16000);
    return format->notes.size();
  };
  EXPECT_EQ(notes(Body()), 1u);
  const std::string list("LIST\x40\0\0\0", 8);
  EXPECT_EQ(notes(list + std::string(64, 'x')), 0u);
  EXPECT_EQ(notes(list + std::string(64, 'x') + Body()), 1u);
  EXPECT_EQ(notes(std::string(5000, '\0')), 0u);
  EXPECT_EQ(notes("TAG" + std::string(125, ' ')), 0u);
}

// Four letters, the rest of the GUID, a size that counts both.
std::string W64Chunk(const std::string& name, const std::string& content, int64_t size) {
  std::string chunk =
      name + (name == "riff" ? std::string("\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0", 12)
                             : std::string("\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a", 12));
  for (int i = 0; i < 8; ++i) chunk.push_back(static_cast<char>(size >> (8 * i)));
  return chunk + content;
}

std::string W64(int64_t data_size, const std::string& body) {
  const std::string wave = W64Chunk("wave", "", 0).substr(0, 16);
  const std::string fmt = WavFile({}, "").substr(20, 16);
  const std::string chunks = W64Chunk("fmt ", fmt, 40) + W64Chunk("data", body, data_size);
  return W64Chunk("riff", wave + chunks, 40 + chunks.size());
}

TEST(WavTest, W64IsReadCutsAreSeenAndSizesOfPipesAreUnknown) {
  const auto parse = [](const std::string& file) {
    EXPECT_EQ(KindOf(file), AudioKind::kW64);
    return ParseWav(*BytesInMemory(file));
  };
  const std::string file = W64(24 + 32000, Body());
  ASSERT_TRUE(parse(file).ok()) << parse(file).status();
  EXPECT_EQ(parse(file)->frames, 16000);
  EXPECT_TRUE(parse(file)->size_is_known);
  for (size_t cut = 16; cut < file.size(); cut += cut < 120 ? 1 : 997) {
    EXPECT_EQ(parse(file.substr(0, cut)).status().code(), absl::StatusCode::kDataLoss) << cut;
  }
  std::string wrong = file;
  wrong.replace(56, 8, 8, '\xff');  // The size of "fmt ".
  EXPECT_EQ(parse(wrong).status().code(), absl::StatusCode::kInvalidArgument);
  for (const int64_t size : {int64_t{-1}, int64_t{0}, int64_t{24}, INT64_MAX, INT64_MIN}) {
    const auto format = parse(W64(size, Body()));
    ASSERT_TRUE(format.ok()) << size << format.status();
    EXPECT_EQ(format->frames, 16000) << size;
    EXPECT_FALSE(format->size_is_known);
  }
}

TEST(WavTest, EveryCutIsSeen) {
  const std::string file = WavFile({}, Body());
  for (size_t cut = 12; cut < file.size(); cut += cut < 80 ? 1 : 997) {
    EXPECT_TRUE(Has(Message(file.substr(0, cut)), "truncated") ||
                Has(Message(file.substr(0, cut)), "cut off"))
        << cut << " " << Message(file.substr(0, cut));
  }
}

// The header's fields are 34 bytes before the body (block), 38 (byte rate) and 32 (bits).
TEST(WavTest, AHeaderThatContradictsItselfIsReadAsByOthersAndTold) {
  WavSpec rate;
  rate.byte_rate = 88200;
  auto format = Parse(WavFile(rate, Body()));
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->coding.sample_rate_hz, 16000);
  ASSERT_EQ(format->notes.size(), 1u);
  EXPECT_TRUE(Has(format->notes[0], "16000 Hz") && Has(format->notes[0], "44100 Hz"));

  for (const char block : {1, 3, 4}) {
    for (const bool both : {false, true}) {
      std::string file = WavFile({}, Body());
      file[32] = block;
      WavSpec spec;
      spec.byte_rate = 16000 * block;
      if (both) file.replace(28, 4, WavFile(spec, "").substr(28, 4));
      format = Parse(file);
      ASSERT_TRUE(format.ok()) << format.status();
      EXPECT_EQ(format->frames, 16000);
      ASSERT_EQ(format->notes.size(), 1u);
      EXPECT_TRUE(Has(format->notes[0], "contradicts itself")) << format->notes[0];
    }
  }
}

TEST(WavTest, SamplesOf24BitsInFourBytesAndOf12InTwoFillTheUpperBits) {
  WavSpec spec;
  spec.bits = 32;
  std::string file = WavFile(spec, Body());
  file[34] = 24;
  auto format = Parse(file);
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->coding.encoding, WavCoding::kInt32);
  EXPECT_EQ(format->frames, 8000);
  EXPECT_TRUE(format->notes.empty());
  file = WavFile({}, Body());
  file[34] = 12;
  format = Parse(file);
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->coding.encoding, WavCoding::kInt16);
  EXPECT_TRUE(format->notes.empty());
}

TEST(WavTest, NonsenseIsRefused) {
  WavSpec none;
  none.channels = 0;
  EXPECT_TRUE(Has(Message(WavFile(none, Body())), "0 channels"));
  EXPECT_TRUE(Has(Message(std::string("RIFF\x10\0\0\0WAVEdata\0\0\0\0", 20)), "no 'fmt '"));
}

}  // namespace
}  // namespace auricle
