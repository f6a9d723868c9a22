// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/objectives/gram.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <vector>

namespace auricle {
namespace {

constexpr double kGramUnit = 1e-3;  // The published scale: G / (N C S) / 0.001.
constexpr int64_t kBlockValues = 8 << 20;

double GramScale(const at::Tensor& c) {
  return 1 / (static_cast<double>(c.size(1)) * c.size(2) * kGramUnit);
}

at::Tensor Square(const at::Tensor& x) { return x.mul(x); }

at::Tensor RowDot(const at::Tensor& a, const at::Tensor& b) { return a.mul(b).sum(-1); }

// What a row's cosine r = a / (|u| |v|) gives: |r|, and d|r| = to_p · p-row - to_c · c-row.
struct RowCosine {
  at::Tensor magnitude, to_p, to_c;
};

// a = <c-row, p-row>, cc = |c-row|², pp = |p-row|².
RowCosine Cosine(const at::Tensor& a, const at::Tensor& cc, const at::Tensor& pp,
                 const AntiTransferOptions& options, bool gradient) {
  const at::Tensor u = cc.clamp_min(0).sqrt(), v = pp.clamp_min(0).sqrt();
  const bool each = options.eps_rule == AntiTransferOptions::PER_NORM;
  const at::Tensor denominator = each ? u.clamp_min(options.eps).mul(v.clamp_min(options.eps))
                                      : u.mul(v).clamp_min(options.eps);
  RowCosine row;
  const at::Tensor r = a.div(denominator);
  row.magnitude = r.abs();
  if (!gradient) return row;
  row.to_p = r.sign().div(denominator);
  if (each) {
    row.to_c = row.to_p.mul(a).div(Square(u.clamp_min(options.eps)));
  } else {  // Where the denominator is held it does not depend on c.
    row.to_c = at::where(u.mul(v).gt(options.eps), row.to_p.mul(a).div(cc), at::zeros_like(a));
  }
  return row;
}

struct Sums {
  at::Tensor magnitude;  // Σ |r|
  at::Tensor gradient;
};

// One group, [R, S].
Sums CompareDual(const at::Tensor& c, const at::Tensor& p, const AntiTransferOptions& options,
                 double k, bool gradient) {
  const at::Tensor p_pc = p.mm(p.t().mm(c));  // P (Pᵀ C) = Gp C / k
  const at::Tensor c_cc = c.mm(c.t().mm(c));
  const at::Tensor p_pp = p.mm(p.t().mm(p));
  const RowCosine row = Cosine(RowDot(p_pc, c).mul(k * k), RowDot(c_cc, c).mul(k * k),
                               RowDot(p_pp, p).mul(k * k), options, gradient);
  Sums sums{row.magnitude.sum(), {}};
  if (!gradient) return sums;
  // With D = to_p∘Gp - to_c∘Gc: the gradient is k (D + Dᵀ) C.
  const at::Tensor alpha = row.to_p.unsqueeze(1), gamma = row.to_c.unsqueeze(1);
  sums.gradient = p_pc.mul_(alpha).sub_(c_cc.mul_(gamma));
  sums.gradient.addmm_(p, p.t().mm(c.mul(alpha)));
  sums.gradient.addmm_(c, c.t().mm(c.mul(gamma)), 1, -1);
  sums.gradient.mul_(k * k);
  return sums;
}

Sums CompareExact(const at::Tensor& c, const at::Tensor& p, const AntiTransferOptions& options,
                  double k, bool gradient) {
  const int64_t rows = c.size(0);
  const int64_t block = std::max<int64_t>(1, std::min(rows, kBlockValues / rows));
  Sums sums{at::zeros({}, c.options()), gradient ? at::zeros_like(c) : at::Tensor()};
  for (int64_t begin = 0; begin < rows; begin += block) {
    const int64_t size = std::min(block, rows - begin);
    const at::Tensor part = c.narrow(0, begin, size);
    const at::Tensor gc = part.mm(c.t()).mul_(k);
    const at::Tensor gp = p.narrow(0, begin, size).mm(p.t()).mul_(k);
    const RowCosine row = Cosine(RowDot(gc, gp), RowDot(gc, gc), RowDot(gp, gp), options, gradient);
    sums.magnitude.add_(row.magnitude.sum());
    if (!gradient) continue;
    const at::Tensor d = gp.mul_(row.to_p.unsqueeze(1)).sub_(gc.mul_(row.to_c.unsqueeze(1)));
    sums.gradient.narrow(0, begin, size).addmm_(d, c, 1, k);
    sums.gradient.addmm_(d.t(), part, 1, k);
  }
  return sums;
}

bool DualIsCheaper(int64_t rows, int64_t columns, bool gradient) {
  return gradient ? 20 * columns < 6 * rows : 12 * columns < 4 * rows;
}

}  // namespace

GramComparison CompareGrams(const at::Tensor& c, const at::Tensor& p,
                            const AntiTransferOptions& options, bool gradient) {
  const c10::NoGradGuard no_grad;
  const double k = GramScale(c);
  const bool dual = options.form == AntiTransferOptions::AUTO
                        ? DualIsCheaper(c.size(1), c.size(2), gradient)
                        : options.form == AntiTransferOptions::DUAL;
  at::Tensor magnitude = at::zeros({}, c.options());
  std::vector<at::Tensor> gradients;
  for (int64_t group = 0; group < c.size(0); ++group) {
    const Sums sums = (dual ? CompareDual : CompareExact)(c[group], p[group], options, k, gradient);
    magnitude.add_(sums.magnitude);
    if (gradient) gradients.push_back(sums.gradient);
  }
  const double all_rows = static_cast<double>(c.size(0)) * c.size(1);
  GramComparison result;
  result.mean = magnitude.div_(all_rows);
  if (gradient) result.mean_gradient = at::stack(gradients).div_(all_rows);
  return result;
}

at::Tensor GramMatrices(const at::Tensor& c) {
  return at::bmm(c, c.transpose(1, 2)).mul(GramScale(c));
}

}  // namespace auricle
