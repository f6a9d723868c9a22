// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/walk/name_pattern.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::HasSubstr;

// "digit=0 speaker=george": what `path` says by `pattern`, or the error.
std::string Read(absl::string_view pattern, absl::string_view path) {
  const absl::StatusOr<NamePattern> created = NamePattern::Create(pattern);
  if (!created.ok()) return std::string(created.status().message());
  const auto values = created->Match(path);
  if (!values.ok()) return std::string(values.status().message());
  const std::vector<std::string> fields = created->Fields();
  EXPECT_EQ(fields.size(), values->size());
  std::vector<std::string> said;
  for (size_t i = 0; i < fields.size(); ++i) {
    said.push_back(absl::StrCat(fields[i], "=", (*values)[i]));
  }
  return absl::StrJoin(said, " ");
}

TEST(NamePattern, PublishedNamesAreRead) {
  EXPECT_EQ(Read("{digit}_{speaker}_{take}.wav", "recordings/7_theo_12.wav"),
            "digit=7 speaker=theo take=12");
  EXPECT_EQ(Read("{speaker:2}{text:3}{emotion:1}{version:1}.wav", "wav/03a01Fa.wav"),
            "speaker=03 text=a01 emotion=F version=a");
  EXPECT_EQ(Read("{}-{}-{emotion}-{intensity}-{statement}-{take}-{speaker}.wav",
                 "Actor_12/03-01-06-01-02-01-12.wav"),
            "emotion=06 intensity=01 statement=02 take=01 speaker=12");
  EXPECT_EQ(Read("{speaker}_{sentence}_{emotion}_{level}.wav", "AudioWAV/1001_DFA_ANG_XX.wav"),
            "speaker=1001 sentence=DFA emotion=ANG level=XX");
}

TEST(NamePattern, FoldersAreReadWhereTheTemplateNamesThem) {
  EXPECT_EQ(Read("{speaker}/{label}/{}.wav", "data/s1/yes/a.wav"), "speaker=s1 label=yes");
  EXPECT_THAT(Read("{speaker}/{label}/{}.wav", "yes/a.wav"), HasSubstr("does not fit"));
  EXPECT_EQ(Read("Actor_{speaker}/{label}-{}.wav", "Actor_01/happy-1.wav"),
            "speaker=01 label=happy");
}

TEST(NamePattern, TheEndingMayBeLeftOutAndItsCaseIsAllOne) {
  EXPECT_EQ(Read("{label}-{take}", "dog-1.flac"), "label=dog take=1");
  EXPECT_EQ(Read("{label}-{take}.wav", "dog-1.WAV"), "label=dog take=1");
  EXPECT_THAT(Read("{label}_x.wav", "dog_X.wav"), HasSubstr("does not fit"));
  EXPECT_THAT(Read("{label}-{take}.wav", "dog-1.flac"), HasSubstr("does not fit"));
  EXPECT_EQ(Read("{label}.{take}", "dog.1.wav"), "label=dog take=1");
}

TEST(NamePattern, ANameThatCanBeCutInTwoWaysDoesNotFit) {
  EXPECT_THAT(Read("{digit}_{speaker}_{take}.wav", "0_jack_son_1.wav"),
              HasSubstr("from 'son_1' on"));
  EXPECT_THAT(Read("{a}_{b}.wav", "x_y_z.wav"), HasSubstr("does not fit"));
  EXPECT_THAT(Read("{a}_{b}.wav", "_y.wav"), HasSubstr("from '_y' on"));
  EXPECT_THAT(Read("{a}_{b}.wav", "x_.wav"), HasSubstr("it is too short"));
  EXPECT_THAT(Read("{a:2}{b:2}.wav", "xyz.wav"), HasSubstr("does not fit"));
  EXPECT_THAT(Read("{a:2}{b:1}.wav", "wxyz.wav"), HasSubstr("from 'z' on"));
}

TEST(NamePattern, ATemplateThatCannotBeReadIsRefused) {
  EXPECT_THAT(Read("{label_x.wav", "a"), HasSubstr("does not close it"));
  EXPECT_THAT(Read("label}_x.wav", "a"), HasSubstr("not open"));
  EXPECT_THAT(Read("{a{b}}.wav", "a"), HasSubstr("within a brace"));
  EXPECT_THAT(Read("{a:0}.wav", "a"), HasSubstr("no number from 1"));
  EXPECT_THAT(Read("{a:x}.wav", "a"), HasSubstr("no number from 1"));
  EXPECT_THAT(Read("{a}{b}.wav", "a"), HasSubstr("side by side"));
  EXPECT_THAT(Read("{a}_{a}.wav", "a"), HasSubstr("two fields called 'a'"));
  EXPECT_THAT(Read("{}.wav", "a"), HasSubstr("names no field"));
  EXPECT_THAT(Read("", "a"), HasSubstr("names no field"));
}

}  // namespace
}  // namespace auricle
