// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluate_corpora.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/evaluate/metric_testing.h"
#include "lib/evaluate/summary.h"
#include "lib/metrics/classify.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Section {
  std::string corpus;
  std::vector<Clip> clips;
};

// Adds a prediction of the head `name`, 0.9 for `decision` of `classes`.
void Predict(const std::string& name, const std::string& task,
             const std::vector<std::string>& classes, int decision, Clip* clip) {
  Prediction* prediction = clip->add_predictions();
  prediction->set_name(name);
  prediction->set_task(task);
  prediction->set_model(42);
  prediction->set_kind(PROBABILITY);
  std::vector<float> scores(classes.size(), 0.1f / (classes.size() - 1));
  scores[decision] = 0.9f;
  *prediction->mutable_classes() = {classes.begin(), classes.end()};
  prediction->mutable_item()->set_dtype(FLOAT32);
  prediction->mutable_item()->set_data(scores.data(), scores.size() * sizeof(float));
}

// `items` clips of the task over `classes` in turn, the first `right` of them decided rightly.
Section Corpus(const std::string& name, const std::string& task,
               const std::vector<std::string>& classes, int items, int right) {
  Section section = {name, {}};
  const int n = static_cast<int>(classes.size());
  for (int i = 0; i < items; ++i) {
    Clip clip;
    clip.set_id(absl::StrCat(name, "/", i));
    clip.set_source(clip.id());
    (*clip.mutable_labels())[task].set_name(classes[i % n]);
    (*clip.mutable_assignments())["split"] = i % 2 == 0 ? TEST : VALID;
    Predict(name, task, classes, i < right ? i % n : (i + 1) % n, &clip);
    section.clips.push_back(clip);
  }
  return section;
}

Section Emotions() { return Corpus("emodb", "emotion", {"anger", "joy", "fear"}, 60, 60); }
Section Others() { return Corpus("demos", "emotion", {"rabbia", "joy"}, 8, 2); }

absl::StatusOr<std::vector<Evaluation>> Evaluate(const std::vector<Section>& sections,
                                                 EvaluateOptions options = {},
                                                 EvaluateEach each = {false, true}) {
  if (!each.part) options.parts = {TEST, VALID};
  CorporaEvaluator evaluator(options, each);
  for (const Section& section : sections) {
    Header header;
    header.set_content(Header::CLIPS);
    header.mutable_corpus()->set_name(section.corpus);
    if (absl::Status s = evaluator.BeginSection(header); !s.ok()) return s;
    for (const Clip& clip : section.clips) {
      if (absl::Status s = evaluator.Add(clip); !s.ok()) return s;
    }
  }
  return evaluator.Finish();
}

TEST(EvaluateCorpora, EachHasItsOwnClassesAndTheJointFigureIsTheirMeanHoweverManyItems) {
  const auto e = Evaluate({Emotions(), Others()});
  ASSERT_TRUE(e.ok()) << e.status();
  ASSERT_EQ(e->size(), 3u);
  EXPECT_EQ((*e)[0].header.run().corpus(), "emodb");
  EXPECT_THAT((*e)[0].header.run().classes(), ElementsAre("anger", "joy", "fear"));
  EXPECT_EQ((*e)[1].header.run().corpus(), "demos");
  EXPECT_THAT((*e)[1].header.run().classes(), ElementsAre("rabbia", "joy"));
  EXPECT_EQ(MetricOf((*e)[0], "uar").value(), 1);
  EXPECT_EQ(MetricOf((*e)[1], "uar").value(), 0.25);
  const Evaluation& joint = (*e)[2];
  EXPECT_THAT(joint.header.run().joint(), ElementsAre("emodb", "demos"));
  EXPECT_EQ(joint.header.run().model(), 42u);
  EXPECT_EQ(MetricOf(joint, "uar").value(), 0.625);
  EXPECT_EQ(MetricOf(joint, "uar").n(), 68);
  EXPECT_EQ(MetricOf(joint, "uar", "corpus:demos").value(), 0.25);
  EXPECT_TRUE(joint.outcomes.empty());
  EXPECT_EQ(joint.confusion.counts_size(), 0);
  EXPECT_EQ(joint.header.run().classes_size(), 0);
}

