// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluate.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/evaluate/metric_testing.h"
#include "lib/evaluate/synthetic.h"

namespace auricle {
namespace {

// An item of truth `truth` whose prediction, over `classes`, scores `scores`.
Clip Predicted(const std::string& id, const std::string& truth,
               const std::vector<std::string>& classes, const std::vector<float>& scores) {
  Clip clip;
  clip.set_id(id);
  clip.set_source(id);
  if (!truth.empty()) (*clip.mutable_labels())["animal"].set_name(truth);
  Prediction* prediction = clip.add_predictions();
  prediction->set_name("animal");
  prediction->set_task("animal");
  prediction->set_kind(PROBABILITY);
  *prediction->mutable_classes() = {classes.begin(), classes.end()};
  prediction->mutable_item()->set_dtype(FLOAT32);
  prediction->mutable_item()->add_shape(scores.size());
  prediction->mutable_item()->set_data(scores.data(), scores.size() * sizeof(float));
  return clip;
}

Header Clips() {
  Header header;
  header.set_content(Header::CLIPS);
  return header;
}

absl::StatusOr<Evaluation> Evaluate(const std::vector<Clip>& clips, EvaluateOptions options = {}) {
  Evaluator evaluator(options);
  if (absl::Status s = evaluator.BeginSection(Clips()); !s.ok()) return s;
  for (const Clip& clip : clips) {
    if (absl::Status s = evaluator.Add(clip); !s.ok()) return s;
  }
  return evaluator.Finish();
}

TEST(Evaluate, MeetsTruthAndPredictionByNameWhateverTheOrderOfClasses) {
  const absl::StatusOr<Evaluation> e =
      Evaluate({Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f}),
                Predicted("b", "dog", {"cat", "dog"}, {0.2f, 0.8f}),
                Predicted("c", "dog", {"cat", "dog"}, {0.7f, 0.3f})});
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().classes(0), "dog");
  EXPECT_NEAR(MetricOf(*e, "accuracy").value(), 2.0 / 3, 1e-12);
  EXPECT_NEAR(MetricOf(*e, "uar").value(), 0.75, 1e-12);
  EXPECT_NEAR(MetricOf(*e, "recall", "class:dog").value(), 0.5, 1e-12);
  EXPECT_EQ(MetricOf(*e, "recall", "class:dog").n(), 2);
  // In the order of the run's classes: dog, cat.
  EXPECT_FLOAT_EQ(e->outcomes[1].scores(0), 0.8f);
  EXPECT_EQ(std::vector<int64_t>(e->confusion.counts().begin(), e->confusion.counts().end()),
            (std::vector<int64_t>{1, 1, 0, 1}));
}

TEST(Evaluate, LogitsBecomeProbabilities) {
  Clip clip = Predicted("a", "cat", {"dog", "cat"}, {1000, 1000});
  clip.mutable_predictions(0)->set_kind(LOGIT);
  const absl::StatusOr<Evaluation> e = Evaluate({clip});
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_FLOAT_EQ(e->outcomes[0].scores(1), 0.5f);
  EXPECT_EQ(e->outcomes[0].decision(), 0);  // A tie goes to the first class.
}

TEST(Evaluate, AClassThatTheModelDoesNotKnowIsAnErrorUnlessToldOtherwise) {
  const std::vector<Clip> clips = {Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f}),
                                   Predicted("b", "cow", {"dog", "cat"}, {0.9f, 0.1f})};
  const absl::StatusOr<Evaluation> error = Evaluate(clips);
  EXPECT_EQ(error.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(error.status().message().find("'cow'"), absl::string_view::npos);
  EvaluateOptions options;
  options.unseen = EvaluateOptions::Unseen::kDrop;
  const absl::StatusOr<Evaluation> dropped = Evaluate(clips, options);
  ASSERT_TRUE(dropped.ok());
  EXPECT_EQ(MetricOf(*dropped, "accuracy").value(), 1);
  EXPECT_EQ(dropped->header.run().unseen_dropped(), 1);
  options.unseen = EvaluateOptions::Unseen::kWrong;
  const absl::StatusOr<Evaluation> wrong = Evaluate(clips, options);
  ASSERT_TRUE(wrong.ok());
  EXPECT_EQ(MetricOf(*wrong, "accuracy").value(), 0.5);
  EXPECT_EQ(MetricOf(*wrong, "uar").value(), 0.5);  // cat 1, cow 0.
  EXPECT_EQ(wrong->header.run().classes_size(), 3);
  EXPECT_EQ(wrong->header.run().known_classes(), 2);
}

