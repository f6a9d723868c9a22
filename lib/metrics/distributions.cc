// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/distributions.h"

#include <cmath>
#include <functional>
#include <limits>

namespace auricle {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// The continued fraction of I_x(a, b) by the modified Lentz method (DLMF 8.17.22, 3.10). Converges
// fast for x < (a + 1) / (a + b + 2).
double BetaFraction(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double f = d;
  for (int m = 1; m < 10000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double step = 1;
    for (const double term : {even, odd}) {
      d = 1 / away_from_zero(1 + term * d);
      c = away_from_zero(1 + term / c);
      step = c * d;
      f *= step;
    }
    if (std::abs(step - 1) < 1e-16) break;
  }
  return f;
}

// The root of the increasing `cdf` = p between `low` and `high`, to the last bit that bisection
// finds.
double Invert(const std::function<double(double)>& cdf, double p, double low, double high) {
  for (int i = 0; i < 200; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (cdf(middle) < p ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

}  // namespace

double NormalCdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double NormalQuantile(double p) {
  if (!(p >= 0 && p <= 1)) return kNan;
  if (p == 0) return -kInfinity;
  if (p == 1) return kInfinity;
  if (p > 0.5) return -NormalQuantile(1 - p);  // The lower tail keeps all digits.
  return Invert(NormalCdf, p, -40, 0);
}

double BetaCdf(double x, double a, double b) {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return kNan;
  if (x == 0 || x == 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - BetaCdf(1 - x, b, a);
  const double front =
      a * std::log(x) + b * std::log1p(-x) + std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b);
  return std::exp(front) * BetaFraction(x, a, b) / a;
}

double BetaQuantile(double p, double a, double b) {
  if (!(p >= 0 && p <= 1)) return kNan;
  return Invert([&](double x) { return BetaCdf(x, a, b); }, p, 0, 1);
}

double StudentTCdf(double t, double df) {
  if (!(df > 0)) return kNan;
  if (std::isinf(df)) return NormalCdf(t);
  const double tail = 0.5 * BetaCdf(df / (df + t * t), df / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

double StudentTQuantile(double p, double df) {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return kNan;
  if (p == 0) return -kInfinity;
  if (p == 1) return kInfinity;
  if (p > 0.5) return -StudentTQuantile(1 - p, df);
  double low = -1;
  while (StudentTCdf(low, df) > p && low > -1e300) low *= 2;
  return Invert([&](double t) { return StudentTCdf(t, df); }, p, low, 0);
}

double BinomialCdf(int64_t k, int64_t n, double p) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return BetaCdf(1 - p, static_cast<double>(n - k), static_cast<double>(k + 1));
}

}  // namespace auricle
