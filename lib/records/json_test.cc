// SPDX-License-Identifier: Apache-2.0
#include "lib/records/json.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "lib/records/tensors.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

TEST(RecordToJson, ShowsFiguresThatAreZeroAndEmptyTextsNever) {
  Record record;
  record.mutable_result()->mutable_outcome()->set_id("a/1");
  EXPECT_EQ(RecordToJson(record, {}),
            R"({"result":{"outcome":{"id":"a/1","truth":0,"decision":0}}})");
}

TEST(RecordToJson, LeavesOutWhatIsUnsetOffOrUnknownButNoFigure) {
  Record record;
  AudioRef* audio = record.mutable_clip()->mutable_audio();
  audio->set_path("a.wav");
  EXPECT_EQ(RecordToJson(record, {}), R"({"clip":{"audio":{"path":"a.wav"}}})");
  audio->set_start_s(0.5);
  record.mutable_clip()->mutable_chunk()->set_of(2);
  EXPECT_EQ(RecordToJson(record, {}),
            R"({"clip":{"audio":{"path":"a.wav","start_s":0.5},)"
            R"("chunk":{"index":0,"of":2,"last":false,"first_frame":0,"offset_s":0.0}}})");
  record.mutable_end();
  EXPECT_EQ(RecordToJson(record, {}), R"({"end":{"records":0}})");
  record.mutable_header()->mutable_network();
  EXPECT_EQ(RecordToJson(record, {}), R"({"header":{"network":{}}})");
}

TEST(RecordToJson, EnumsAreShownUnlessUnspecified) {
  Record record;
  FrontEnd* front_end = record.mutable_header()->mutable_front_end();
  front_end->set_window_samples(400);
  EXPECT_EQ(RecordToJson(record, {}),
            R"({"header":{"front_end":{"scale":"UNIT","wave_norm":"WAVE_RAW",)"
            R"("window_samples":400,"window":"HANN","padding":"NO_PADDING",)"
            R"("spectrum":"MAGNITUDE","mel_scale":"HTK","log":"LINEAR",)"
            R"("feature_norm":"FEATURE_RAW"}}})");
}

TEST(RecordToJson, HostileTextStaysOneLineOfText) {
  Record record;
  record.mutable_result()->mutable_outcome()->set_id("\"}\n`$(x)\x1b[2J\\\xc3\xa9");
  EXPECT_EQ(RecordToJson(record, {}),
            "{\"result\":{\"outcome\":{\"id\":\"\\\"}\\n`$(x)\\u001b[2J\\\\\xc3\xa9\","
            "\"truth\":0,\"decision\":0}}}");
  JsonOptions ascii;
  ascii.ascii = true;
  EXPECT_NE(RecordToJson(record, ascii).find("\\u00e9"), std::string::npos);
  record.mutable_result()->mutable_outcome()->set_id("caf\xe9");  // Not UTF-8.
  EXPECT_NE(RecordToJson(record, {}).find("caf\xef\xbf\xbd"), std::string::npos);
}

TEST(RecordToJson, MapsAreInKeyOrderAndHoldWhatWasChosen) {
  Record record;
  (*record.mutable_clip()->mutable_labels())["b"].set_name("");
  (*record.mutable_clip()->mutable_labels())["a"].mutable_tags();
  (*record.mutable_clip()->mutable_assignments())["split"] = TEST;
  EXPECT_EQ(RecordToJson(record, {}), R"({"clip":{"labels":{"a":{"tags":{}},"b":{"name":""}},)"
                                      R"("assignments":{"split":"TEST"}}})");
}

TEST(RecordToJson, NumbersKeepTheirExactValues) {
  Record record;
  Metric* metric = record.mutable_result()->mutable_metric();
  metric->set_value(0.1);
  metric->set_n((int64_t{1} << 62) + 1);
  metric->set_low(std::numeric_limits<double>::quiet_NaN());
  metric->set_high(-std::numeric_limits<double>::infinity());
  EXPECT_EQ(RecordToJson(record, {}),
            R"({"result":{"metric":{"value":0.1,"n":4611686018427387905,"groups":0,)"
            R"("low":"NaN","high":"-Infinity"}}})");
  record.mutable_result()->mutable_outcome()->add_scores(0.1f);
  EXPECT_NE(RecordToJson(record, {}).find("[0.1]"), std::string::npos);
  record.mutable_end()->set_digest(0x8000000000000001);
  EXPECT_NE(RecordToJson(record, {}).find("\"digest\":\"0x8000000000000001\""), std::string::npos);
}

TEST(RecordToJson, TensorsAreSummarisedUnlessAskedFor) {
  Record record;
  record.mutable_tensor()->set_name("w");
  Tensor* tensor = record.mutable_tensor()->mutable_tensor();
  const float inf = std::numeric_limits<float>::infinity();
  FloatsToTensor({0.1f, -2, inf, 0.2f}, {2, 2}, FLOAT32, tensor);
  const std::string head = R"({"tensor":{"name":"w","tensor":{"dtype":"FLOAT32","shape":[2,2],)";
  EXPECT_EQ(RecordToJson(record, {}),
            head + R"("min":-2.0,"max":0.2,"mean":-0.56666666,"nonfinite":1}}})");
  JsonOptions all;
  all.tensors = true;
  EXPECT_EQ(RecordToJson(record, all), head + R"("data":[0.1,-2.0,"Infinity",0.2]}}})");
  tensor->set_shape(0, 3);
  EXPECT_NE(RecordToJson(record, all).find("\"error\":\"a tensor of shape [3, 2]"),
            std::string::npos);
}

}  // namespace
}  // namespace auricle
