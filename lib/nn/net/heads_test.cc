// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/net/heads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace auricle {
namespace {

using testing::HasSubstr;

Network TwoHeads() {
  Network network;
  network.set_name("many");
  for (const char* name : {"emodb", "casia"}) {
    Head* head = network.add_heads();
    head->set_name(name);
    head->set_path(name);
    head->add_classes("calm");
    head->add_classes("angry");
  }
  network.mutable_heads(1)->add_classes("sad");
  return network;
}

TEST(Heads, AreFoundByNameAndOnlyTheOnlyOneWithout) {
  Network network = TwoHeads();
  EXPECT_EQ(*HeadIndex(network, "casia"), 1);
  EXPECT_EQ(ClassesOf(network, "casia"), 3);
  EXPECT_THAT(HeadIndex(network, "").status().message(), HasSubstr("emodb, casia"));
  EXPECT_THAT(HeadIndex(network, "casja").status().message(), HasSubstr("casia"));
  network.mutable_heads()->RemoveLast();
  EXPECT_EQ(*HeadIndex(network, ""), 0);
}

TEST(Heads, OfANetworkWithoutAreItsOneOutputWithTheTasksVocabulary) {
  Header model;
  model.mutable_network()->set_classes(2);
  model.mutable_model()->set_task("digit");
  EXPECT_FALSE(HeadsOf(model).ok());
  Vocabulary* vocabulary = model.add_vocabularies();
  vocabulary->set_task("digit");
  vocabulary->add_classes("one");
  EXPECT_THAT(HeadsOf(model).status().message(), HasSubstr("2 outputs and 1 classes"));
  vocabulary->add_classes("two");
  const auto heads = HeadsOf(model);
  ASSERT_TRUE(heads.ok()) << heads.status();
  ASSERT_EQ(heads->size(), 1);
  EXPECT_EQ(heads->front().name(), "");
  EXPECT_EQ(heads->front().task(), "digit");
  EXPECT_EQ(heads->front().classes(1), "two");
  EXPECT_EQ(ClassesOf(model.network(), ""), 2);
}

TEST(Heads, AreRefusedWhereNamesOrWaysDoNotHold) {
  EXPECT_TRUE(CheckHeads(TwoHeads()).ok());
  Network network = TwoHeads();
  network.mutable_heads(1)->set_name("emodb");
  EXPECT_THAT(CheckHeads(network).message(), HasSubstr("two heads are called 'emodb'"));
  network = TwoHeads();
  network.mutable_heads(1)->set_path("nobody");
  EXPECT_THAT(CheckHeads(network).message(), HasSubstr("nobody"));
  network.mutable_heads(1)->set_path("emodb");  // One head may pass another's way,
  EXPECT_TRUE(CheckHeads(network).ok());
  network.mutable_heads(0)->set_path("casia");  // but not if that passes a third's.
  EXPECT_FALSE(CheckHeads(network).ok());
  for (const char* name : {"", "a.b", "a/b"}) {
    network = TwoHeads();
    network.mutable_heads(0)->set_name(name);
    network.mutable_heads(0)->set_path("");
    EXPECT_THAT(CheckHeads(network).message(), HasSubstr("without '.'")) << name;
  }
  network = TwoHeads();
  network.mutable_heads(0)->mutable_classes()->RemoveLast();
  EXPECT_THAT(CheckHeads(network).message(), HasSubstr("1 classes"));
}

}  // namespace
}  // namespace auricle
