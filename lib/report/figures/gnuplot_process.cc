// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/gnuplot_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

extern char** environ;

namespace auricle {

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
