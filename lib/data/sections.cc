// SPDX-License-Identifier: Apache-2.0
#include "lib/data/sections.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

class Sections : public MappedRecords {
 public:
  Sections(const MappedRecords& records, const std::vector<int>& sections) : records_(records) {
    std::vector<int> index(records.headers().size(), -1);
    for (size_t i = 0; i < sections.size(); ++i) {
      index[sections[i]] = static_cast<int>(i);
      headers_.push_back(records.headers()[sections[i]]);
      fingerprints_.push_back(records.fingerprints()[sections[i]]);
      ends_.push_back(records.ends()[sections[i]]);
    }
    for (int64_t i = 0; i < records.size(); ++i) {
      const int section = index[records.section(i)];
      if (section < 0) continue;
      places_.push_back(i);
      section_of_.push_back(section);
    }
  }

  int64_t size() const override { return static_cast<int64_t>(places_.size()); }
  absl::StatusOr<absl::string_view> Payload(int64_t i) const override {
    return records_.Payload(places_[i]);
  }
  int section(int64_t i) const override { return section_of_[i]; }
  absl::Span<const Header> headers() const override { return headers_; }
  absl::Span<const uint64_t> fingerprints() const override { return fingerprints_; }
  absl::Span<const End> ends() const override { return ends_; }
  absl::Status CheckUnchanged() const override { return records_.CheckUnchanged(); }

 private:
  const MappedRecords& records_;
  std::vector<Header> headers_;
  std::vector<uint64_t> fingerprints_;
  std::vector<End> ends_;
  std::vector<int64_t> places_;  // Of each record in records_.
  std::vector<int> section_of_;
};

}  // namespace

std::unique_ptr<MappedRecords> SectionsOf(const MappedRecords& records,
                                          const std::vector<int>& sections) {
  return std::make_unique<Sections>(records, sections);
}

}  // namespace auricle
