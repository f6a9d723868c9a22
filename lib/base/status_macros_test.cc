// SPDX-License-Identifier: Apache-2.0
#include "lib/base/status_macros.h"

#include "gtest/gtest.h"

namespace auricle {
namespace {

absl::StatusOr<int> Half(int n) {
  if (n % 2 != 0) return absl::InvalidArgumentError("odd");
  return n / 2;
}

absl::StatusOr<int> Quarter(int n) {
  ASSIGN_OR_RETURN(const int half, Half(n));
  RETURN_IF_ERROR(Annotate(Half(half).status(), "the half"));
  return half / 2;
}

TEST(StatusMacros, ErrorsLeaveAtOnceWithTheirContext) {
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(Quarter(7).status().message(), "odd");
  EXPECT_EQ(Quarter(6).status().message(), "the half: odd");
}

TEST(Annotate, KeepsPayloadsSoThatMisuseStaysMisuse) {
  absl::Status status = absl::InvalidArgumentError("no such flag");
  status.SetPayload("kind", absl::Cord("misuse"));
  EXPECT_TRUE(Annotate(status, "here").GetPayload("kind") == absl::Cord("misuse"));
}

TEST(Annotate, KeepsTheCodeAndLeavesWhatIsOk) {
  const absl::Status annotated = Annotate(absl::NotFoundError("gone"), "here");
  EXPECT_EQ(annotated.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(annotated.message(), "here: gone");
  EXPECT_TRUE(Annotate(absl::OkStatus(), "here").ok());
}

}  // namespace
}  // namespace auricle
