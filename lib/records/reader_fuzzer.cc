// SPDX-License-Identifier: Apache-2.0
// Bytes from outside: the sequential reader, random access, parsing in place and JSON on whatever
// comes. The input is read as it is, and once more cut into records (a byte says how long each is)
// of a stream whose checksums, header and end are right, or no fuzzer would ever come past them.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/records/digest.h"
#include "lib/records/framing.h"
#include "lib/records/in_place.h"
#include "lib/records/json.h"
#include "lib/records/mapped.h"
#include "lib/records/reader.h"
#include "lib/records/serialize.h"

namespace auricle {
namespace {

// A file in memory; its name can be opened again.
int MemoryFile(absl::string_view bytes) {
  const int fd = memfd_create("fuzz", 0);
  if (fd < 0 || write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    abort();
  lseek(fd, 0, SEEK_SET);
  return fd;
}

void ReadSequentially(absl::string_view bytes, bool salvage) {
  ReadOptions options;
  options.salvage = salvage;
  auto reader = RecordReader::FromFd(MemoryFile(bytes), "fuzz", options);
  if (!reader.ok()) return;
  Record record;
  while (true) {
    const auto section = (*reader)->NextSection();
    if (!section.ok() || !*section) return;
    while (true) {
      const auto more = (*reader)->Next(&record);
      if (!more.ok()) return;
      if (!*more) break;
      RecordToJson(record, JsonOptions());
    }
  }
}

void ReadMapped(absl::string_view bytes) {
  const int fd = MemoryFile(bytes);
  auto records = MappedRecords::Open({absl::StrCat("/proc/self/fd/", fd)}, 0, nullptr);
  close(fd);
  if (!records.ok()) return;
  for (int64_t i = 0; i < (*records)->size(); ++i) {
    const auto payload = (*records)->Payload(i);
    Record in_place, full;
    std::vector<TensorBytes> tensors;
    if (!payload.ok() || !ParseInPlace(*payload, &in_place, &tensors).ok()) continue;
    // What parses in place parses whole.
    if (!full.ParseFromArray(payload->data(), static_cast<int>(payload->size()))) abort();
  }
}

// A stream with right checksums, header and end around records that are the input's bytes.
std::string Reframed(absl::string_view bytes) {
  const auto frame = [](const std::string& payload) {
    return absl::StrCat(FrameHead(payload.size()), payload, FrameTail(payload));
  };
  Record header, end;
  header.mutable_header()->set_content(Header::CLIPS);
  if (!NormalizeHeader(header.mutable_header()).ok()) abort();
  std::string framed = frame(SerializeDeterministic(header));
  Digest digest;
  int64_t records = 0;
  for (; !bytes.empty(); ++records) {
    const size_t size = std::min<size_t>(static_cast<uint8_t>(bytes[0]), bytes.size() - 1);
    const std::string payload(bytes.substr(1, size));
    digest.Add(payload);
    framed += frame(payload);
    bytes.remove_prefix(1 + size);
  }
  end.mutable_end()->set_records(records);
  end.mutable_end()->set_digest(digest.value());
  return framed + frame(SerializeDeterministic(end));
}

}  // namespace
}  // namespace auricle

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auricle::SilenceProtobuf();
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string& stream : {std::string(bytes), auricle::Reframed(bytes)}) {
    auricle::ReadSequentially(stream, /*salvage=*/false);
    auricle::ReadSequentially(stream, /*salvage=*/true);
    auricle::ReadMapped(stream);
  }
  return 0;
}
