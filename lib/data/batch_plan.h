// SPDX-License-Identifier: Apache-2.0
// What each batch of a training or an evaluation holds: a pure function of its number, so that a
// training can begin anywhere, and every process knows its share without being told.
#ifndef AURICLE_LIB_DATA_BATCH_PLAN_H_
#define AURICLE_LIB_DATA_BATCH_PLAN_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lib/data/item_windows.h"

namespace auricle {

struct RowRange {
  int64_t begin = 0, end = 0;

  friend bool operator==(const RowRange& a, const RowRange& b) {
    return a.begin == b.begin && a.end == b.end;
  }
};

struct BatchSpec {
  std::vector<ItemWindow> rows;
  // The number of each row in the whole batch: 0, 1, … but in a process' share of it. What is drawn
  // for a row is drawn by this number.
  std::vector<int64_t> numbers;
  std::map<std::string, RowRange> parts;  // Of `rows`, by name; none where rows are all alike.
  int64_t pass = 1;                       // Over the data, from 1.
};

// Thread-safe.
class BatchPlan {
 public:
  virtual ~BatchPlan() = default;
  virtual int64_t batches_in_pass() const = 0;
  // Batch `batch`, counted from 0 over all passes: the share of process `rank` of `of`. The shares
  // of all processes are the rows of At(batch, 0, 1), each once, but for what a plan says that
  // every process needs. A share may be empty.
  virtual BatchSpec At(int64_t batch, int rank, int of) const = 0;
};

// The share of process `rank` of `of` in a whole batch: of each part (of the batch, where it has
// none) consecutive rows, n × rank / of up to n × (rank + 1) / of of n. Parts in `shared` are
// everyone's.
BatchSpec ShareOf(const BatchSpec& whole, int rank, int of,
                  const std::vector<std::string>& shared = {});

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_BATCH_PLAN_H_
