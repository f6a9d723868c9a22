// SPDX-License-Identifier: Apache-2.0
#include "lib/records/stream_testing.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/records/framing.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

// Fits into a pipe that nobody reads yet.
constexpr size_t kPipeHolds = 32 * 1024;

void Demand(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  abort();
}

absl::StatusOr<std::vector<Record>> Drain(absl::StatusOr<std::unique_ptr<RecordReader>> reader,
                                          std::string* note) {
  RETURN_IF_ERROR(reader.status());
  std::vector<Record> records;
  while (true) {
    ASSIGN_OR_RETURN(const bool section, (*reader)->NextSection());
    if (!section) break;
    for (Record record;;) {
      ASSIGN_OR_RETURN(const bool more, (*reader)->Next(&record));
      if (!more) break;
      records.push_back(record);
    }
  }
  if (note != nullptr) *note = (*reader)->salvage_note();
  return records;
}

}  // namespace

std::string TempPath(const std::string& name) {
  const char* directory = getenv("TEST_TMPDIR");
  return absl::StrCat(directory != nullptr ? directory : "/tmp", "/", name);
}

std::string Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void Spill(const std::string& path, absl::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), bytes.size());
}

Header ClipsHeader() {
  Header header;
  header.set_content(Header::CLIPS);
  for (const char* task : {"speaker", "digit"}) header.add_vocabularies()->set_task(task);
  return header;
}

Clip TestClip(int i) {
  Clip clip;
  clip.set_id(absl::StrCat("test/", i));
  for (const char* task : {"e", "a", "d", "c", "b"}) (*clip.mutable_labels())[task].set_name("x");
  Tensor* tensor = clip.mutable_feature()->mutable_tensor();
  tensor->set_dtype(FLOAT32);
  tensor->add_shape(i);
  tensor->add_shape(2);
  tensor->set_data(std::string(i * 8, static_cast<char>('a' + i % 26)));
  return clip;
}

void WriteTestStream(const std::string& path, int sections, int clips) {
  auto writer = RecordWriter::Create(path);
  Demand(writer.status());
  for (int s = 0; s < sections; ++s) {
    Demand((*writer)->BeginSection(ClipsHeader()));
    for (int i = 0; i < clips; ++i) Demand((*writer)->Write(TestClip(i)));
  }
  Demand((*writer)->Commit());
}

std::string TestStreamBytes(int sections, int clips) {
  const std::string path = TempPath("test_stream_bytes.tfr");
  WriteTestStream(path, sections, clips);
  return Slurp(path);
}

std::string FrameOf(absl::string_view payload) {
  return absl::StrCat(FrameHead(payload.size()), payload, FrameTail(payload));
}

std::string FrameOf(const Record& record) { return FrameOf(SerializeDeterministic(record)); }

absl::StatusOr<std::vector<Record>> ReadAll(const std::string& path, const ReadOptions& options,
                                            std::string* note) {
  return Drain(RecordReader::Open(path, options), note);
}

absl::StatusOr<std::vector<Record>> ReadBytes(absl::string_view bytes, const ReadOptions& options,
                                              std::string* note) {
  int ends[2];
  if (pipe(ends) != 0) abort();
  auto feed = [bytes, fd = ends[1]]() mutable {
    while (!bytes.empty()) {
      const ssize_t put = write(fd, bytes.data(), bytes.size());
      if (put <= 0) break;
      bytes.remove_prefix(put);
    }
    close(fd);
  };
  std::thread feeder;
  if (bytes.size() > kPipeHolds) {
    feeder = std::thread(feed);
  } else {
    feed();
  }
  auto records = Drain(RecordReader::FromFd(ends[0], "pipe", options), note);
  if (feeder.joinable()) feeder.join();
  return records;
}

}  // namespace auricle
