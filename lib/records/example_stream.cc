// SPDX-License-Identifier: Apache-2.0
// Writes the stream that README.md shows to the byte: one section with the clip "a", whose feature
// is the float32 matrix [[1, 2]]. With an argument: as many such clips, named a, aa, aaa, ….
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "lib/records/tensors.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

absl::Status WriteExample(int clips) {
  auto writer = RecordWriter::Create("-");
  if (!writer.ok()) return writer.status();
  Header header;
  header.set_content(Header::CLIPS);
  absl::Status status = (*writer)->BeginSection(header);
  for (int i = 1; i <= clips && status.ok(); ++i) {
    Clip clip;
    clip.set_id(std::string(i, 'a'));
    FloatsToTensor({1, 2}, {1, 2}, FLOAT32, clip.mutable_feature()->mutable_tensor());
    status = (*writer)->Write(clip);
  }
  return status.ok() ? (*writer)->Commit() : status;
}

}  // namespace
}  // namespace auricle

int main(int argc, char** argv) {
  const absl::Status status = auricle::WriteExample(argc > 1 ? atoi(argv[1]) : 1);
  if (!status.ok()) std::cerr << status << std::endl;
  return status.ok() ? 0 : 1;
}
