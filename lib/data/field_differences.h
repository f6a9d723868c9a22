// SPDX-License-Identifier: Apache-2.0
// Two flat messages field by field, for errors that name both values.
#ifndef AURICLE_LIB_DATA_FIELD_DIFFERENCES_H_
#define AURICLE_LIB_DATA_FIELD_DIFFERENCES_H_

#include <string>

#include "google/protobuf/message.h"

namespace auricle {

// "mel_bands: 64 -> 128, log: NATURAL -> DECIBEL_POWER" in the order of field numbers, fields of
// default value included; "" for equal messages. REQUIRES: both of one type, without messages in
// them.
std::string FieldDifferences(const google::protobuf::Message& before,
                             const google::protobuf::Message& after);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_FIELD_DIFFERENCES_H_
