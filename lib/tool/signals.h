// SPDX-License-Identifier: Apache-2.0
// What ends a tool from outside: signals, exceptions of libraries that find no memory or no thread.
#ifndef AURICLE_LIB_TOOL_SIGNALS_H_
#define AURICLE_LIB_TOOL_SIGNALS_H_

namespace auricle {

// SIGINT, SIGTERM and SIGHUP ask to stop (StopSignal); a second one ends the tool. SIGPIPE and
// SIGXFSZ are errors of write. SIGBUS within a mapped file says that the file was cut, and ends the
// tool with 1.
void InstallHandlers();

// Dies of `signal`, so that shells and make see it.
void DieOfSignal(int signal);

// From now on an exception that nobody catches (no memory, no thread) and an abort() of a library
// end the tool with words and 1, and temporary files are removed. For code that runs before main
// too.
void InstallLastResorts();

// Words on stderr for handlers, which must not ask for memory: "NAME: abc". NAME is what follows
// the last slash of `name`.
void NameLastWords(const char* name);
void WriteLastWords(const char* a, const char* b = "", const char* c = "");

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_SIGNALS_H_
