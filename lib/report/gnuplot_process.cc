// SPDX-License-Identifier: Apache-2.0
#include "lib/report/gnuplot_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

extern char** environ;

namespace auricle {

absl::StatusOr<TempFolder> TempFolder::Create() {
  const char* base = std::getenv("TMPDIR");
  std::string path = absl::StrCat(base != nullptr && *base ? base : "/tmp", "/auricle-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot make a folder ", path, " for figures: ", std::strerror(errno)));
  }
  return TempFolder(path);
}

TempFolder::TempFolder(TempFolder&& other)
    : path_(std::move(other.path_)), files_(std::move(other.files_)) {
  other.path_.clear();
}

TempFolder::~TempFolder() {
  for (const std::string& file : files_) unlink(Path(file).c_str());
  if (!path_.empty()) rmdir(path_.c_str());
}

std::string TempFolder::Claim(const std::string& file) {
  files_.push_back(file);
  return Path(file);
}

absl::Status TempFolder::Write(const std::string& file, const std::string& text) {
  std::ofstream out(Claim(file), std::ios::binary);
  out << text;
  out.close();
  return out ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", Path(file)));
}

std::string TempFolder::Path(const std::string& file) const {
  return absl::StrCat(path_, "/", file);
}

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

absl::Status RunGnuplot(TempFolder* folder, const std::string& script) {
  RETURN_IF_ERROR(folder->Write("script.gp", script));
  const std::string log = folder->Claim("log");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, folder->path().c_str());
  // -d: no start-up file of the user's.
  char* const arguments[] = {const_cast<char*>("gnuplot"), const_cast<char*>("-d"),
                             const_cast<char*>("script.gp"), nullptr};
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "gnuplot", &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return absl::NotFoundError(absl::StrCat("cannot run gnuplot: ", std::strerror(failed),
                                            "; install gnuplot-nox, or give --nofigures"));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("gnuplot failed: ", ReadWhole(log)));
}

}  // namespace auricle
