// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_cache.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gflags/gflags.h"
#include "lib/tool/flags_run.h"

DEFINE_string(cache, "auto",
              "A folder that keeps a frozen network's taps over epochs and runs. auto: "
              "$XDG_CACHE_HOME/auricle/taps, else ~/.cache/auricle/taps; none or empty: they are "
              "computed at every step. Changes no number, only the time.");
DEFINE_string(cache_size, "20G",
              "The most that --cache holds in all (K, M, G); what was not used for longest goes "
              "first.");

namespace auricle {

std::string CacheFromFlag() {
  if (FLAGS_cache != "auto") return FLAGS_cache == "none" ? "" : FLAGS_cache;
  for (const auto& [variable, below] : {std::make_pair("XDG_CACHE_HOME", "/auricle/taps"),
                                        std::make_pair("HOME", "/.cache/auricle/taps")}) {
    const char* const folder = std::getenv(variable);
    if (folder != nullptr && folder[0] == '/') return absl::StrCat(folder, below);
  }
  return "";
}

absl::StatusOr<int64_t> CacheSizeFromFlag() {
  return BytesFromFlag("cache_size", FLAGS_cache_size);
}

}  // namespace auricle
