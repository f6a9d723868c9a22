// SPDX-License-Identifier: Apache-2.0
// What must hold before libraries start. OpenBLAS, which LibTorch brings, starts its threads and
// takes its memory when it is loaded: where it may not have them it dies of SIGINT, aborts, hangs
// or tries for ever, all before main. So this runs earlier, as the first code of the process.
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "lib/tool/signals.h"

namespace auricle {
namespace {

constexpr size_t kLeastAddressSpace = size_t{768} << 20;  // What a small prediction takes.
constexpr int kMostThreads = 64;                          // What OpenBLAS starts at most.
constexpr size_t kStackBytes = 1 << 20;  // Thread-local variables of all libraries lie there too.
constexpr int kOwnThreads = 2;           // A loader, and one that computes.

void* Wait(void* semaphore) {
  while (sem_wait(static_cast<sem_t*>(semaphore)) != 0) {
  }
  return nullptr;
}

bool CanHaveThreads(int wanted) {
  sem_t go_on;
  sem_init(&go_on, 0, 0);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t threads[kMostThreads + kOwnThreads];
  int made = 0;
  while (made < wanted && pthread_create(&threads[made], &attributes, &Wait, &go_on) == 0) ++made;
  for (int i = 0; i < made; ++i) sem_post(&go_on);
  for (int i = 0; i < made; ++i) pthread_join(threads[i], nullptr);
  pthread_attr_destroy(&attributes);
  sem_destroy(&go_on);
  return made == wanted;
}

bool CanHaveAddressSpace() {
  void* const space = mmap(nullptr, kLeastAddressSpace, PROT_NONE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) return false;
  munmap(space, kLeastAddressSpace);
  return true;
}

// The environment is not set up for getenv yet.
int NumberIn(char** environment, const char* name) {
  const size_t size = strlen(name);
  for (; *environment != nullptr; ++environment) {
    if (strncmp(*environment, name, size) == 0 && (*environment)[size] == '=') {
      return atoi(*environment + size + 1);
    }
  }
  return 0;
}

int ThreadsOfOpenBlas(char** environment) {
  for (const char* name : {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"}) {
    if (const int number = NumberIn(environment, name); number > 0) {
      return std::min(number, kMostThreads);
    }
  }
  cpu_set_t cpus;
  const bool known = sched_getaffinity(0, sizeof(cpus), &cpus) == 0;
  return known ? std::clamp(CPU_COUNT(&cpus), 1, kMostThreads) : 1;
}

[[noreturn]] void Refuse(const char* words) {
  WriteLastWords(words);
  _exit(1);
}

void Preflight(int argc, char** argv, char** environment) {
  if (argc > 0) NameLastWords(argv[0]);
  InstallLastResorts();
  if (dlsym(RTLD_DEFAULT, "openblas_get_num_threads") == nullptr) return;
  if (!CanHaveAddressSpace()) {
    Refuse(
        "there are no 768 MB of address space left; allow more (ulimit -v) "
        "[RESOURCE_EXHAUSTED]");
  }
  // One of OpenBLAS's threads is ours.
  if (!CanHaveThreads(ThreadsOfOpenBlas(environment) - 1 + kOwnThreads)) {
    Refuse(
        "the threads that it needs cannot be had; allow more (ulimit -u) "
        "[RESOURCE_EXHAUSTED]");
  }
}

__attribute__((section(".preinit_array"), used)) void (*const preflight)(int, char**,
                                                                         char**) = &Preflight;

}  // namespace
}  // namespace auricle
