// SPDX-License-Identifier: Apache-2.0
#include "lib/base/last_words.h"

#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>
#include <utility>

#include "lib/base/text.h"

namespace auricle {
namespace {

// A slot is free, being filled by one thread, or full. A handler reads full ones only.
enum State { FREE, FILLING, FULL };

struct File {
  std::atomic<int> state{FREE};
  std::atomic<uintptr_t> begin{0}, end{0};
  char name[256];
};
struct Path {
  std::atomic<int> state{FREE};
  char path[PATH_MAX];
};

// Static, so that they cost nothing until they are used and outlive all.
File files[1024];
Path paths[128];

template <typename Slot, size_t kSlots>
int Take(Slot (&slots)[kSlots]) {
  for (size_t i = 0; i < kSlots; ++i) {
    int expected = FREE;
    if (slots[i].state.compare_exchange_strong(expected, FILLING)) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

MappedFile::MappedFile(const void* begin, size_t size, const std::string& name)
    : slot_(Take(files)) {
  if (slot_ < 0) return;
  File& file = files[slot_];
  const std::string shown = EscapeForTerminal(name);
  strncpy(file.name, shown.c_str(), sizeof(file.name) - 1);
  file.begin = reinterpret_cast<uintptr_t>(begin);
  // What a mapping's last page holds beyond the file is never read.
  file.end = reinterpret_cast<uintptr_t>(begin) + size;
  file.state = FULL;
}
MappedFile::MappedFile(MappedFile&& other) noexcept : slot_(std::exchange(other.slot_, -1)) {}
MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(slot_, other.slot_);
  return *this;
}
MappedFile::~MappedFile() {
  if (slot_ >= 0) files[slot_].state = FREE;
}

const char* MappedFileAt(const void* address) {
  const uintptr_t at = reinterpret_cast<uintptr_t>(address);
  for (const File& file : files) {
    if (file.state == FULL && file.begin <= at && at < file.end) return file.name;
  }
  return nullptr;
}

Temporary::Temporary(const std::string& path) : slot_(path.size() < PATH_MAX ? Take(paths) : -1) {
  if (slot_ < 0) return;
  memcpy(paths[slot_].path, path.c_str(), path.size() + 1);
  paths[slot_].state = FULL;
}
Temporary::Temporary(Temporary&& other) noexcept : slot_(std::exchange(other.slot_, -1)) {}
Temporary& Temporary::operator=(Temporary&& other) noexcept {
  std::swap(slot_, other.slot_);
  return *this;
}
Temporary::~Temporary() {
  if (slot_ >= 0) paths[slot_].state = FREE;
}

void RemoveTemporaries() {
  for (const Path& path : paths) {
    if (path.state == FULL) unlink(path.path);
  }
}

}  // namespace auricle