TEST(Evaluate, AnItemThatComesTwiceStopsTheRun) {
  const Clip clip = Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  EXPECT_EQ(Evaluate({clip, clip}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Evaluate, LaterChunksOfAnItemCountForNothing) {
  Clip first = Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  first.mutable_chunk()->set_of(2);
  Clip second;
  second.set_id("a");
  second.mutable_chunk()->set_index(1);
  const absl::StatusOr<Evaluation> e = Evaluate({first, second});
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().items(), 1);
}

TEST(Evaluate, MissingLabelsPredictionsAndNumbersAreErrorsOfTheItem) {
  Clip bare;
  bare.set_id("a");
  EXPECT_EQ(Evaluate({bare}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Evaluate({Predicted("a", "", {"dog", "cat"}, {0, 1})}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Evaluate({Predicted("a", "cat", {"dog", "cat"}, {0, NAN})}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Evaluate({Predicted("a", "cat", {"dog", "cat"}, {0})}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Evaluate({}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Evaluate, PredictionsOfTwoModelsAreNotMixed) {
  Clip other = Predicted("b", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  other.mutable_predictions(0)->set_model(7);
  EXPECT_EQ(Evaluate({Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f}), other}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(Evaluate, TrainAndTestItemsAreNotMixedUnlessAskedFor) {
  Clip train = Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  Clip test = Predicted("b", "cat", {"dog", "cat"}, {0.9f, 0.1f});
  (*train.mutable_assignments())["split"] = TRAIN;
  (*test.mutable_assignments())["split"] = TEST;
  EXPECT_EQ(Evaluate({train, test}).status().code(), absl::StatusCode::kFailedPrecondition);
  EvaluateOptions options;
  options.parts = {TEST};
  const absl::StatusOr<Evaluation> e = Evaluate({train, test}, options);
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().split(), "test");
  EXPECT_EQ(e->header.run().items(), 1);
  options.parts = {TRAIN, TEST};
  EXPECT_EQ(Evaluate({train, test}, options)->header.run().split(), "train,test");
}

TEST(Evaluate, TellsWhatTheModelWasTrainedOn) {
  const SyntheticStream stream = MakeSyntheticRun({});
  EvaluateOptions options;
  options.parts = {TEST};
  Evaluator evaluator(options);
  ASSERT_TRUE(evaluator.BeginSection(stream.header).ok());
  for (Clip clip : stream.clips) {
    // A plan under which some test items were training items of the model's own plan.
    if (clip.id() == "synthetic/george/3") {
      (*clip.mutable_assignments())["other"] = TEST;
    }
    ASSERT_TRUE(evaluator.Add(clip).ok());
  }
  const absl::StatusOr<Evaluation> e = evaluator.Finish();
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().trained_on(), 0);
  EXPECT_EQ(e->header.run().plan(), "speaker.george");  // As the model was trained.
  EXPECT_EQ(e->header.run().seed(), 1u);
  ASSERT_EQ(e->header.models_size(), 1);
  EXPECT_GT(e->header.models(0).training().history_size(), 5);

  options.plan = "other";
  Evaluator flattered(options);
  ASSERT_TRUE(flattered.BeginSection(stream.header).ok());
  for (Clip clip : stream.clips) {
    if (clip.predictions_size() == 0) continue;
    (*clip.mutable_assignments())["other"] = TEST;
    (*clip.mutable_assignments())["speaker.george"] = TRAIN;
    ASSERT_TRUE(flattered.Add(clip).ok());
  }
  const absl::StatusOr<Evaluation> f = flattered.Finish();
  ASSERT_TRUE(f.ok()) << f.status();
  EXPECT_EQ(f->header.run().trained_on(), f->header.run().items());
}

TEST(Evaluate, GroupsAreResampledAndHaveTheirOwnFigures) {
  std::vector<Clip> clips;
  for (int i = 0; i < 40; ++i) {
    // Group 0 is always right, group 3 never.
    const bool right = i % 4 < 2 || (i % 4 == 2 && i % 8 == 2);
    clips.push_back(Predicted("i" + std::to_string(i), "cat", {"dog", "cat"},
                              {right ? 0.f : 1.f, right ? 1.f : 0.f}));
    (*clips.back().mutable_labels())["speaker"].set_name("s" + std::to_string(i % 4));
  }
  EvaluateOptions options;
  options.by = "speaker";
  const absl::StatusOr<Evaluation> by_group = Evaluate(clips, options);
  ASSERT_TRUE(by_group.ok()) << by_group.status();
  EXPECT_EQ(MetricOf(*by_group, "accuracy", "group:speaker=s0").value(), 1);
  EXPECT_EQ(MetricOf(*by_group, "accuracy", "group:speaker=s3").value(), 0);
  EXPECT_EQ(MetricOf(*by_group, "accuracy").groups(), 4);
  options.by = "none";
  const absl::StatusOr<Evaluation> by_item = Evaluate(clips, options);
  ASSERT_TRUE(by_item.ok());
  EXPECT_EQ(MetricOf(*by_item, "accuracy").groups(), 0);
  const auto width = [](const Metric& m) { return m.high() - m.low(); };
  EXPECT_GT(width(MetricOf(*by_group, "accuracy")), 1.5 * width(MetricOf(*by_item, "accuracy")));
  options.by = "speeker";
  const absl::StatusOr<Evaluation> unknown = Evaluate(clips, options);
  EXPECT_NE(unknown.status().message().find("--by=speaker"), absl::string_view::npos);
}

TEST(Evaluate, SharedSourcesAreGroupsWithoutBeingAsked) {
  std::vector<Clip> clips;
  for (int i = 0; i < 12; ++i) {
    clips.push_back(Predicted("i" + std::to_string(i), "cat", {"dog", "cat"}, {0.f, 1.f}));
    clips.back().set_source("recording" + std::to_string(i / 2));
  }
  const absl::StatusOr<Evaluation> e = Evaluate(clips);
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().group_by(), "source");
  EXPECT_EQ(MetricOf(*e, "accuracy").groups(), 6);
}

TEST(Evaluate, AutoTakesTheTaskThatThePlanWasSplitByWhateverItsName) {
  Header header = Clips();
  Plan* plan = header.add_plans();
  plan->set_name("split");
  plan->set_how("by=my best speaker balance=animal ratios=60,20,20 seed=1");
  Evaluator evaluator{EvaluateOptions()};
  ASSERT_TRUE(evaluator.BeginSection(header).ok());
  for (int i = 0; i < 12; ++i) {
    Clip clip = Predicted("i" + std::to_string(i), "cat", {"dog", "cat"}, {0.f, 1.f});
    (*clip.mutable_labels())["my best speaker"].set_name("s" + std::to_string(i % 3));
    ASSERT_TRUE(evaluator.Add(clip).ok());
  }
  const absl::StatusOr<Evaluation> e = evaluator.Finish();
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().group_by(), "my best speaker");
  EXPECT_EQ(MetricOf(*e, "accuracy").groups(), 3);
}

TEST(Evaluate, RunsOfTrainersWithModesAreNamedByThem) {
  Header header = Clips();
  ModelInfo* model = header.add_models();
  model->set_fingerprint(5);
  model->mutable_training()->set_mode("last-layer");
  model->mutable_training()->set_loss("cross_entropy");
  const auto name = [&] {
    Evaluator evaluator{EvaluateOptions()};
    EXPECT_TRUE(evaluator.BeginSection(header).ok());
    Clip clip = Predicted("a", "cat", {"dog", "cat"}, {0.f, 1.f});
    clip.mutable_predictions(0)->set_model(5);
    EXPECT_TRUE(evaluator.Add(clip).ok());
    return evaluator.Finish()->header.run().name();
  };
  EXPECT_EQ(name(), "last-layer");
  model->mutable_training()->set_loss("focal");
  EXPECT_EQ(name(), "last-layer focal");
  model->mutable_training()->clear_mode();
  EXPECT_EQ(name(), "focal");
}

TEST(Evaluate, ClassesWithoutItemsAreNamedForTheyHaveNoAreas) {
  const absl::StatusOr<Evaluation> e =
      Evaluate({Predicted("a", "cat", {"dog", "cat", "cow"}, {0.1f, 0.9f, 0}),
                Predicted("b", "dog", {"dog", "cat", "cow"}, {0.8f, 0.2f, 0})});
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_TRUE(std::isnan(MetricOf(*e, "roc_auc", "class:cow").value()));
  EXPECT_EQ(MetricOf(*e, "roc_auc").value(), 1);
  ASSERT_EQ(e->notes.size(), 1u);
  EXPECT_NE(e->notes[0].find("'cow'"), std::string::npos);
}

TEST(Evaluate, ATieBetweenAnnotatorsIsNoTruth) {
  Clip clip = Predicted("a", "", {"dog", "cat"}, {0.1f, 0.9f});
  Distribution* votes = (*clip.mutable_labels())["animal"].mutable_distribution();
  votes->add_names("dog");
  votes->add_names("cat");
  votes->add_shares(2);
  votes->add_shares(2);
  EXPECT_FALSE(Evaluate({clip}).ok());
  votes->set_shares(1, 3);
  const absl::StatusOr<Evaluation> e = Evaluate({clip});
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(MetricOf(*e, "accuracy").value(), 1);
}

TEST(Evaluate, ItemsWithoutALabelAreAnErrorUnlessToBeDropped) {
  const Clip a = Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  Clip b = Predicted("b", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  b.clear_labels();
  EXPECT_NE(Evaluate({a, b}).status().message().find("--unlabelled=drop"), absl::string_view::npos);
  EvaluateOptions options;
  options.drop_unlabelled = true;
  const absl::StatusOr<Evaluation> e = Evaluate({a, b}, options);
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().items(), 1);
  EXPECT_EQ(e->header.run().without_truth(), 1);
  EXPECT_EQ(std::count(e->notes.begin(), e->notes.end(),
                       "1 items without a label of task 'animal' were left out"),
            1);
}

TEST(Evaluate, AScoreThatIsNoNumberIsAPredictionThatDoesNotCountNotAMissingTruth) {
  Evaluator evaluator{EvaluateOptions()};
  ASSERT_TRUE(evaluator.BeginSection(Clips()).ok());
  ASSERT_TRUE(evaluator.Add(Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f})).ok());
  EXPECT_FALSE(evaluator.Add(Predicted("b", "cat", {"dog", "cat"}, {0.1f, NAN})).ok());
  const absl::StatusOr<Evaluation> e = evaluator.Finish();
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->header.run().without_truth(), 0);
  EXPECT_EQ(e->header.run().without_prediction(), 1);
}

// All right is no certainty, and one item nothing at all.
TEST(Evaluate, OfAPerfectTestSetTheIntervalSaysHowSmallItIs) {
  std::vector<Clip> clips;
  for (int i = 0; i < 10; ++i) {
    const std::string truth = i % 2 == 0 ? "dog" : "cat";
    clips.push_back(Predicted("i" + std::to_string(i), truth, {"dog", "cat"},
                              {i % 2 == 0 ? 0.9f : 0.1f, i % 2 == 0 ? 0.1f : 0.9f}));
  }
  const absl::StatusOr<Evaluation> e = Evaluate(clips);
  ASSERT_TRUE(e.ok()) << e.status();
  for (const char* name : {"accuracy", "uar", "macro_f1", "roc_auc", "pr_auc"}) {
    EXPECT_EQ(MetricOf(*e, name).value(), 1) << name;
    EXPECT_EQ(MetricOf(*e, name).high(), 1) << name;
  }
  for (const char* name : {"accuracy", "uar", "macro_f1"}) {
    EXPECT_NEAR(MetricOf(*e, name).low(), 0.7224672, 1e-6) << name;  // Wilson's of 10 of 10.
  }
  // Areas are of 25 pairs as well, and of two classes.
  for (const char* name : {"roc_auc", "pr_auc"}) {
    EXPECT_GT(MetricOf(*e, name).low(), 0.7) << name;
    EXPECT_LT(MetricOf(*e, name).low(), 0.9) << name;
  }
  clips.resize(1);
  const absl::StatusOr<Evaluation> one = Evaluate(clips);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_TRUE(std::isnan(MetricOf(*one, "uar").low()));
  EXPECT_TRUE(std::isnan(MetricOf(*one, "roc_auc").value()));
}

TEST(Evaluate, TheDigestTellsTestSetsApartAndIgnoresTheirOrder) {
  const Clip a = Predicted("a", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  const Clip b = Predicted("b", "cat", {"dog", "cat"}, {0.1f, 0.9f});
  const uint64_t ab = Evaluate({a, b})->header.run().test_digest();
  EXPECT_EQ(ab, Evaluate({b, a})->header.run().test_digest());
  EXPECT_NE(ab, Evaluate({a})->header.run().test_digest());
}

TEST(Evaluate, ProbabilitiesThatAreOffByRoundingAreNamed) {
  const std::vector<std::string> classes = {"dog", "cat"};
  const absl::StatusOr<Evaluation> e = Evaluate({Predicted("a", "cat", classes, {0.1f, 0.85f}),
                                                 Predicted("b", "dog", classes, {0.9f, 0.1f})});
  ASSERT_TRUE(e.ok()) << e.status();
  const auto named = std::find_if(e->notes.begin(), e->notes.end(), [](const std::string& note) {
    return note.find("probabilities of 1 items do not sum to 1 but to 0.950 … 1.000") !=
           std::string::npos;
  });
  EXPECT_NE(named, e->notes.end());
}

// A matrix of 100,000 classes would take 80 GB, and a sort for each of the items' classes hours.
TEST(Evaluate, OfAHundredThousandClassesTakesNoMoreThanItsItems) {
  std::vector<std::string> classes;
  for (int c = 0; c < 100000; ++c) classes.push_back(std::to_string(c));
  std::vector<Clip> clips;
  for (int i = 0; i < 6; ++i) {
    std::vector<float> scores(classes.size());
    scores[i % 3] = 1;
    clips.push_back(Predicted(std::string(1, 'a' + i), classes[i], classes, scores));
  }
  const absl::StatusOr<Evaluation> e = Evaluate(clips);
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_DOUBLE_EQ(MetricOf(*e, "uar").value(), 0.5);
  EXPECT_EQ(e->confusion.cells_size(), 6);
  EXPECT_EQ(e->confusion.cells(3), 3 * int64_t{100000});
  EXPECT_EQ(e->confusion.counts(3), 1);
}

}  // namespace
}  // namespace auricle
