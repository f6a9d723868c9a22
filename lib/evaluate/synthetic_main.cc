// SPDX-License-Identifier: Apache-2.0
// For tests and for looking at pages: writes one synthetic run's predicted clips to stdout.
//   synthetic_predictions NAME ACCURACY SEED SPEAKER [hostile|plain [CORPUS CLASSES [TAKES]]] |
//     evaluate --split=test --output=…
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "lib/evaluate/synthetic.h"
#include "lib/records/writer.h"

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  auricle::SyntheticRun run;
  run.condition = argv[1];
  run.accuracy = std::atof(argv[2]);
  run.seed = std::strtoull(argv[3], nullptr, 10);
  run.speaker = std::atoi(argv[4]) % 6;
  run.hostile = argc > 5 && std::string(argv[5]) == "hostile";
  if (argc > 7) {
    run.corpus = argv[6];
    run.classes = std::atoi(argv[7]);
    if (argc > 8) run.takes = std::atoi(argv[8]);
  }
  const auricle::SyntheticStream stream = auricle::MakeSyntheticRun(run);
  auto writer = auricle::RecordWriter::Create("-");
  if (!writer.ok()) return 1;
  absl::Status status = (*writer)->BeginSection(stream.header);
  for (const auricle::Clip& clip : stream.clips) {
    if (status.ok()) status = (*writer)->Write(clip);
  }
  if (status.ok()) status = (*writer)->Commit();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
