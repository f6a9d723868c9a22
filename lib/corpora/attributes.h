// SPDX-License-Identifier: Apache-2.0
// What a named value of a user's own layout (a column of a table, a level of folders) becomes.
#ifndef AURICLE_LIB_CORPORA_ATTRIBUTES_H_
#define AURICLE_LIB_CORPORA_ATTRIBUTES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/corpora/corpus.h"
#include "protos/clip.pb.h"

namespace auricle {

// What the label column's task is called; "" if there is no label column.
std::string LabelTask(const CorpusRequest& request);

// Sets what `request` makes of `column`: the id, the source, the part in the plan "official", start
// or end, else a label: an empty one is left unknown, unless `column` is the label column, and one
// of request.tags is a set of tags. Spaces around a value do not count. REQUIRES: request.name,
// which qualifies ids and sources. Errors: kInvalidArgument for an empty label, id, start or end,
// for an unknown part, for seconds that are no number, for a task of which the clip has a label
// already.
absl::Status ApplyAttribute(const CorpusRequest& request, const std::string& column,
                            absl::string_view value, Clip* clip);

// Errors: kInvalidArgument if `request` names a column that `columns` lack, with what was meant.
absl::Status CheckColumnsExist(const CorpusRequest& request,
                               const std::vector<std::string>& columns);

// Once start and end are set: AudioRef wants a duration. Errors: kInvalidArgument unless start <
// end.
absl::Status EndToDuration(Clip* clip);

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_ATTRIBUTES_H_
