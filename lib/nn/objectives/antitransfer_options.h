// SPDX-License-Identifier: Apache-2.0
// Which anti-transfer loss: every published variant and ours.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_OPTIONS_H_
#define AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_OPTIONS_H_

namespace auricle {

// c is the current tap, p the frozen one, both [N, C, S] with S = T' F'. k(a, b) is the cosine.
struct AntiTransferOptions {
  // What of a tap is compared.
  enum Aggregation {
    GRAM,  // Rows of the channels' Gram matrix.
    NONE,  // Every channel map by itself.
    MEAN,  // The mean over channels; SUM and MAX alike.
    SUM,
    MAX,
    PRODUCT,   // The product over channels of (a + 1e-10)^exponent; see floor.
    PAIRWISE,  // The products of all channel pairs; in closed form, not through C²·S values.
  };
  // How; m is the mean over rows of |cosine|, d the mean squared difference (over all positions:
  // padding, where nothing differs, makes it smaller).
  enum Distance {
    COS_SQUARED,           // m²
    MSE_SIGMOID,           // -sigmoid(d)
    MSE_SIGMOID_INVORDER,  // sigmoid(-beta d), without beta before it
    PAIRWISE_COS_SQUARED,  // m² over all pairs of a channel of c and one of p, per example
  };
  // BATCH: Gram rows run over all N C maps of the batch, as published. EXAMPLE: a Gram per example
  // (a different function: N times cheaper, no cross-example terms). Other aggregations are always
  // per example.
  enum Scope { EXAMPLE, BATCH };
  // Where a cosine's denominator is kept from 0: each norm (torch 1.13), or the product of both
  // (torch ≤ 1.4, which the authors used). As in torch 1.13, PER_NORM's gradient treats a held norm
  // n as if it still moved: dn = <a, da> / n with n = eps. That of PRODUCT_OF_NORMS is exact.
  enum EpsRule { PER_NORM, PRODUCT_OF_NORMS };
  // DUAL multiplies S×S matrices instead of NC×NC ones: the same value. AUTO takes the cheaper.
  enum Form { AUTO, EXACT, DUAL };

  Aggregation aggregation = GRAM;
  Distance distance = COS_SQUARED;
  Scope scope = BATCH;
  EpsRule eps_rule = PER_NORM;
  Form form = AUTO;
  double eps = 1e-8;
  double beta = 1;
  double beta_power = 1;  // The loss is times beta^beta_power; the published library has 2 here,
                          // but for COS_SQUARED only.
  int channel_begin = 0, channel_end = 0;  // Compares these channels only; 0, 0: all.
  double exponent = 1;  // Of PRODUCT: 1 "mul"; 0.001 … 0.1 "mul_comp001" … "mul_comp1".
  // Of PRODUCT. As published its gradient at a zero activation is exponent 1e-10^(exponent - 1),
  // 1e8 and more, a negative value gives NaN, and products of many channels are below the least
  // float. With floor > 0 it is that of max(a, floor)^exponent, relative to its greatest value in
  // an example: gradients stay below exponent / floor relative to it, and nothing is NaN.
  double floor = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ANTITRANSFER_OPTIONS_H_
