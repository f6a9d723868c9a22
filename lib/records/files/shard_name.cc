// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/shard_name.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace auricle {

absl::StatusOr<std::vector<std::string>> ShardFiles(const std::string& path) {
  const size_t at = path.rfind('@');
  const std::string digits = at == std::string::npos ? "" : path.substr(at + 1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) {
    return std::vector<std::string>();
  }
  int of = 0;
  if (at == 0 || path[at - 1] == '/' || !absl::SimpleAtoi(digits, &of) || of < 1 || of > 99999) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", path, "' is no sharded name; want NAME@N with N from 1 to 99999"));
  }
  std::vector<std::string> files;
  for (int i = 0; i < of; ++i) {
    files.push_back(absl::StrFormat("%s-%05d-of-%05d", path.substr(0, at), i, of));
  }
  return files;
}

}  // namespace auricle
