#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints metrics_scipy.json: reference figures for lib/metrics, by SciPy and scikit-learn.

Made with Debian 12's python3-scipy 1.10.1 and python3-sklearn 1.2.1:
  /usr/bin/python3 metrics_scipy.py > metrics_scipy.json
"""
import json

import numpy as np
from scipy import stats
from sklearn import metrics


def distributions():
    out = {"normal_cdf": [], "normal_quantile": [], "beta_cdf": [], "beta_quantile": [],
           "t_cdf": [], "t_quantile": [], "binomial_cdf": []}
    for z in (-8.5, -3, -1.2, 0, 0.4, 2.5, 6):
        out["normal_cdf"].append([z, stats.norm.cdf(z)])
    for p in (1e-12, 1e-4, 0.025, 0.3, 0.5, 0.9, 0.975, 0.999999):
        out["normal_quantile"].append([p, stats.norm.ppf(p)])
    for x, a, b in ((0.1, 0.5, 0.5), (0.5, 2, 3), (0.97, 200, 7), (0.3, 1, 1), (0.01, 0.5, 50),
                    (0.5, 1000, 1010), (0.999, 3, 0.5)):
        out["beta_cdf"].append([x, a, b, stats.beta.cdf(x, a, b)])
        out["beta_quantile"].append([0.025, a, b, stats.beta.ppf(0.025, a, b)])
    for t, df in ((-4.3, 2), (-0.7, 1), (0, 5), (1.5, 2.7), (2.8, 11.3), (5, 400)):
        out["t_cdf"].append([t, df, stats.t.cdf(t, df)])
    for p, df in ((0.025, 1), (0.975, 2), (0.8, 3.5), (0.0001, 5), (0.975, 1e6), (0.6, 12)):
        out["t_quantile"].append([p, df, stats.t.ppf(p, df)])
    for k, n, p in ((0, 5, 0.5), (3, 10, 0.5), (40, 100, 0.5), (7, 9, 0.2), (9, 9, 0.2)):
        out["binomial_cdf"].append([k, n, p, stats.binom.cdf(k, n, p)])
    return out


def proportions():
    rows = []
    for hits, n in ((0, 10), (1, 10), (5, 10), (10, 10), (53, 60), (997, 1000), (0, 1)):
        for level in (0.9, 0.95):
            test = stats.binomtest(hits, n)
            wilson = test.proportion_ci(level, "wilson")
            exact = test.proportion_ci(level, "exact")
            rows.append({"hits": hits, "n": n, "level": level, "wilson": list(wilson),
                         "exact": list(exact)})
    return rows


def mcnemar():
    return [[a, b, stats.binomtest(a, a + b, 0.5).pvalue if a + b else 1.0]
            for a, b in ((0, 0), (0, 1), (3, 9), (9, 3), (12, 12), (40, 71), (0, 30))]


def classification():
    cases = []
    random = np.random.RandomState(7)
    for name, items, classes in (("dense", 200, 4), ("sparse", 12, 6), ("one class", 9, 1)):
        truth = random.randint(0, classes, items)
        wrong = random.randint(0, classes, items)
        decision = np.where(random.rand(items) < 0.6, truth, wrong)
        if name == "sparse":
            truth[truth == 2] = 0   # Class 2 has no item but may be decided; class 5 is never decided.
            decision[decision == 5] = 1
        average = {a: metrics.precision_recall_fscore_support(
            truth, decision, average=a, zero_division=0)[:3] for a in ("macro", "micro", "weighted")}
        each = metrics.precision_recall_fscore_support(
            truth, decision, labels=range(classes), zero_division=0)
        cases.append({
            "name": name, "classes": classes, "truth": truth.tolist(),
            "decision": decision.tolist(), "accuracy": metrics.accuracy_score(truth, decision),
            "uar": np.mean([np.mean(decision[truth == c] == c) for c in sorted(set(truth))]),
            "macro": list(average["macro"]), "micro": list(average["micro"]),
            "weighted": list(average["weighted"]),
            "precision": each[0].tolist(), "recall": each[1].tolist(), "f1": each[2].tolist(),
            "support": each[3].tolist()})
    return cases


def ranking():
    cases = []
    random = np.random.RandomState(11)
    for name, items, classes, levels in (("dense", 150, 4, 1 << 20), ("many ties", 120, 3, 8),
                                         ("two classes", 40, 2, 64), ("a class absent", 30, 4, 64),
                                         ("one level", 12, 3, 1)):
        truth = random.randint(0, classes, items)
        if name == "a class absent":
            truth[truth == 2] = 0
        # Scores are whole numbers over a power of two: ties are the same in float32.
        scores = random.randint(0, levels, (items, classes))
        scores[np.arange(items), truth] += levels // 3
        scores = scores / (1 << 21)
        present = [c for c in range(classes) if 0 < np.sum(truth == c)]
        roc = {c: metrics.roc_auc_score(truth == c, scores[:, c]) for c in present}
        pr = {c: metrics.average_precision_score(truth == c, scores[:, c]) for c in present}
        cases.append({"name": name, "classes": classes, "truth": truth.tolist(),
                      "scores": (scores * (1 << 21)).astype(int).tolist(),
                      "roc_auc": [roc.get(c) for c in range(classes)],
                      "pr_auc": [pr.get(c) for c in range(classes)],
                      "macro": [np.mean(list(roc.values())), np.mean(list(pr.values()))]})
    return cases


def sign_flip():
    rows = []
    for d in ([0.02, 0.01, 0.03, -0.005], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.5, -0.5, 0.1]):
        result = stats.permutation_test((np.array(d), np.zeros(len(d))),
                                        lambda x, y: np.mean(x - y), vectorized=False,
                                        permutation_type="samples", alternative="two-sided")
        rows.append({"differences": d, "p": float(result.pvalue)})
    return rows


print(json.dumps({"distributions": distributions(), "proportions": proportions(),
                  "mcnemar": mcnemar(), "classification": classification(),
                  "ranking": ranking(), "sign_flip": sign_flip()}))
