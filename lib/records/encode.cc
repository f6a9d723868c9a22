// SPDX-License-Identifier: Apache-2.0
#include "lib/records/encode.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "lib/base/status_macros.h"
#include "lib/records/digest.h"
#include "lib/records/framing.h"
#include "lib/records/grammar.h"
#include "lib/records/serialize.h"

namespace auricle {

absl::string_view EncodedRecord::payload() const {
  return frame().substr(kFrameHeadBytes, size_ - kFrameHeadBytes - kFrameTailBytes);
}

absl::Status EncodedRecord::Set(int number, const google::protobuf::Message& message) {
  using google::protobuf::io::CodedOutputStream;
  SilenceProtobuf();
  const size_t message_bytes = message.ByteSizeLong();
  if (message_bytes + 16 > kMaxRecordBytes) {
    return absl::InvalidArgumentError(absl::StrCat("a record of ", message_bytes,
                                                   " bytes is too long, at most ", kMaxRecordBytes,
                                                   " are allowed; store it in parts"));
  }
  uint8_t prefix[16];
  uint8_t* end =
      CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(number << 3 | 2), prefix);
  end = CodedOutputStream::WriteVarint64ToArray(message_bytes, end);
  const size_t prefix_bytes = end - prefix;
  const size_t payload_bytes = prefix_bytes + message_bytes;
  size_ = kFrameHeadBytes + payload_bytes + kFrameTailBytes;
  if (size_ > room_) {
    room_ = size_;
    bytes_.reset(new char[room_]);  // Not zeroed: a spectrogram is half a megabyte.
  }
  char* const begin = bytes_.get() + kFrameHeadBytes;
  memcpy(begin, prefix, prefix_bytes);
  {
    google::protobuf::io::ArrayOutputStream stream(begin + prefix_bytes,
                                                   static_cast<int>(message_bytes));
    CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&coded);
  }
  const absl::string_view payload(begin, payload_bytes);
  const std::string head = FrameHead(payload_bytes), tail = FrameTail(payload);
  std::copy(head.begin(), head.end(), bytes_.get());
  std::copy(tail.begin(), tail.end(), begin + payload_bytes);
  digest_ = Crc64(payload);
  goes_on_ = false;
  return CheckUtf8(message, payload.substr(prefix_bytes));
}

absl::Status EncodedRecord::Set(const Clip& clip) {
  RETURN_IF_ERROR(Set(Record::kClipFieldNumber, clip));
  goes_on_ = ItemGoesOn(clip);
  return absl::OkStatus();
}

}  // namespace auricle
