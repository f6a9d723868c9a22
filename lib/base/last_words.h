// SPDX-License-Identifier: Apache-2.0
// What a process notes while it works, for the handler of a signal that ends it: which file lies at
// an address, and which temporary files are to go. Nothing here waits for a lock or asks for memory
// when a handler calls it.
#ifndef AURICLE_LIB_BASE_LAST_WORDS_H_
#define AURICLE_LIB_BASE_LAST_WORDS_H_

#include <cstddef>
#include <string>

namespace auricle {

// While it lives, addresses [begin, begin + size) are known to be of the file `name`. A file that
// is cut while it is mapped answers a read of what is gone with SIGBUS. A thousand are known at a
// time; more are mapped unnamed.
class MappedFile {
 public:
  MappedFile() = default;
  MappedFile(const void* begin, size_t size, const std::string& name);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

 private:
  int slot_ = -1;
};

// The name of the file mapped at `address`, safe to show, or null. Async-signal-safe.
const char* MappedFileAt(const void* address);

// While it lives, `path` is removed by RemoveTemporaries(). A hundred are known at a time.
class Temporary {
 public:
  Temporary() = default;
  explicit Temporary(const std::string& path);
  Temporary(Temporary&& other) noexcept;
  Temporary& operator=(Temporary&& other) noexcept;
  ~Temporary();

 private:
  int slot_ = -1;
};

// Async-signal-safe.
void RemoveTemporaries();

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_LAST_WORDS_H_
