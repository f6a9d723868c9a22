// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/temp_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace auricle {

absl::StatusOr<TempFolder> TempFolder::Create() {
  const char* base = std::getenv("TMPDIR");
  std::string path = absl::StrCat(base != nullptr && *base ? base : "/tmp", "/auricle-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot make a folder ", path, ": ", std::strerror(errno)));
  }
  return TempFolder(path);
}

TempFolder::TempFolder(TempFolder&& other)
    : path_(std::move(other.path_)), files_(std::move(other.files_)) {
  other.path_.clear();
}

TempFolder::~TempFolder() {
  for (const std::string& file : files_) unlink(Path(file).c_str());
  if (!path_.empty()) rmdir(path_.c_str());
}

std::string TempFolder::Claim(const std::string& file) {
  files_.push_back(file);
  return Path(file);
}

absl::Status TempFolder::Write(const std::string& file, const std::string& text) {
  std::ofstream out(Claim(file), std::ios::binary);
  out << text;
  out.close();
  return out ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", Path(file)));
}

std::string TempFolder::Path(const std::string& file) const {
  return absl::StrCat(path_, "/", file);
}

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace auricle
