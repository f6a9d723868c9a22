// SPDX-License-Identifier: Apache-2.0
#include "lib/base/stop.h"

#include <atomic>

namespace auricle {
namespace {
// Written by a signal handler, read by every thread.
std::atomic<int> stop_signal{0};
static_assert(std::atomic<int>::is_always_lock_free, "a handler must not wait for a lock");
}  // namespace

int StopSignal() { return stop_signal; }
void RequestStop(int signal) { stop_signal = signal; }

}  // namespace auricle
