// SPDX-License-Identifier: Apache-2.0
// Whether the user or the system asked this process to stop (SIGINT, SIGTERM). The tool harness
// installs the handlers; loops and blocking reads ask here and wind up with kCancelled.
#ifndef AURICLE_LIB_BASE_STOP_H_
#define AURICLE_LIB_BASE_STOP_H_

namespace auricle {

// The signal that asked to stop, or 0. Async-signal-safe.
int StopSignal();
void RequestStop(int signal);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_STOP_H_
