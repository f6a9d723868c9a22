// SPDX-License-Identifier: Apache-2.0
// The 64-bit digests of the format: CRC-64/XZ (ECMA-182, reflected; "123456789" gives
// 995dc9bbdf1939fa). They tell accidents, not malice.
#ifndef AURICLE_LIB_RECORDS_DIGEST_H_
#define AURICLE_LIB_RECORDS_DIGEST_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace auricle {

uint64_t Crc64(absl::string_view bytes, uint64_t before = 0);
// Crc64(b, before) from crc = Crc64(b) and b's length, without b: some hundred nanoseconds.
uint64_t Crc64Joined(uint64_t before, uint64_t crc, uint64_t bytes);

// Over a sequence of records: each one's length as eight little-endian bytes, then its payload, so
// that moving a boundary changes it.
class Digest {
 public:
  void Add(absl::string_view payload);
  // The same of a payload whose Crc64 is known.
  void Add(uint64_t payload_bytes, uint64_t payload_crc);
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_DIGEST_H_
