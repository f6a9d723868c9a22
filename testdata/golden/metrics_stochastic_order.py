#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints metrics_stochastic_order.json: almost stochastic order, by NumPy from the formulas.

del Barrio, Cuesta-Albertos and Matrán 2018, "An optimal transportation approach for assessing
almost stochastic order"; Dror, Shlomov and Reichart 2019, "Deep dominance". Two things are done
otherwise than in lib/metrics/stochastic_order.cc: quantile functions are read at the midpoints of a
grid on which both are constant, and the standard deviation is that over *every* resample of few
scores instead of over drawn ones.

Made with Debian 12's python3-numpy 1.24.2 and python3-scipy 1.10.1:
  /usr/bin/python3 metrics_stochastic_order.py > metrics_stochastic_order.json
"""
import itertools
import json
import math

import numpy as np
from scipy import stats


def violation(a, b):
    a, b = np.sort(a), np.sort(b)
    cells = np.lcm(len(a), len(b))
    middle = (np.arange(cells) + 0.5) / cells
    difference = a[(middle * len(a)).astype(int)] - b[(middle * len(b)).astype(int)]
    whole = np.sum(difference ** 2)
    return 0.5 if whole == 0 else np.sum(difference[difference < 0] ** 2) / whole


def eps_min(a, b, alpha):
    n, m = len(a), len(b)
    draws = [violation(np.array(x), np.array(y))
             for x in itertools.combinations_with_replacement(a, n)
             for y in itertools.combinations_with_replacement(b, m)]
    # How many orders of drawing give each of these resamples.
    weights = [counts(x, n) * counts(y, m)
               for x in itertools.combinations_with_replacement(range(n), n)
               for y in itertools.combinations_with_replacement(range(m), m)]
    scale = np.sqrt(n * m / (n + m))
    mean = np.average(draws, weights=weights)
    sigma = scale * np.sqrt(np.average((np.array(draws) - mean) ** 2, weights=weights))
    return sigma, min(max(violation(a, b) - sigma / scale * stats.norm.ppf(alpha), 0), 1)


def counts(draw, n):
    ways = 1
    for times in np.bincount(draw, minlength=n):
        ways *= math.factorial(times)
    return math.factorial(n) // ways


cases = []
for name, a, b in (
        ("above", [0.62, 0.64, 0.66], [0.51, 0.55, 0.58]),
        ("mostly above", [0.60, 0.64, 0.66, 0.71], [0.58, 0.61, 0.63, 0.65]),
        ("one bad seed", [0.40, 0.66, 0.68], [0.60, 0.61, 0.62]),
        ("mixed", [0.60, 0.70, 0.50, 0.65], [0.62, 0.58, 0.66]),
        ("below", [0.51, 0.55, 0.57], [0.56, 0.64, 0.66, 0.59]),
        ("alike", [0.5, 0.6, 0.7], [0.5, 0.6, 0.7]),
        ("constant", [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])):
    a, b = np.array(a), np.array(b)
    sigma, least = eps_min(a, b, 0.05)
    cases.append({"name": name, "a": a.tolist(), "b": b.tolist(), "violation": violation(a, b),
                  "sigma": sigma, "eps_min": least})
print(json.dumps(cases))