// emodb is always right, so that all the noise that is seen is that of the 8 items of demos,
// halved; what emodb's few items do not show of theirs makes it a little more.
TEST(EvaluateCorpora, TheJointIntervalIsTheNoiseOfTheCorpora) {
  const auto e = Evaluate({Emotions(), Others()});
  ASSERT_TRUE(e.ok()) << e.status();
  const Metric& one = MetricOf((*e)[1], "uar");
  const Metric& joint = MetricOf((*e)[2], "uar");
  EXPECT_LT(joint.low(), (1 + one.low()) / 2);
  EXPECT_GT(joint.low(), (1 + one.low()) / 2 - 0.15);
  EXPECT_GT(joint.high(), joint.value());
  EXPECT_LT(joint.high(), 1);
}

// Of two that came out alike the mean is surer by √2, which their sum would not show if they were
// taken for one.
TEST(EvaluateCorpora, VariancesOfCorporaAdd) {
  const auto e =
      Evaluate({Corpus("a", "t", {"x", "y"}, 60, 30), Corpus("b", "t", {"x", "y"}, 60, 30)});
  ASSERT_TRUE(e.ok()) << e.status();
  const auto width = [&](int set) {
    return MetricOf((*e)[set], "uar").high() - MetricOf((*e)[set], "uar").low();
  };
  EXPECT_NEAR(width(2) / width(0), std::sqrt(0.5), 0.06);
}

