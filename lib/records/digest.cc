// SPDX-License-Identifier: Apache-2.0
#include "lib/records/digest.h"

#include <isa-l/crc64.h>

#include <string>

#include "lib/records/little_endian.h"

namespace auricle {

uint64_t Crc64(absl::string_view bytes, uint64_t before) {
  return crc64_ecma_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()),
                         bytes.size());
}

void Digest::Add(absl::string_view payload) {
  std::string length;
  AppendFixed64(payload.size(), &length);
  value_ = Crc64(payload, Crc64(length, value_));
}

}  // namespace auricle
