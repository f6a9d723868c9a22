// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/progress.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/text.h"
#include "lib/tool/say.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

std::string Minutes(absl::Duration d) {
  const int64_t s = std::max<int64_t>(0, absl::ToInt64Seconds(d));
  if (s >= 3600) return absl::StrFormat("%d h %02d min", s / 3600, s / 60 % 60);
  return absl::StrFormat("%d:%02d", s / 60, s % 60);
}

}  // namespace

struct Progress::State {
  std::string what;
  int64_t total, before;
  bool terminal;
  absl::Time start = absl::Now();
  absl::Mutex mutex;
  int64_t done ABSL_GUARDED_BY(mutex) = 0;
  absl::Time next ABSL_GUARDED_BY(mutex);

  // "1200 / 3000 clips, 412/s, 0:04 left"
  std::string Line(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    const double seconds = std::max(1e-3, absl::ToDoubleSeconds(now - start));
    const double rate = (done - before) / seconds;
    std::string line =
        total > 0 ? absl::StrCat(done, " / ", total, " ", what) : absl::StrCat(done, " ", what);
    absl::StrAppend(
        &line, rate >= 10 ? absl::StrFormat(", %.0f/s", rate) : absl::StrFormat(", %.2g/s", rate));
    if (total > 0 && rate > 0) {
      absl::StrAppend(&line, ", ", Minutes(absl::Seconds((total - done) / rate)), " left");
    }
    return EscapeForTerminal(absl::StrCat(ToolName(), ": ", line));
  }
};

Progress::Progress(std::string what, int64_t total, int64_t before) : state_(new State) {
  state_->what = std::move(what);
  state_->total = total;
  state_->before = before;
  state_->terminal = isatty(STDERR_FILENO);
  absl::MutexLock lock(&state_->mutex);
  state_->done = before;
  // Work that is soon done says nothing at all.
  state_->next = state_->start + (state_->terminal ? absl::Milliseconds(500) : absl::Seconds(30));
}

Progress::~Progress() {
  if (state_->terminal) SetStatusLine("");
}

void Progress::Add(int64_t done) {
  absl::MutexLock lock(&state_->mutex);
  state_->done += done;
  const absl::Time now = absl::Now();
  if (now < state_->next) return;
  const std::string line = state_->Line(now);
  if (state_->terminal) {
    state_->next = now + absl::Milliseconds(200);
    SetStatusLine(line);
  } else {
    state_->next = now + (now - state_->start);
    WriteStderrLine(line);
  }
}

}  // namespace auricle
