// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/antitransfer.h"

#include <ATen/Functions.h>

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/nn/objectives/gram.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

using Options = AntiTransferOptions;

constexpr double kProductOffset = 1e-10;  // Published; keeps powers of 0 apart from 0.

std::string ShapeText(const at::Tensor& tensor) {
  return absl::StrCat("[", absl::StrJoin(tensor.sizes(), ", "), "]");
}

// [N, C, S], contiguous, with zeros in the padding. A vector [N, D] is one map of D values.
at::Tensor Maps(const Tap& tap) {
  const at::Tensor& x = tap.tensor;
  const at::ScalarType type = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  if (x.dim() == 2) return x.to(type).unsqueeze(1).contiguous();
  const at::Tensor rows =
      x.to(type, /*non_blocking=*/false, /*copy=*/false, at::MemoryFormat::Contiguous);
  return ZeroPadding(rows, tap.lengths).contiguous().flatten(2);
}

// What is compared of a tap.
struct Part {
  at::Tensor maps;   // [N, C, S]
  at::Tensor valid;  // [N, 1, S] of 0 and 1; undefined where nothing is padding, or zeros tell.
};

Part ChosenPart(const Tap& tap, const Options& options) {
  Part part = {Maps(tap), {}};
  const at::Tensor& x = tap.tensor;
  const bool product = options.aggregation == Options::PRODUCT && x.dim() == 4;
  if (product && IsPadded(tap.lengths, x.size(2))) {
    const at::Tensor like = part.maps.detach().narrow(1, 0, 1).view({x.size(0), 1, x.size(2), -1});
    part.valid = FrameMask(tap.lengths, like).expand_as(like).flatten(2);
  }
  if (options.channel_end == 0) return part;
  part.maps =
      part.maps.narrow(1, options.channel_begin, options.channel_end - options.channel_begin)
          .contiguous();
  return part;
}

// [N, C, S] → [N, 1, S]. A cosine sees no factor of a row, so dividing by the greatest changes
// nothing there but that it can be represented.
at::Tensor Product(const at::Tensor& maps, const Options& options) {
  if (options.floor == 0) {
    return maps.add(kProductOffset).pow(options.exponent).prod(1, /*keepdim=*/true);
  }
  const at::Tensor logs =
      maps.clamp_min(options.floor).log().mul(options.exponent).sum(1, /*keepdim=*/true);
  return logs.sub(logs.detach().amax(-1, /*keepdim=*/true)).exp();
}

// [N, C, S] → [N, K, S']; for GRAM the matrices of all rows of a scope's groups. Of zeros only a
// product is not zero.
at::Tensor Aggregate(const Part& part, const Options& options) {
  const at::Tensor& maps = part.maps;
  switch (options.aggregation) {
    case Options::MEAN:
      return maps.mean(1, /*keepdim=*/true);
    case Options::SUM:
      return maps.sum(1, /*keepdim=*/true);
    case Options::MAX:
      return maps.amax(1, /*keepdim=*/true);
    case Options::PRODUCT:
      return part.valid.defined() ? Product(maps, options).mul(part.valid) : Product(maps, options);
    case Options::GRAM:
      return GramMatrices(options.scope == Options::BATCH ? maps.flatten(0, 1).unsqueeze(0) : maps);
    default:
      return maps;
  }
}

// A norm from its square, held at eps; for the gradient see EpsRule.
at::Tensor HeldNorm(const at::Tensor& square, double eps) {
  const at::Tensor held = square.detach().sqrt().clamp_min(eps);
  return held.add(square.sub(square.detach()).div(held.mul(2)));
}

// dot / (|a| |b|) from squared norms.
at::Tensor Cosine(const at::Tensor& dot, const at::Tensor& aa, const at::Tensor& bb,
                  const Options& options) {
  if (options.eps_rule == Options::PRODUCT_OF_NORMS) {
    return dot.div(aa.mul(bb).clamp_min(options.eps * options.eps).sqrt());
  }
  return dot.div(HeldNorm(aa, options.eps).mul(HeldNorm(bb, options.eps)));
}

at::Tensor Square(const at::Tensor& x) { return x.mul(x); }

// Pairwise aggregation sets every channel of c beside every channel of p. Its sums are those of the
// channels' totals: <Σc, Σp>, and each channel's own square C times.
struct Pairs {
  at::Tensor dot, cc, pp;  // [N]
  double channels = 0, values = 0;
};

Pairs ComparePairs(const at::Tensor& c, const at::Tensor& p) {
  Pairs pairs;
  pairs.channels = static_cast<double>(c.size(1));
  pairs.values = static_cast<double>(c.size(2));
  pairs.dot = c.sum(1).mul(p.sum(1)).sum(-1);
  pairs.cc = Square(c).sum({1, 2});
  pairs.pp = Square(p).sum({1, 2});
  return pairs;
}

