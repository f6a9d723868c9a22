// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/step.h"

#include "absl/strings/str_cat.h"

namespace auricle {

std::string PassName(const PassKey& key) {
  const char* const net = key.net == PassKey::FROZEN    ? "frozen"
                          : key.net == PassKey::TEACHER ? "teacher"
                                                        : "current";
  return key.view.empty() ? net : absl::StrCat(net, "/", key.view);
}

const HeadOutput& Step::output() const {
  static const auto* const kNone = new HeadOutput;
  const auto found = current().heads.find(head);
  return found == current().heads.end() ? *kNone : found->second;
}

const Targets& Step::target() const {
  static const auto* const kNone = new Targets;
  const auto found = targets.find(head);
  return found == targets.end() ? *kNone : found->second;
}

}  // namespace auricle
