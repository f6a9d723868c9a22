// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/wav.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/audio/audio_testing.h"

namespace auricle {
namespace {

absl::StatusOr<WavFormat> Parse(const std::string& file) {
  EXPECT_TRUE(LooksLikeWav(file));
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
    WavFormat::Encoding encoding;
  } kKnown[] = {{1, 8, WavFormat::kUint8},      {1, 16, WavFormat::kInt16},
                {1, 24, WavFormat::kInt24},     {1, 32, WavFormat::kInt32},
                {3, 32, WavFormat::kFloat32},   {3, 64, WavFormat::kFloat64},
                {0xfffe, 24, WavFormat::kInt24}};
  for (const auto& known : kKnown) {
    WavSpec spec;
    spec.coding = known.coding;
    spec.bits = known.bits;
    spec.channels = 2;
    const auto format = Parse(WavFile(spec, std::string(4800, 'x')));
    ASSERT_TRUE(format.ok()) << format.status();
    EXPECT_EQ(format->encoding, known.encoding);
    EXPECT_EQ(format->channels, 2);
    EXPECT_EQ(format->frames, 4800 / (2 * known.bits / 8));
    EXPECT_EQ(format->sample_rate_hz, 16000);
  }
}

TEST(WavTest, OtherCodingsAreLeftToOthers) {
  WavSpec spec;
  spec.coding = 0x11;  // IMA ADPCM
  spec.bits = 4;
  const auto format = Parse(WavFile(spec, Body()));
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->encoding, WavFormat::kOther);
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
  WavSpec spec = Says(0, 60);  // A chunk of other data follows.
  const auto format = Parse(WavFile(spec, "LIST1234"));
  ASSERT_TRUE(format.ok()) << format.status();
  EXPECT_EQ(format->frames, 0);
}

TEST(WavTest, EveryCutIsSeen) {
  const std::string file = WavFile({}, Body());
  for (size_t cut = 12; cut < file.size(); cut += cut < 80 ? 1 : 997) {
    EXPECT_TRUE(Has(Message(file.substr(0, cut)), "truncated") ||
                Has(Message(file.substr(0, cut)), "cut off"))
        << cut << " " << Message(file.substr(0, cut));
  }
}

TEST(WavTest, AHeaderThatContradictsItselfIsRefusedWithBothValues) {
  WavSpec spec;
  spec.byte_rate = 88200;
  const std::string message = Message(WavFile(spec, Body()));
  EXPECT_TRUE(Has(message, "16000 Hz") && Has(message, "44100 Hz")) << message;
}

TEST(WavTest, NonsenseIsRefused) {
  WavSpec none;
  none.channels = 0;
  EXPECT_TRUE(Has(Message(WavFile(none, Body())), "0 channels"));
  EXPECT_TRUE(Has(Message(std::string("RIFF\x10\0\0\0WAVEdata\0\0\0\0", 20)), "no 'fmt '"));
  WavSpec odd;
  odd.channels = 2;
  EXPECT_TRUE(Has(Message(WavFile(odd, "123456")), "no whole number"));
}

}  // namespace
}  // namespace auricle
