// SPDX-License-Identifier: Apache-2.0
#include "lib/data/head_data.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/synthetic.h"
#include "lib/records/mapped.h"
#include "protos/clip.pb.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Path(const std::string& name) { return testing::TempDir() + "/" + name; }

// One file per corpus: its name, its root, and how its clips differ.
struct Source {
  std::string corpus;
  SyntheticOptions options;
  std::string root;
  std::vector<std::string> tones = {"low", "high"};  // The vocabulary's.
  double rate = 8000;
};

std::unique_ptr<MappedRecords> Open(const std::vector<Source>& sources) {
  std::vector<std::string> paths;
  for (const Source& source : sources) {
    Header header = SyntheticHeader(source.options);
    header.mutable_corpus()->set_name(source.corpus);
    header.mutable_corpus()->set_root(source.root);
    header.mutable_front_end()->set_sample_rate_hz(source.rate);
    auto* tones = header.mutable_vocabularies(0)->mutable_classes();
    tones->Assign(source.tones.begin(), source.tones.end());
    std::vector<Clip> clips = SyntheticClips(source.options);
    for (Clip& clip : clips) clip.set_id(source.corpus + clip.id());
    paths.push_back(Path(std::to_string(paths.size()) + ".tfr"));
    EXPECT_TRUE(WriteClips(header, clips, paths.back()).ok());
  }
  std::string note;
  auto records = MappedRecords::Open(paths, 1 << 20, &note);
  EXPECT_TRUE(records.ok()) << records.status();
  return *std::move(records);
}

SyntheticOptions Items(int items) {
  SyntheticOptions options;
  options.items = items;
  return options;
}

absl::StatusOr<std::vector<HeadData>> Load(const MappedRecords& records,
                                           const std::string& heads = "",
                                           const std::string& task = "tone",
                                           TrainingSetOptions options = {}) {
  auto dealt = DealHeads(records.headers(), *ParseHeads(heads), task);
  if (!dealt.ok()) return dealt.status();
  return LoadHeads(records, *dealt, options);
}

TEST(HeadData, EveryCorpusBecomesAHeadOfItsNameInOrder) {
  const auto records = Open({{"emo.db", Items(24), "r"}, {"casia", Items(48), "r"}});
  const auto heads = Load(*records);
  ASSERT_TRUE(heads.ok()) << heads.status();
  ASSERT_EQ(heads->size(), 2);
  EXPECT_EQ((*heads)[0].head.name, "emo_db");
  EXPECT_EQ((*heads)[0].head.corpus, "emo.db");
  EXPECT_EQ((*heads)[0].set.items.items.size(), 24);
  EXPECT_EQ((*heads)[0].set.items.items[0].id, "emo.dbtoy/0");
  EXPECT_EQ((*heads)[0].set.task, "tone");
  EXPECT_EQ((*heads)[1].head.name, "casia");
  EXPECT_EQ((*heads)[1].set.items.items.size(), 48);
  EXPECT_THAT((*heads)[1].set.parents, ElementsAre(records->fingerprints()[1]));
}

TEST(HeadData, OneCorpusFeedsTwoHeadsOfDifferentTasks) {
  const auto records = Open({{"a", Items(24), "r"}, {"b", Items(24), "r"}});
  const auto heads = Load(*records, "pitch=a/tone,voice=a/voice,other=b/tone");
  ASSERT_TRUE(heads.ok()) << heads.status();
  ASSERT_EQ(heads->size(), 3);
  EXPECT_THAT((*heads)[0].set.targets.classes(), ElementsAre("low", "high"));
  EXPECT_THAT((*heads)[1].set.targets.classes(), ElementsAre("x", "y", "z"));
  EXPECT_EQ((*heads)[1].set.items.items[0].id, (*heads)[0].set.items.items[0].id);
  EXPECT_EQ((*heads)[2].set.items.items[0].id, "btoy/0");
}

TEST(HeadData, FilesOfOneCorpusAreOneHead) {
  SyntheticOptions rest = Items(24);
  rest.seed = 2;
  auto records = Open({{"a", Items(24), "r"}, {"b", Items(24), "r"}, {"a", rest, "r"}});
  auto dealt = DealHeads(records->headers(), {}, "tone");
  ASSERT_TRUE(dealt.ok()) << dealt.status();
  ASSERT_EQ(dealt->size(), 2);
  EXPECT_THAT((*dealt)[0].sections, ElementsAre(0, 2));
  EXPECT_THAT((*dealt)[1].sections, ElementsAre(1));
}

TEST(HeadData, TwoCorporaOfOneNameAreToldApartByTheirRoots) {
  const auto records = Open({{"emo", Items(24), "one"}, {"emo", Items(24), "two"}});
  const absl::Status status = Load(*records).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("two corpora are called 'emo'"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("list_corpus --name="));
}

