// SPDX-License-Identifier: Apache-2.0
// Messages to bytes, the same on every machine, and the identity of a header.
#ifndef AURICLE_LIB_RECORDS_SERIALIZE_H_
#define AURICLE_LIB_RECORDS_SERIALIZE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "protos/record.pb.h"

namespace auricle {

// The one serialisation of a message: maps in key order, the same bytes on every machine.
std::string SerializeDeterministic(const google::protobuf::MessageLite& message);
// The same, appended to `out`.
void AppendDeterministic(const google::protobuf::MessageLite& message, std::string* out);

// The digest of a header's bytes that names it in Provenance.parents and Prediction.model. The
// shard is left out: all shards of a run, and the same stream unsharded, are one thing. The header
// must be as RecordWriter writes it (see NormalizeHeader).
uint64_t HeaderFingerprint(const Header& header);
// The same of a header as it was read: of its very bytes, known fields or not.
uint64_t HeaderFingerprintAsRead(absl::string_view record_payload, const Header& header);

// What RecordWriter does to every header: magic, version, vocabularies sorted by task. Errors:
// kInvalidArgument without content; those of CheckHeaderContents: what no reader would take.
absl::Status NormalizeHeader(Header* header);

// Protobuf says on stderr itself what it thinks of hostile bytes; in this library the Status says
// it. For the whole process, before anything is parsed or serialised; costs nothing when repeated.
void SilenceProtobuf();

// Protobuf refuses to read a string that is not UTF-8, so none must be written. `serialized` is
// `message` in bytes. Errors: kInvalidArgument naming the field.
absl::Status CheckUtf8(const google::protobuf::Message& message, absl::string_view serialized);

}  // namespace auricle

#endif  // AURICLE_LIB_RECORDS_SERIALIZE_H_
