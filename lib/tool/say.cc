// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/say.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/base/attributes.h"
#include "absl/base/const_init.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace auricle {
namespace {

ABSL_CONST_INIT absl::Mutex stderr_mutex(absl::kConstInit);

std::string& StatusLine() {
  static std::string* const line = new std::string;  // Outlives every static destructor.
  return *line;
}

// A stderr that cannot be written to has nobody to tell.
void WriteAll(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(STDERR_FILENO, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) return;
    if (n > 0) bytes.remove_prefix(n);
  }
}

constexpr char kClear[] = "\r\x1b[K";

// What of `line` fits into the terminal's last row: clearing reaches no further.
absl::string_view Fitting(absl::string_view line) {
  winsize size;
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? line.substr(0, size.ws_col - 1) : line;
}

}  // namespace

void WriteStderrLine(absl::string_view line) {
  absl::MutexLock lock(&stderr_mutex);
  const std::string& status = StatusLine();
  WriteAll(status.empty() ? absl::StrCat(line, "\n")
                          : absl::StrCat(kClear, line, "\n", Fitting(status)));
}

void SetStatusLine(const std::string& line) {
  absl::MutexLock lock(&stderr_mutex);
  if (line.empty() && StatusLine().empty()) return;
  StatusLine() = line;
  WriteAll(absl::StrCat(kClear, Fitting(line)));
}

}  // namespace auricle
