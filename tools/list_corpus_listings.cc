// SPDX-License-Identifier: Apache-2.0
#include "tools/list_corpus_listings.h"

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/corpora/registry.h"
#include "lib/corpora/summary.h"
#include "lib/records/writer.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/tool.h"
#include "tools/list_corpus_parts.h"

namespace auricle {

absl::StatusOr<std::vector<Listing>> ListCorpora(const std::string& corpus,
                                                 const std::vector<CorpusRequest>& requests,
                                                 const std::string& by) {
  std::vector<Listing> listings;
  std::map<std::string, std::string> path_of;
  for (const CorpusRequest& request : requests) {
    ASSIGN_OR_RETURN(Listing listing, ListCorpus(corpus, request));
    for (const std::string& line : DescribeListing(listing)) Say(line);
    const std::string& name = listing.header.corpus().name();
    const auto [other, fresh] = path_of.emplace(name, request.path);
    if (!fresh) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", other->second, "' and '", request.path, "' would both be called '",
                       name, "'; list each with a --name of its own, and cat the streams"));
    }
    RETURN_IF_ERROR(Annotate(SayParts(listing, by), name));
    listings.push_back(std::move(listing));
  }
  return listings;
}

absl::Status WriteListings(const std::vector<Listing>& listings, BadItems* bad) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordWriter> writer, RecordWriter::Create(FLAGS_output));
  int64_t seen = 0;
  for (const Listing& listing : listings) {
    RETURN_IF_ERROR(writer->BeginSection(listing.header));
    for (const Dropped& refused : listing.refused) {
      RETURN_IF_ERROR(bad->Allow(absl::InvalidArgumentError(refused.reason()), refused.id(),
                                 refused.id(), writer.get()));
    }
    for (const Clip& clip : listing.clips) RETURN_IF_ERROR(writer->Write(clip));
    seen += listing.clips.size() + listing.refused.size();
  }
  RETURN_IF_ERROR(bad->Finish(seen));
  return writer->Commit();
}

}  // namespace auricle
