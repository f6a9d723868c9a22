// SPDX-License-Identifier: Apache-2.0
// One record as the bytes of its frame. Made on any thread; a writer then only appends it.
#ifndef AURICLE_LIB_RECORDS_ENCODE_H_
#define AURICLE_LIB_RECORDS_ENCODE_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "protos/record.pb.h"

namespace auricle {

class EncodedRecord {
 public:
  // Head, payload and checksum, as they go into the file.
  absl::string_view frame() const { return absl::string_view(bytes_.get(), size_); }
  absl::string_view payload() const;
  // Crc64 of the payload.
  uint64_t digest() const { return digest_; }
  // True: the records that follow are of the same item (its chunks), and stay in its shard.
  bool goes_on() const { return goes_on_; }

  // Becomes `message` as field `number` of a Record; room is used again. Errors: kInvalidArgument
  // for what is too long, or holds a text that is not UTF-8.
  absl::Status Set(int number, const google::protobuf::Message& message);
  absl::Status Set(const Clip& clip);

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0, room_ = 0;
  uint64_t digest_ = 0;
  bool goes_on_ = false;
};

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_ENCODE_H_
