// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/signals.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

#include "lib/base/last_words.h"
#include "lib/base/stop.h"
#include "lib/tool/tool.h"

namespace auricle {
namespace {

char tool_name[64] = "auricle";
std::atomic<bool> dies_of_the_first{false};

void Write(const char* text) { (void)!write(STDERR_FILENO, text, strlen(text)); }

const char* SignalName(int signal) {
  return signal == SIGINT ? "SIGINT" : signal == SIGTERM ? "SIGTERM" : "SIGHUP";
}

// The first signal asks to stop; the second does not ask.
void OnSignal(int signal) {
  if (dies_of_the_first) WriteLastWords("stopped by ", SignalName(signal));
  if (dies_of_the_first || StopSignal() != 0) {
    RemoveTemporaries();
    DieOfSignal(signal);
  }
  RequestStop(signal);
}

[[noreturn]] void EndWithOne() {
  RemoveTemporaries();
  _exit(1);
}

[[noreturn]] void OnTerminate() {
  const std::exception_ptr thrown = std::current_exception();
  if (thrown == nullptr) abort();
  try {
    std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    WriteLastWords(
        "out of memory: give the process more (ulimit -v, or a larger machine), or less "
        "to do at once (--memory, --threads) [RESOURCE_EXHAUSTED]");
  } catch (const std::system_error& error) {
    const bool thread = error.code() == std::errc::resource_unavailable_try_again;
    WriteLastWords(thread ? "no further thread can be had; allow more (ulimit -u), or give "
                            "--threads=1 [RESOURCE_EXHAUSTED]"
                          : error.what());
  } catch (const std::exception& error) {
    WriteLastWords(error.what(), " [INTERNAL]");
  } catch (...) {
    WriteLastWords("an unknown exception [INTERNAL]");
  }
  EndWithOne();
}

// What gave up has said why, if it could.
void OnAbort(int) {
  WriteLastWords("a library gave up, for want of memory or by a fault (see above) [INTERNAL]");
  EndWithOne();
}

// What a mapped file held is gone, and no instruction behind this one can go on.
void OnBus(int signal, siginfo_t* info, void*) {
  const char* const name = MappedFileAt(info->si_addr);
  if (name == nullptr) {
    DieOfSignal(signal);
    return;
  }
  WriteLastWords("'", name,
                 "' was cut while it was read, or its disk fails; run again when nothing writes to "
                 "it any more [DATA_LOSS]");
  EndWithOne();
}

}  // namespace

void NameLastWords(const char* name) {
  const char* const slash = strrchr(name, '/');
  strncpy(tool_name, slash == nullptr ? name : slash + 1, sizeof(tool_name) - 1);
}

void WriteLastWords(const char* a, const char* b, const char* c) {
  Write(tool_name);
  Write(": ");
  Write(a);
  Write(b);
  Write(c);
  Write("\n");
}

void DieOfSignal(int signal) {
  std::signal(signal, SIG_DFL);
  // Within its own handler a signal is blocked until the handler returns.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  raise(signal);
}

void EndAtFirstSignal() {
  dies_of_the_first = true;
  if (StopSignal() != 0) DieOfSignal(StopSignal());
}

void InstallHandlers() {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = &OnSignal;  // Without SA_RESTART: a blocked read returns and asks StopSignal.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old;
    // nohup and background jobs of a shell without job control ignore signals; so do we.
    if (sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    sigaction(signal, &action, nullptr);
  }
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = &OnBus;
  sigaction(SIGBUS, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // Writers see EPIPE …
  std::signal(SIGXFSZ, SIG_IGN);  // … and EFBIG.
}

void InstallLastResorts() {
  std::set_terminate(&OnTerminate);
  std::signal(SIGABRT, &OnAbort);
}

}  // namespace auricle