TEST(HeadData, AnUnknownTaskOrCorpusIsNamedWithThoseThereAre) {
  const auto records = Open({{"a", Items(24), "r"}, {"b", Items(24), "r"}});
  std::string said(Load(*records, "", "pitch").status().message());
  EXPECT_THAT(said, HasSubstr("corpus 'a', head 'a'"));
  EXPECT_THAT(said, HasSubstr("tone"));
  said = std::string(Load(*records, "x=c/tone").status().message());
  EXPECT_THAT(said, HasSubstr("corpus 'c', which the inputs do not hold"));
  EXPECT_THAT(said, HasSubstr("a, b"));
}

TEST(HeadData, ACorpusWithoutClipsIsNamed) {
  const auto records = Open({{"a", Items(24), "r"}, {"void", Items(0), "r"}});
  const absl::Status status = Load(*records).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("corpus 'void' holds no clips"));
}

TEST(HeadData, UnequalFrontEndsAreAnErrorThatNamesBothCorpora) {
  const auto records = Open({{"a", Items(24), "r"}, {"b", Items(24), "r", {"low", "high"}, 16000}});
  const std::string said(Load(*records).status().message());
  EXPECT_THAT(said, HasSubstr("corpora 'a' and 'b'"));
  EXPECT_THAT(said, HasSubstr("sample_rate_hz is 8000 and 16000"));
}

TEST(HeadData, VocabulariesMayDifferBetweenCorporaButNotWithinOne) {
  SyntheticOptions rest = Items(24);
  rest.seed = 2;
  const auto apart = Open({{"a", Items(24), "r"}, {"b", Items(24), "r", {"high", "low", "none"}}});
  const auto heads = Load(*apart);
  ASSERT_TRUE(heads.ok()) << heads.status();
  EXPECT_THAT((*heads)[1].set.targets.classes(), ElementsAre("high", "low", "none"));
  EXPECT_THAT(HeadWarnings(apart->headers(), *heads),
              ElementsAre("corpus 'b', head 'b': nothing to train on of 'none'"));
  const auto within = Open({{"a", Items(24), "r"}, {"a", rest, "r", {"high", "low", "none"}}});
  const std::string said(Load(*within).status().message());
  EXPECT_THAT(said, HasSubstr("--union_classes"));
  EXPECT_THAT(said, HasSubstr("2 sections are of that name; list_corpus --name="));
}

TEST(HeadData, ACorpusThatFeedsNoHeadAndAClassOfOneItemAreWarnedOf) {
  const auto records = Open({{"a", Items(24), "r"}, {"b", Items(24), "r"}});
  EXPECT_THAT(HeadWarnings(records->headers(), *Load(*records)), IsEmpty());
  auto heads = Load(*records, "x=b/tone");
  ASSERT_TRUE(heads.ok()) << heads.status();
  (*heads)[0].set.class_counts = {1, 5};
  EXPECT_THAT(HeadWarnings(records->headers(), *heads),
              ElementsAre("corpus 'a' feeds no head",
                          "corpus 'b', head 'x': a single item to train on of 'low'"));
}

TEST(HeadData, ABadItemIsJudgedOnceThoughTwoHeadsHearIt) {
  std::vector<Clip> clips = SyntheticClips(Items(24));
  clips[3].clear_feature();
  ASSERT_TRUE(WriteClips(SyntheticHeader(Items(24)), clips, Path("bad.tfr")).ok());
  std::string note;
  const auto records = *MappedRecords::Open({Path("bad.tfr")}, 1 << 20, &note);
  int judged = 0;
  TrainingSetOptions options;
  options.judge = [&judged](const absl::Status&, const std::string&, const std::string& id) {
    EXPECT_EQ(id, "toy/3");
    ++judged;
    return absl::OkStatus();
  };
  const auto heads = Load(*records, "p=toy/tone,v=toy/voice", "", options);
  ASSERT_TRUE(heads.ok()) << heads.status();
  EXPECT_EQ(judged, 1);
  EXPECT_EQ((*heads)[0].set.items.items.size(), 23);
  EXPECT_EQ((*heads)[1].set.items.items.size(), 23);
}

TEST(ParseHeads, TakesNameCorpusAndTaskAndRefusesAnythingElse) {
  const auto heads = ParseHeads("digit=free/spoken=fsdd/digit,s=x/speaker");
  ASSERT_TRUE(heads.ok());
  EXPECT_EQ((*heads)[0].name, "digit");
  EXPECT_EQ((*heads)[0].corpus, "free/spoken=fsdd");
  EXPECT_EQ((*heads)[0].task, "digit");
  for (const char* bad : {"a", "a=b", "=b/c", "a=b/", "a.b=c/d", "a/b=c/d", "a=b/c,a=d/e"}) {
    EXPECT_FALSE(ParseHeads(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace auricle
