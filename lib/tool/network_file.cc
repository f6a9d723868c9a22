// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/network_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace auricle {
namespace {

constexpr size_t kMostBytes = 1 << 20;

// Keeps the first error.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

absl::StatusOr<Network> NetworkFromFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat("cannot read the network '", path, "': ", std::strerror(errno)));
  }
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(absl::StrCat("'", path, "' has ", text.size(),
                                                   " bytes, a network as text has 1 MB at most"));
  }
  Network network;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text, &network)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ":", error.text().empty() ? "1:1: no text of a network" : error.text(),
                     "; docs/networks.md shows how a network is written"));
  }
  if (network.name().empty()) network.set_name("sequential");
  if (network.name() == "sequential" && network.sequential().layer_size() == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", path, "' has no layers: sequential { layer { … } … }"));
  }
  return network;
}

}  // namespace auricle
