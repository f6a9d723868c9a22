// SPDX-License-Identifier: Apache-2.0
// A made-up stream of any size, to measure with: synthetic_stream OUTPUT ITEMS FRAMES BINS writes
// ITEMS clips of FRAMES x BINS float32 (120 different ones, over and over). 40000 x 501 x 129
// take 10 GB.
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/data/synthetic.h"
#include "lib/records/writer.h"

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s OUTPUT ITEMS FRAMES BINS\n", argv[0]);
    return 2;
  }
  auricle::SyntheticOptions options;
  options.items = 120;  // A multiple of the labels' and parts' periods.
  options.min_frames = std::atoi(argv[3]);
  options.bins = std::atoi(argv[4]);
  std::vector<auricle::Clip> clips = auricle::SyntheticClips(options);
  auto writer = auricle::RecordWriter::Create(argv[1]);
  absl::Status status = writer.status();
  if (status.ok()) status = (*writer)->BeginSection(auricle::SyntheticHeader(options));
  for (int i = 0; i < std::atoi(argv[2]) && status.ok(); ++i) {
    auricle::Clip& clip = clips[i % clips.size()];
    clip.set_id(absl::StrCat("toy/", i));
    clip.set_source(clip.id());
    clip.mutable_audio()->clear_digest();
    status = (*writer)->Write(clip);
  }
  if (status.ok()) status = (*writer)->Commit();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
