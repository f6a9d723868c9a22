// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/recurrent_layer.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

int64_t Gates(Recurrent::Cell cell) { return cell == Recurrent::LSTM ? 4 : 3; }

// x [B, T, D] with each item's valid steps in reverse order, the padding behind them.
at::Tensor Reversed(const at::Tensor& x, const at::Tensor& lengths) {
  const int64_t items = x.size(0), steps = x.size(1);
  if (!IsPadded(lengths, steps)) return x.flip({1});
  const at::Tensor index = at::empty({items * steps}, at::kLong);
  int64_t* out = index.data_ptr<int64_t>();
  for (int64_t item = 0; item < items; ++item) {
    const int64_t length = lengths.data_ptr<int64_t>()[item];
    for (int64_t t = 0; t < steps; ++t) {
      *out++ = item * steps + (t < length ? length - 1 - t : t);
    }
  }
  return x.reshape({items * steps, x.size(2)})
      .index_select(0, index.to(x.device()))
      .view({items, steps, x.size(2)});
}

// 0 or 1 / (1 - p) for each item and value: [B, 1, D].
at::Tensor ItemMask(const at::Tensor& like, int64_t values, double probability, Rng* rng) {
  return Dropout(at::ones({like.size(0), 1, values}, like.options().requires_grad(false)),
                 probability, rng);
}

}  // namespace

void RecurrentLayer::Add(const std::string& name, int depth, const TensorAdder& add) {
  const int64_t units = sizes_.units, rows = Gates(sizes_.cell) * units;
  const Init zero = {Init::CONSTANT, 0};
  const Init recurrent = {Init::UNIFORM, 1 / std::sqrt(static_cast<double>(units))};
  for (int i = 0; i < (sizes_.bidirectional ? 2 : 1); ++i) {
    const std::string key = i == 0 ? name : absl::StrCat(name, ".reverse");
    Direction direction;
    direction.input = add.parameter(absl::StrCat(key, ".input.weight"), {rows, sizes_.in},
                                    GlorotUniform(sizes_.in, rows), depth, /*decays=*/false);
    direction.recurrent =
        add.parameter(absl::StrCat(key, ".recurrent.weight"), {rows, units}, recurrent, depth,
                      /*decays=*/false);
    direction.bias = add.parameter(absl::StrCat(key, ".bias"), {rows}, zero, depth, false);
    if (sizes_.cell == Recurrent::GRU) {
      direction.recurrent_bias =
          add.parameter(absl::StrCat(key, ".recurrent.bias"), {rows}, zero, depth, false);
    }
    directions_.push_back(direction);
  }
}

at::Tensor RecurrentLayer::Apply(const at::Tensor& x, const at::Tensor& lengths,
                                 const Dropout& dropout) const {
  at::Tensor in = x;
  if (dropout.input > 0) in = in.mul(ItemMask(in, sizes_.in, dropout.input, dropout.rng));
  at::Tensor y = Run(directions_[0], in, dropout);
  if (sizes_.bidirectional) {
    const at::Tensor back = Run(directions_[1], Reversed(in, lengths), dropout);
    y = at::cat({y, Reversed(back, lengths)}, 2);
  }
  return ZeroPadding(y.unsqueeze(1), lengths).squeeze(1);
}

at::Tensor RecurrentLayer::Run(const Direction& direction, const at::Tensor& x,
                               const Dropout& dropout) const {
  if (dropout.recurrent > 0) return RunSteps(direction, x, dropout);
  const at::Tensor state = at::zeros({1, x.size(0), sizes_.units}, x.options());
  const bool train = c10::GradMode::is_enabled();  // What cuDNN must know to go backwards.
  if (sizes_.cell == Recurrent::GRU) {
    return std::get<0>(at::gru(
        x, state, {direction.input, direction.recurrent, direction.bias, direction.recurrent_bias},
        /*has_biases=*/true, /*num_layers=*/1, /*dropout=*/0, train,
        /*bidirectional=*/false, /*batch_first=*/true));
  }
  const at::Tensor none = at::zeros_like(direction.bias.detach());
  return std::get<0>(at::lstm(x, {state, state},
                              {direction.input, direction.recurrent, direction.bias, none},
                              /*has_biases=*/true, /*num_layers=*/1, /*dropout=*/0, train,
                              /*bidirectional=*/false, /*batch_first=*/true));
}

at::Tensor RecurrentLayer::RunSteps(const Direction& direction, const at::Tensor& x,
                                    const Dropout& dropout) const {
  const at::Tensor mask = ItemMask(x, sizes_.units, dropout.recurrent, dropout.rng).squeeze(1);
  const std::vector<at::Tensor> in =
      at::linear(x, direction.input, direction.bias).unbind(1);  // Of all steps at once.
  at::Tensor h = at::zeros({x.size(0), sizes_.units}, x.options()), c = h;
  std::vector<at::Tensor> outputs;
  for (const at::Tensor& step : in) {
    const at::Tensor round = at::linear(h.mul(mask), direction.recurrent, direction.recurrent_bias);
    if (sizes_.cell == Recurrent::GRU) {
      const std::vector<at::Tensor> a = step.chunk(3, 1), b = round.chunk(3, 1);
      const at::Tensor reset = a[0].add(b[0]).sigmoid(), update = a[1].add(b[1]).sigmoid();
      const at::Tensor fresh = a[2].add(reset.mul(b[2])).tanh();
      h = fresh.add(update.mul(h.sub(fresh)));
    } else {
      const std::vector<at::Tensor> gates = step.add(round).chunk(4, 1);
      c = gates[1].sigmoid().mul(c).add(gates[0].sigmoid().mul(gates[2].tanh()));
      h = gates[3].sigmoid().mul(c.tanh());
    }
    outputs.push_back(h);
  }
  return at::stack(outputs, 1);
}

}  // namespace auricle
