// SPDX-License-Identifier: Apache-2.0
// Fixed-width integers as they stand in a frame. Written for any host; compiled to plain moves.
#ifndef AURICLE_LIB_RECORDS_LITTLE_ENDIAN_H_
#define AURICLE_LIB_RECORDS_LITTLE_ENDIAN_H_

#include <cstdint>
#include <string>

namespace auricle {

inline void AppendFixed32(uint32_t value, std::string* out) {
  for (int i = 0; i < 4; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

inline void AppendFixed64(uint64_t value, std::string* out) {
  for (int i = 0; i < 8; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

inline uint32_t ReadFixed32(const char* bytes) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

inline uint64_t ReadFixed64(const char* bytes) {
  return ReadFixed32(bytes) | uint64_t{ReadFixed32(bytes + 4)} << 32;
}

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_LITTLE_ENDIAN_H_
