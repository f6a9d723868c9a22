// SPDX-License-Identifier: Apache-2.0
#include "lib/records/digest.h"

#include <isa-l/crc64.h>

#include <array>
#include <string>

#include "lib/records/little_endian.h"

namespace auricle {
namespace {

// Polynomials modulo the CRC's, over bits; the highest bit is the coefficient of x^0.
constexpr uint64_t kPolynomial = 0xc96c5795d7870f42;
constexpr uint64_t kOne = uint64_t{1} << 63;

uint64_t Times(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  for (; a != 0; a <<= 1) {
    if ((a & kOne) != 0) product ^= b;
    b = (b >> 1) ^ ((b & 1) != 0 ? kPolynomial : 0);
  }
  return product;
}

// x^(8 n): what n bytes that follow do to a remainder.
uint64_t Shift(uint64_t n) {
  static const auto* const kSquares = [] {
    auto* const squares = new std::array<uint64_t, 64>;
    uint64_t power = kOne >> 8;
    for (uint64_t& square : *squares) {
      square = power;
      power = Times(power, power);
    }
    return squares;
  }();
  uint64_t shift = kOne;
  for (int bit = 0; n != 0; ++bit, n >>= 1) {
    if ((n & 1) != 0) shift = Times((*kSquares)[bit], shift);
  }
  return shift;
}

}  // namespace

uint64_t Crc64(absl::string_view bytes, uint64_t before) {
  return crc64_ecma_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()),
                         bytes.size());
}

// The inversions at both ends cancel: those after `before` are those before `b`.
uint64_t Crc64Joined(uint64_t before, uint64_t crc, uint64_t bytes) {
  return Times(Shift(bytes), before) ^ crc;
}

void Digest::Add(absl::string_view payload) {
  std::string length;
  AppendFixed64(payload.size(), &length);
  value_ = Crc64(payload, Crc64(length, value_));
}

void Digest::Add(uint64_t payload_bytes, uint64_t payload_crc) {
  std::string length;
  AppendFixed64(payload_bytes, &length);
  value_ = Crc64Joined(Crc64(length, value_), payload_crc, payload_bytes);
}

}  // namespace auricle
