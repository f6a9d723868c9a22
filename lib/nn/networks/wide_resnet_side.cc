// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/wide_resnet_side.h"

#include <ATen/Functions.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/rng.h"
#include "lib/nn/networks/nets.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/nn/torch/runtime.h"
#include "lib/nn/torch/tensors.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

constexpr int64_t kItems = 64, kFrames = 155, kBins = 128, kClasses = 7;
constexpr double kRate = 0.01;

Network Config(const Setting& setting, bool dropout) {
  Network config;
  config.set_name("emonet_cnn");
  config.set_bins(kBins);
  config.mutable_wide_resnet()->set_top(setting.top == "attention" ? ATTENTION : GLOBAL_MEAN);
  config.mutable_wide_resnet()->set_dropout2(dropout ? 0.5 : 0);
  config.mutable_wide_resnet()->set_head_dropout(dropout ? 0.2 : 0);
  Head* const head = config.add_heads();
  head->set_name("own");
  head->set_path(setting.mode == "adapters" ? "own" : "");
  for (int i = 0; i < kClasses; ++i) head->add_classes(absl::StrCat("c", i));
  return config;
}

class Ours {
 public:
  Ours(const Setting& setting, bool bf16) : setting_(setting) {
    RuntimeOptions options;
    options.threads = setting.threads;
    options.device = "cpu";
    options.precision = bf16 ? "bf16" : "fp32";
    runtime_ = *StartRuntime(options);
    // Items whose spectra and movements differ, as recordings' do, and noise.
    const auto axis = [](int64_t n, at::IntArrayRef shape) {
      return at::arange(n, at::kFloat).view(shape);
    };
    const at::Tensor item = axis(kItems, {kItems, 1, 1, 1}),
                     frame = axis(kFrames, {1, 1, kFrames, 1});
    x_ = axis(kBins, {1, 1, 1, kBins}).mul(item.remainder(16).add(1).mul(0.05)).sin();
    x_ = x_.add(frame.mul(item.remainder(11).add(1).mul(0.02)).cos());
    x_ = x_.add(axis(kItems * kFrames * kBins, {kItems, 1, kFrames, kBins}).mul(1.7).sin());
    y_ = at::arange(kItems, at::kLong).remainder(kClasses);
    net_ = Make(/*dropout=*/true);
    optimizer_ = *Optimizer::Create(Sgd(), net_->Trainable());
  }

  std::string Answer(const std::string& command) {
    if (command == "export") return Export();
    if (command == "check") return Check();
    const double began = Clock();
    const double loss = Pass(net_.get(), optimizer_.get());
    const double seconds = Clock() - began;
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return absl::StrCat(seconds, " ", loss, " ", usage.ru_maxrss / 1024);
  }

 private:
  static OptimizerOptions Sgd() {
    OptimizerOptions options;
    options.name = "sgd";
    options.momentum = 0.9;
    return options;
  }

  std::unique_ptr<Net> Make(bool dropout) const {
    std::unique_ptr<Net> net = *CreateNet(Config(setting_, dropout), /*seed=*/1);
    if (setting_.mode != "adapters") return net;
    for (const char* part : {"pre", "stage1", "stage2", "stage3"}) (void)net->Freeze(part);
    return net;
  }

  double Clock() const {
    if (setting_.threads == 1) return std::clock() / static_cast<double>(CLOCKS_PER_SEC);
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  }

  double Pass(Net* net, Optimizer* optimizer) {
    Step step;
    step.target().classes = y_;
    Request request;
    request.rng = &rng_;
    LossValue value;
    {
      const AutocastScope autocast(runtime_);
      step.current() = *net->Forward({x_, {}}, request);
      value = *loss_(step);
    }
    if (optimizer != nullptr) optimizer->ZeroGrad();
    if (!Backward(value.total).ok()) std::exit(1);
    if (optimizer != nullptr && !optimizer->Update(kRate).ok()) std::exit(1);
    return ScalarValue(value.total);
  }

  std::string Export() const {
    std::ofstream manifest(setting_.directory + "/manifest");
    std::ofstream values(setting_.directory + "/tensors", std::ios::binary);
    const auto write = [&](const std::string& name, const at::Tensor& tensor) {
      manifest << name << " " << absl::StrJoin(tensor.sizes(), " ") << "\n";
      Write(tensor, &values);
    };
    for (const NetTensor& tensor : net_->tensors()) write(tensor.name, tensor.tensor);
    write("features", x_);
    write("labels", y_);
    return manifest.good() && values.good() ? "done" : "cannot write";
  }

  std::string Check() {
    const std::unique_ptr<Net> net = Make(/*dropout=*/false);
    const double loss = Pass(net.get(), nullptr);
    std::ofstream out(setting_.directory + "/ours", std::ios::binary);
    for (const NetTensor& tensor : net->tensors()) {
      if (tensor.tensor.grad().defined()) Write(tensor.tensor.grad(), &out);
    }
    return absl::StrCat(loss);
  }

  static void Write(const at::Tensor& tensor, std::ofstream* out) {
    const std::vector<float> values = FloatValues(tensor);
    out->write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(float)));
  }

  const Setting setting_;
  Runtime runtime_;
  at::Tensor x_, y_;
  std::unique_ptr<Net> net_;
  std::unique_ptr<Optimizer> optimizer_;
  const Loss loss_ = *Loss::Create("cross_entropy", ObjectiveContext());
  Rng rng_{1, "dropout"};
};

}  // namespace

std::function<std::string(const std::string&)> OurSide(const Setting& setting, bool bf16) {
  const auto ours = std::make_shared<Ours>(setting, bf16);
  return [ours](const std::string& command) { return ours->Answer(command); };
}

}  // namespace auricle
