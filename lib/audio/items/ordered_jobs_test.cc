// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/ordered_jobs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace auricle {
namespace {

// Jobs of 0 … 9 results each, of which job 7 fails at its end; what was consumed, in order.
std::vector<int> Consumed(int threads, std::vector<absl::StatusCode>* codes) {
  std::vector<int> consumed;
  OrderedJobs<int> jobs(threads);
  const auto drain = [&] {
    codes->push_back(jobs.DrainOldest([&](int result) {
                           consumed.push_back(result);
                           return absl::OkStatus();
                         })
                         .code());
  };
  for (int j = 0; j < 50; ++j) {
    while (jobs.Full()) drain();
    jobs.Add([j](const OrderedJobs<int>::Emit& emit) {
      if (j % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      for (int r = 0; r < j % 10; ++r) {
        if (const absl::Status put = emit(100 * j + r); !put.ok()) return put;
      }
      return j == 7 ? absl::DataLossError("seven") : absl::OkStatus();
    });
  }
  while (!jobs.Empty()) drain();
  return consumed;
}

TEST(OrderedJobsTest, ResultsComeInOrderWhateverTheThreads) {
  std::vector<absl::StatusCode> codes;
  const std::vector<int> one = Consumed(1, &codes);
  ASSERT_EQ(one.size(), 225u);
  EXPECT_TRUE(std::is_sorted(one.begin(), one.end()));
  for (const int threads : {2, 3, 8}) EXPECT_EQ(Consumed(threads, &codes), one);
}

TEST(OrderedJobsTest, AJobsErrorIsToldInItsPlace) {
  for (const int threads : {1, 4}) {
    std::vector<absl::StatusCode> codes;
    Consumed(threads, &codes);
    ASSERT_EQ(codes.size(), 50u);
    for (int j = 0; j < 50; ++j) EXPECT_EQ(codes[j] == absl::StatusCode::kDataLoss, j == 7) << j;
  }
}

TEST(OrderedJobsTest, AJobWithEndlessResultsWaitsAndEndsWhenAbandoned) {
  std::atomic<int> made{0};
  {
    OrderedJobs<int> jobs(2);
    for (int j = 0; j < 2; ++j) {
      jobs.Add([&](const OrderedJobs<int>::Emit& emit) {
        absl::Status put;
        for (; put.ok(); ++made) put = emit(0);
        return put;
      });
    }
    int taken = 0;
    const absl::Status done = jobs.DrainOldest(
        [&](int) { return ++taken < 10 ? absl::OkStatus() : absl::UnavailableError("full"); });
    EXPECT_EQ(done.code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_LT(made, 40);
}

}  // namespace
}  // namespace auricle