// Mean |cosine| over the rows that the aggregation makes.
at::Tensor MeanCosine(const Part& c, const Part& p, const Options& options) {
  if (options.aggregation == Options::PAIRWISE) {
    const Pairs pairs = ComparePairs(c.maps, p.maps);
    return Cosine(pairs.dot, pairs.cc.mul(pairs.channels), pairs.pp.mul(pairs.channels), options)
        .abs()
        .mean();
  }
  const at::Tensor a = Aggregate(c, options), b = Aggregate(p, options);
  return Cosine(a.mul(b).sum(-1), Square(a).sum(-1), Square(b).sum(-1), options).abs().mean();
}

// Mean |cosine| over all pairs of a row of c's and a row of p's, per example.
at::Tensor MeanPairCosine(const Part& c, const Part& p, const Options& options) {
  const at::Tensor a = Aggregate(c, options), b = Aggregate(p, options);
  const at::Tensor aa = Square(a).sum(-1).unsqueeze(2), bb = Square(b).sum(-1).unsqueeze(1);
  return Cosine(at::bmm(a, b.transpose(1, 2)), aa, bb, options).abs().mean();
}

at::Tensor MeanSquaredError(const Part& c, const Part& p, const Options& options) {
  if (options.aggregation == Options::PAIRWISE) {
    const Pairs pairs = ComparePairs(c.maps, p.maps);
    const double cs = pairs.channels * pairs.values;
    return pairs.cc.add(pairs.pp).div(cs).sub(pairs.dot.mul(2 / (cs * pairs.channels))).mean();
  }
  return Square(Aggregate(c, options).sub(Aggregate(p, options))).mean();
}

// The published loss in closed form: its value, with its gradient hung on by hand.
at::Tensor GramCosSquared(const at::Tensor& c, const at::Tensor& p, double scale,
                          const Options& options) {
  const bool batch = options.scope == Options::BATCH;
  const at::Tensor rows = batch ? c.flatten(0, 1).unsqueeze(0) : c;
  const bool gradient = c.requires_grad();
  const GramComparison gram =
      CompareGrams(rows.detach(), batch ? p.flatten(0, 1).unsqueeze(0) : p, options, gradient);
  const at::Tensor value = Square(gram.mean).mul(scale);
  if (!gradient) return value;
  const at::Tensor along = rows.mul(gram.mean_gradient.mul(gram.mean.mul(2 * scale))).sum();
  return value.add(along.sub(along.detach()));
}

at::Tensor Compute(const Part& c, const Part& p, const Options& options) {
  const double scale = std::pow(options.beta, options.beta_power);
  switch (options.distance) {
    case Options::COS_SQUARED:
      if (options.aggregation == Options::GRAM) {
        return GramCosSquared(c.maps, p.maps, scale, options);
      }
      return Square(MeanCosine(c, p, options)).mul(scale);
    case Options::PAIRWISE_COS_SQUARED:
      return Square(MeanPairCosine(c, p, options)).mul(scale);
    case Options::MSE_SIGMOID:
      return MeanSquaredError(c, p, options).sigmoid().mul(-scale);
    case Options::MSE_SIGMOID_INVORDER:
      return MeanSquaredError(c, p, options).mul(-scale).sigmoid();
  }
  return {};
}

}  // namespace

absl::StatusOr<at::Tensor> AntiTransfer(const Tap& current, const Tap& reference,
                                        const AntiTransferOptions& options) {
  const at::Tensor &c = current.tensor, &p = reference.tensor;
  if (!c.defined() || !p.defined() || (c.dim() != 4 && c.dim() != 2)) {
    return absl::InvalidArgumentError(
        "anti-transfer compares two taps [items, channels, frames, bins] or [items, values]");
  }
  if (c.sizes() != p.sizes()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the current tap is ", ShapeText(c), ", the frozen one ", ShapeText(p),
        "; both networks must have the same family and width and take the same features"));
  }
  if (options.distance == Options::PAIRWISE_COS_SQUARED &&
      options.aggregation == Options::PAIRWISE) {
    return absl::InvalidArgumentError(
        "distance pairwise_cos_squared compares all pairs itself; use aggregation none");
  }
  const int64_t channels = c.dim() == 4 ? c.size(1) : 1;
  if (options.channel_begin < 0 || options.channel_end > channels ||
      (options.channel_end > 0 && options.channel_end <= options.channel_begin)) {
    return absl::InvalidArgumentError(absl::StrCat("anti-transfer of channels ",
                                                   options.channel_begin, " to ",
                                                   options.channel_end, " of ", channels));
  }
  return TorchGuard([&]() -> absl::StatusOr<at::Tensor> {
    const AutocastScope full(c.device().type(), false);
    return Compute(ChosenPart(current, options),
                   ChosenPart({p.detach(), reference.lengths}, options), options);
  });
}

at::Tensor DeadShare(const Tap& tap) {
  const at::Tensor maps = Maps({tap.tensor.detach(), tap.lengths});
  return maps.abs().amax(-1).eq(0).to(at::kFloat).mean();
}

}  // namespace auricle
