// SPDX-License-Identifier: Apache-2.0
#include "lib/base/stop.h"

#include <csignal>

namespace auricle {
namespace {
volatile std::sig_atomic_t stop_signal = 0;
}  // namespace

int StopSignal() { return stop_signal; }
void RequestStop(int signal) { stop_signal = signal; }

}  // namespace auricle