TEST(EvaluateCorpora, WithoutBeingAskedTheyAreOneSetAndMustAgreeOnClasses) {
  EXPECT_EQ(Evaluate({Emotions(), Others()}, {}, {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  Section more = Emotions();
  more.corpus = "more";
  for (Clip& clip : more.clips) clip.set_id("more/" + clip.id());
  const auto e = Evaluate({Emotions(), more}, {}, {});
  ASSERT_TRUE(e.ok()) << e.status();
  ASSERT_EQ(e->size(), 1u);
  EXPECT_EQ((*e)[0].header.run().corpus(), "emodb+more");
}

TEST(EvaluateCorpora, SectionsOfOneCorpusAreOneSetAndOneCorpusHasNoJoint) {
  Section first = Emotions(), second = Emotions();
  first.clips.resize(30);
  second.clips.erase(second.clips.begin(), second.clips.begin() + 30);
  const auto e = Evaluate({first, second});
  ASSERT_TRUE(e.ok()) << e.status();
  ASSERT_EQ(e->size(), 1u);
  EXPECT_EQ((*e)[0].header.run().items(), 60);
}

TEST(EvaluateCorpora, SeveralPredictionsOfOneCorpusAreASetEach) {
  Section fsdd = Corpus("fsdd", "digit", {"one", "two"}, 20, 20);
  for (size_t i = 0; i < fsdd.clips.size(); ++i) {
    (*fsdd.clips[i].mutable_labels())["speaker"].set_name(i % 4 < 2 ? "theo" : "lucas");
    Predict("voice", "speaker", {"lucas", "theo"}, 0, &fsdd.clips[i]);
  }
  const auto e = Evaluate({fsdd, Others()});
  ASSERT_TRUE(e.ok()) << e.status();
  ASSERT_EQ(e->size(), 4u);
  EXPECT_EQ((*e)[0].header.run().task(), "digit");
  EXPECT_EQ(MetricOf((*e)[0], "accuracy").value(), 1);
  EXPECT_EQ((*e)[1].header.run().task(), "speaker");
  EXPECT_EQ(MetricOf((*e)[1], "accuracy").value(), 0.5);
  EXPECT_THAT((*e)[3].header.run().joint(), ElementsAre("fsdd/fsdd", "fsdd/voice", "demos"));
  EXPECT_EQ((*e)[3].header.run().task(), "");
  EvaluateOptions options;
  options.task = "digit";
  const auto digit = Evaluate({fsdd}, options);
  ASSERT_TRUE(digit.ok()) << digit.status();
  EXPECT_EQ(digit->size(), 1u);
}

// Of two models on the same corpora, each has its own means; a model for each corpus is one way.
TEST(EvaluateCorpora, FiguresOfSeveralModelsAreNotAveraged) {
  Section emotions = Emotions(), others = Others();
  for (Section* section : {&emotions, &others}) {
    const auto& classes = section->clips[0].predictions(0).classes();
    for (Clip& clip : section->clips) {
      Predict("b-" + section->corpus, "emotion", {classes.begin(), classes.end()}, 0, &clip);
      clip.mutable_predictions(1)->set_model(7);
    }
  }
  const auto e = Evaluate({emotions, others});
  ASSERT_TRUE(e.ok()) << e.status();
  ASSERT_EQ(e->size(), 6u);
  EXPECT_EQ((*e)[4].header.run().model(), 42u);
  EXPECT_THAT((*e)[4].header.run().joint(), ElementsAre("emodb/emodb", "demos/demos"));
  EXPECT_EQ(MetricOf((*e)[4], "uar").value(), 0.625);
  EXPECT_EQ((*e)[5].header.run().model(), 7u);
  EXPECT_NEAR(MetricOf((*e)[5], "uar").value(), (1 / 3.0 + 0.5) / 2, 1e-12);
  EXPECT_THAT(SummaryText((*e)[5]), HasSubstr("means over 2 corpora"));

  Section alone = Others();
  for (Clip& clip : alone.clips) clip.mutable_predictions(0)->set_model(7);
  const auto apart = Evaluate({Emotions(), alone});
  ASSERT_TRUE(apart.ok()) << apart.status();
  ASSERT_EQ(apart->size(), 3u);
  EXPECT_EQ(MetricOf((*apart)[2], "uar").value(), 0.625);
}

TEST(EvaluateCorpora, EveryPartHasItsJointFigures) {
  const auto e = Evaluate({Emotions(), Others()},
                          [] {
                            EvaluateOptions options;
                            options.parts = {VALID, TEST};
                            return options;
                          }(),
                          {true, true});
  ASSERT_TRUE(e.ok()) << e.status();
  ASSERT_EQ(e->size(), 6u);
  EXPECT_EQ((*e)[3].header.run().split(), "test");
  EXPECT_EQ((*e)[4].header.run().split(), "valid");
  EXPECT_EQ((*e)[5].header.run().split(), "test");
  EXPECT_EQ((*e)[5].header.run().items(), 34);
  EXPECT_NE((*e)[4].header.run().test_digest(), (*e)[5].header.run().test_digest());
}

TEST(EvaluateCorpora, ACorpusWithoutItemsIsAnErrorThatNamesIt) {
  const auto e = Evaluate({Emotions(), {"empty", {}}});
  ASSERT_FALSE(e.ok());
  EXPECT_THAT(std::string(e.status().message()), HasSubstr("corpus 'empty'"));
}

TEST(EvaluateCorpora, AnItemWithoutAPredictionIsAnErrorAndMissesFromEverySetOfItsCorpus) {
  Section bare = Others();
  bare.clips[0].clear_predictions();
  EXPECT_EQ(Evaluate({bare}).status().code(), absl::StatusCode::kNotFound);
  CorporaEvaluator evaluator({}, {false, true});
  Header header;
  header.set_content(Header::CLIPS);
  header.mutable_corpus()->set_name("demos");
  ASSERT_TRUE(evaluator.BeginSection(header).ok());
  for (Clip& clip : bare.clips) {
    clip.clear_assignments();
    (void)evaluator.Add(clip).ok();  // --max_bad lets it go.
  }
  const auto e = evaluator.Finish();
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->at(0).header.run().without_prediction(), 1);
  EXPECT_EQ(e->at(0).header.run().items(), 7);
}

TEST(EvaluateCorpora, TheSummarySaysWhatTheMeanIsOf) {
  const auto e = Evaluate({Emotions(), Others()});
  ASSERT_TRUE(e.ok()) << e.status();
  const std::string text = SummaryText((*e)[2]);
  EXPECT_THAT(text, HasSubstr("means over 2 corpora"));
  EXPECT_THAT(text, HasSubstr("demos"));
  EXPECT_THAT(SummaryText((*e)[1]), HasSubstr("emotion on demos"));
}

}  // namespace
}  // namespace auricle
