// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/spool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr size_t kChunkBytes = 1 << 20;

std::string SpoolDirectory() {
  const char* directory = getenv("TMPDIR");
  return directory != nullptr && *directory != '\0' ? directory : "/tmp";
}

// A file that is gone when its descriptor is closed, however the process ends.
absl::StatusOr<Fd> UnlinkedFile(const std::string& directory) {
  Fd fd(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (fd.get() >= 0) return fd;
  std::string name = absl::StrCat(directory, "/auricle.XXXXXX");
  fd = Fd(mkostemp(&name[0], O_CLOEXEC));
  if (fd.get() < 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot spool in '", directory,
                                           "'; set TMPDIR to a directory with room"));
  }
  unlink(name.c_str());
  return fd;
}

absl::StatusOr<Mapping> MapFile(int fd, size_t size, const std::string& name) {
  if (size == 0) return Mapping();
  void* data = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return ErrnoStatus(errno, absl::StrCat("cannot map '", name, "'"));
  return Mapping(data, size, name);
}

absl::StatusOr<Mapping> SpoolToFile(int in, const std::string& name, absl::string_view first) {
  const std::string directory = SpoolDirectory();
  const std::string spool = absl::StrCat("a spool file in ", directory, " (TMPDIR)");
  ASSIGN_OR_RETURN(const Fd out, UnlinkedFile(directory));
  RETURN_IF_ERROR(WriteAll(out.get(), first, spool));
  size_t size = first.size();
  std::string chunk(kChunkBytes, '\0');
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, ReadSome(in, &chunk[0], chunk.size(), name));
    if (got == 0) return MapFile(out.get(), size, spool);
    RETURN_IF_ERROR(WriteAll(out.get(), absl::string_view(chunk).substr(0, got), spool));
    size += got;
  }
}

}  // namespace

Mapping::~Mapping() {
  if (data_ != nullptr) munmap(data_, size_);
}

void Mapping::Shrink(size_t size) {
  if (size == 0) {
    *this = Mapping();
  } else if (mremap(data_, size_, size, 0) != MAP_FAILED) {
    size_ = size;
  }
}

void Mapping::AdviseRandom(bool random) const {
  if (data_ != nullptr) madvise(data_, size_, random ? MADV_RANDOM : MADV_NORMAL);
}

absl::StatusOr<Mapping> MapOrSpool(const Fd& fd, const std::string& name, int64_t memory_bytes,
                                   std::string* note) {
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("'", name, "'"));
  // A file on stdin may have been read from before; what is left begins where it stands.
  if (S_ISREG(info.st_mode) && lseek(fd.get(), 0, SEEK_CUR) == 0) {
    return MapFile(fd.get(), info.st_size, name);
  }
  return SpoolRest(fd, "", name, memory_bytes, note);
}

absl::StatusOr<Mapping> SpoolRest(const Fd& fd, absl::string_view first, const std::string& name,
                                  int64_t memory_bytes, std::string* note) {
  // Address space for all that is allowed; pages come as bytes do.
  const size_t room = std::max<int64_t>(memory_bytes, kChunkBytes);
  void* data = mmap(nullptr, room, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) return ErrnoStatus(errno, absl::StrCat("no memory for '", name, "'"));
  Mapping held(data, room);
  size_t size = first.copy(static_cast<char*>(data), room);
  while (size < room) {
    ASSIGN_OR_RETURN(const size_t got,
                     ReadSome(fd.get(), static_cast<char*>(data) + size, room - size, name));
    if (got == 0) {
      held.Shrink(size);
      return held;
    }
    size += got;
  }
  if (note != nullptr) {
    absl::StrAppend(note, note->empty() ? "" : "; ", "'", name, "' is larger than ", room,
                    " bytes and is spooled to an unlinked file in ", SpoolDirectory());
  }
  return SpoolToFile(fd.get(), name, held.bytes());
}

}  // namespace auricle
