// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/trainer_testing.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/stop.h"
#include "lib/records/writer.h"
#include "lib/train/job/training_record.h"
#include "lib/train/loop/selection.h"
#include "lib/train/loop/trainer.h"

namespace auricle {

void ToyTraining::SetUp() {
  RequestStop(0);
  RuntimeOptions options;
  options.threads = 1;
  options.device = "cpu";
  options.precision = "fp32";
  job_.runtime = *StartRuntime(options);
  job_.network.set_name("vgg16");
  job_.network.mutable_vgg()->set_width(1.0 / 16);
  job_.network.mutable_vgg()->set_classifier_units(16);
  job_.network.mutable_vgg()->set_pool(Vgg::GLOBAL_MEAN);
  job_.network.mutable_windows()->set_frames(32);
  job_.network.mutable_windows()->set_hop_frames(16);
  TrainConfig& config = job_.config;
  config.set_trainer("test");
  config.set_task("tone");
  config.set_plan("split");
  config.set_validation("plan");
  config.set_seed(1);
  config.set_loss("cross_entropy");
  config.set_optimizer("adam");
  config.set_learning_rate(2e-3);
  config.set_batch(8);
  config.set_epochs(4);
  config.set_select_by("valid/loss");
  config.set_input_norm("scalar");
  job_.hooks.note = [this](const std::string& text) { absl::StrAppend(&notes_, text, "\n"); };
}

std::string ToyTraining::Path(const std::string& name) { return testing::TempDir() + "/" + name; }

std::string ToyTraining::Bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void ToyTraining::AddStream(const Header& header, const std::vector<Clip>& clips,
                            const std::vector<std::string>& tasks, std::vector<Head> heads) {
  const std::string path = Path(absl::StrCat("toy", sets_.size(), ".tfr"));
  ASSERT_TRUE(WriteClips(header, clips, path).ok());
  std::string note;
  records_.push_back(*MappedRecords::Open({path}, 1 << 20, &note));
  TrainingSetOptions reading;
  reading.task = tasks.front();
  reading.more_tasks.assign(tasks.begin() + 1, tasks.end());
  reading.validation = *ParseValidation(job_.config.validation());
  auto set = LoadTrainingSet(*records_.back(), reading);
  ASSERT_TRUE(set.ok()) << set.status();
  sets_.push_back(*std::move(set));
  TrainCorpus corpus{std::move(heads), &sets_.back()};
  for (size_t h = 0; h < corpus.heads.size(); ++h) {
    Head* const head = &corpus.heads[h];
    if (head->name().empty()) continue;
    head->set_corpus("toy");
    head->set_task(tasks[h]);
    const std::vector<std::string>& classes = corpus.task(h).targets.classes();
    head->mutable_classes()->Assign(classes.begin(), classes.end());
  }
  job_.corpora.push_back(std::move(corpus));
}

void ToyTraining::Add(const std::string& task, const std::string& name,
                      const SyntheticOptions& options) {
  Head head;
  head.set_name(name);
  AddStream(SyntheticHeader(options), SyntheticClips(options), {task}, {head});
}

void ToyTraining::Read(const SyntheticOptions& options) {
  job_.corpora.clear();
  sets_.clear();
  records_.clear();
  Add(job_.config.task(), "", options);
}

std::string ToyTraining::Trained(const std::string& name) {
  notes_.clear();
  auto trained = Train(job_);
  status_ = trained.status();
  if (!trained.ok()) return "";
  training_ = trained->training;
  auto writer = *RecordWriter::Create(Path(name));
  EXPECT_TRUE(WriteModel(*trained->net, ModelHeader(job_, training_), writer.get()).ok());
  EXPECT_TRUE(writer->Commit().ok());
  return Bytes(Path(name));
}

double ToyTraining::Last(const std::string& scalar) const {
  return *FindScalar(training_.history(training_.history_size() - 1), scalar);
}

}  // namespace auricle
