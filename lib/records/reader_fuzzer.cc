// SPDX-License-Identifier: Apache-2.0
// Bytes from outside: the sequential reader, random access, parsing in place, merging, tensors'
// parts and JSON on whatever comes. Nothing may crash, and however a stream is read, the same is
// seen. The input is read as it is, and once more cut into the headers and records (a byte says how
// long each is) of a stream whose checksums and ends are right, or no fuzzer would ever come past
// them.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status_macros.h"
#include "lib/records/digest.h"
#include "lib/records/framing.h"
#include "lib/records/in_place.h"
#include "lib/records/json.h"
#include "lib/records/mapped.h"
#include "lib/records/merge.h"
#include "lib/records/reader.h"
#include "lib/records/serialize.h"
#include "lib/records/tensors.h"

namespace auricle {
namespace {

void Demand(bool promise) {
  if (!promise) abort();
}

// A file in memory; its name can be opened again.
int MemoryFile(absl::string_view bytes) {
  const int fd = memfd_create("fuzz", 0);
  Demand(fd >= 0 && write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  lseek(fd, 0, SEEK_SET);
  return fd;
}

// All that a stream holds.
struct Contents {
  std::vector<Header> headers;
  std::vector<uint64_t> fingerprints;
  std::vector<std::string> records, ends;
};

absl::Status ReadSequentially(absl::string_view bytes, bool salvage, Contents* contents) {
  ReadOptions options;
  options.salvage = salvage;
  ASSIGN_OR_RETURN(const auto reader, RecordReader::FromFd(MemoryFile(bytes), "fuzz", options));
  Record record;
  while (true) {
    ASSIGN_OR_RETURN(const bool section, reader->NextSection());
    if (!section) return absl::OkStatus();
    contents->headers.push_back(reader->header());
    contents->fingerprints.push_back(reader->header_fingerprint());
    while (true) {
      ASSIGN_OR_RETURN(const bool more, reader->Next(&record));
      if (!more) break;
      RecordToJson(record, JsonOptions());
      contents->records.push_back(SerializeDeterministic(record));
    }
    contents->ends.push_back(SerializeDeterministic(reader->end()));
  }
}

// What parses in place, with its tensors' bytes put back, is what parses whole.
void CompareInPlace(absl::string_view payload, const Record& full) {
  Record in_place;
  std::vector<TensorBytes> tensors;
  if (!ParseInPlace(payload, &in_place, &tensors).ok()) return;
  std::string all;
  for (const TensorBytes& tensor : tensors) {
    Demand(tensor.bytes.data() >= payload.data() &&
           tensor.bytes.data() + tensor.bytes.size() <= payload.data() + payload.size());
    all.append(tensor.bytes.data(), tensor.bytes.size());
  }
  Demand(in_place.kind_case() == full.kind_case());
  if (in_place.has_clip()) {
    Demand(in_place.clip().feature().tensor().data().empty());
    const std::string& feature = full.clip().feature().tensor().data();
    Demand(all.find(feature) != std::string::npos);
  }
  if (in_place.has_tensor()) {
    Demand(all == full.tensor().tensor().data());
    in_place.mutable_tensor()->mutable_tensor()->set_data(all);
    if (!full.tensor().has_tensor()) in_place.mutable_tensor()->clear_tensor();
    Demand(SerializeDeterministic(in_place) == SerializeDeterministic(full));
  }
}

absl::Status ReadMapped(absl::string_view bytes, Contents* contents) {
  const int fd = MemoryFile(bytes);
  const auto opened = MappedRecords::Open({absl::StrCat("/proc/self/fd/", fd)}, 0, nullptr);
  close(fd);
  RETURN_IF_ERROR(opened.status());
  const MappedRecords& mapped = **opened;
  contents->headers.assign(mapped.headers().begin(), mapped.headers().end());
  contents->fingerprints.assign(mapped.fingerprints().begin(), mapped.fingerprints().end());
  for (const End& end : mapped.ends()) contents->ends.push_back(SerializeDeterministic(end));
  for (int64_t i = 0; i < mapped.size(); ++i) {
    ASSIGN_OR_RETURN(const absl::string_view payload, mapped.Payload(i));
    Record record;
    if (!record.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
      return absl::DataLossError("no record");
    }
    CompareInPlace(payload, record);
    contents->records.push_back(SerializeDeterministic(record));
  }
  return absl::OkStatus();
}

// Whatever merges, merges with itself to the same.
void Merge(const std::vector<Header>& headers) {
  for (const bool union_classes : {false, true}) {
    MergeOptions options;
    options.union_classes = union_classes;
    const auto merged = MergeHeaders(headers, options);
    if (!merged.ok() || merged->content() == Header::MODEL) continue;
    const auto again = MergeHeaders({*merged, *merged}, options);
    Demand(again.ok() && SerializeDeterministic(*again) == SerializeDeterministic(*merged));
  }
}

void ReadTensors(absl::string_view bytes) {
  auto reader = RecordReader::FromFd(MemoryFile(bytes), "fuzz");
  if (!reader.ok() || !(*reader)->NextSection().value_or(false)) return;
  (void)ReadNamedTensors(reader->get(), [](const std::string&, const Tensor& tensor) {
    Demand(CountElements(tensor, tensor.data()).ok());
    return absl::OkStatus();
  });
}

void Read(absl::string_view bytes) {
  Contents sequential, mapped, salvaged;
  const absl::Status read = ReadSequentially(bytes, /*salvage=*/false, &sequential);
  (void)ReadSequentially(bytes, /*salvage=*/true, &salvaged);
  Demand(salvaged.records == sequential.records);
  Demand(ReadMapped(bytes, &mapped).ok() == read.ok());
  ReadTensors(bytes);
  if (!read.ok()) return;
  Demand(mapped.records == sequential.records && mapped.ends == sequential.ends);
  Demand(mapped.fingerprints == sequential.fingerprints);
  Merge(sequential.headers);
}

std::string Framed(const std::string& payload) {
  return absl::StrCat(FrameHead(payload.size()), payload, FrameTail(payload));
}

// The next chunk of `bytes`, whose first byte says how long it is.
std::string TakeChunk(absl::string_view* bytes) {
  const size_t size = std::min<size_t>(static_cast<uint8_t>((*bytes)[0]), bytes->size() - 1);
  const std::string chunk(bytes->substr(1, size));
  bytes->remove_prefix(1 + size);
  return chunk;
}

// A section with right checksums and end: what the first chunk says of its header, and records of
// the next, up to an empty one.
std::string TakeSection(absl::string_view* bytes) {
  Record header, end;
  if (!header.mutable_header()->ParseFromString(TakeChunk(bytes))) header.clear_header();
  if (header.header().content() == 0) header.mutable_header()->set_content(Header::CLIPS);
  header.mutable_header()->set_magic("auricle");
  header.mutable_header()->set_version(1);
  std::string section = Framed(SerializeDeterministic(header));
  Digest digest;
  int64_t records = 0;
  for (; !bytes->empty(); ++records) {
    const std::string payload = TakeChunk(bytes);
    if (payload.empty()) break;
    digest.Add(payload);
    section += Framed(payload);
  }
  end.mutable_end()->set_records(records);
  end.mutable_end()->set_digest(digest.value());
  return section + Framed(SerializeDeterministic(end));
}

}  // namespace
}  // namespace auricle

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auricle::SilenceProtobuf();
  absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  auricle::Read(bytes);
  std::string framed;
  while (!bytes.empty()) framed += auricle::TakeSection(&bytes);
  auricle::Read(framed);
  return 0;
}
