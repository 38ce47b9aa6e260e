"""Reference values of the distributions, by mpmath at 40 digits; quantiles refined there from scipy's.

Run: python3 distribution-reference.py > distribution-reference.json     (mpmath 1.2.1, scipy 1.10.1)
Each row is [arguments..., value], as doubles in decimal; the value is rounded to the nearest double.
"""
import json
import random
import mpmath
import scipy
from mpmath import mp, mpf
from scipy import special, stats

mp.dps = 40
random.seed(20260312)


def rows(function, inputs):
    return [[*x, float(function(*map(mpf, x)))] for x in inputs]


def some(n, *ranges):
    return [tuple(random.uniform(*r) for r in ranges) for _ in range(n)]


def series(ratio):
    """1 + ratio(1) + ratio(1) ratio(2) + ..., all terms positive."""
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -75:
        n += 1
        term *= ratio(n)
        total += term
    return total


def lower_gamma(a, x):
    with mp.workdps(80):
        return mpmath.exp(a * mpmath.log(x) - x - mpmath.loggamma(a + 1)) * series(lambda n: x / (a + n)) if x else mpf(0)


def upper_gamma(a, x):
    with mp.workdps(80):
        return 1 - lower_gamma(a, x)


def beta_of(x, y, a, b):
    """Incomplete beta by its positive series; y = 1 - x."""
    with mp.workdps(80):
        if x > a / (a + b):
            return 1 - beta_of(y, x, b, a)
        log_beta = mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)
        front = mpmath.exp(a * mpmath.log(x) + b * mpmath.log(y) - log_beta) / a
        return front * series(lambda n: x * (a + b + n - 1) / (a + n))


def beta(x, a, b):
    with mp.workdps(80):
        return beta_of(x, 1 - x, a, b)


def t_cdf(x, v):
    with mp.workdps(80):
        half = beta_of(v / (v + x * x), x * x / (v + x * x), v / 2, mpf(1) / 2) / 2
        return half if x < 0 else 1 - half


def t_quantile(p, v):
    start = mpf(float(stats.t.ppf(float(p), float(v))))
    return start if start == 0 else mpmath.findroot(lambda x: (t_cdf(x, v) - p) / p, (start, start * (1 + mpf(10) ** -9)), tol=1e-60, verify=False)


def chi_quantile(p, v):
    start = mpf(float(stats.chi2.ppf(float(p), float(v))))
    return mpmath.findroot(lambda x: (lower_gamma(v / 2, x / 2) - p) / min(p, 1 - p), (start, start * (1 + mpf(10) ** -9)), tol=1e-60, verify=False)


def normal_quantile(p):
    start = mpf(float(special.ndtri(float(p))))
    return mpmath.findroot(lambda x: (mpmath.ncdf(x) - p) / p, (start, start * (1 + mpf(10) ** -9)), tol=1e-60, verify=False)


large = [(a, a + z * a**0.5) for a in (1e3, 1e5, 1e6) for z in (-6.0, -1.0, 0.0, 1.0, 6.0)]
print(
    json.dumps(
        {
            "source": f"mpmath {mpmath.__version__} at 40 digits, starting values from scipy {scipy.__version__}",
            "erf": rows(mpmath.erf, some(60, (-6, 6)) + [(0.75,), (1e-10,), (5.9,)]),
            "erfc": rows(mpmath.erfc, some(60, (-5, 26)) + [(0.5,), (0.75,), (26.5,)]),
            "normalCdf": rows(mpmath.ncdf, some(60, (-37, 8)) + [(-1.0,), (0.0,), (-37.5,)]),
            "normalDensity": rows(mpmath.npdf, some(40, (-37, 37))),
            "normalQuantile": rows(normal_quantile, some(60, (0, 1)) + [(10.0**-k,) for k in range(3, 300, 9)]),
            "logGamma": rows(mpmath.loggamma, some(80, (0, 20)) + some(20, (0.9, 2.1)) + [(1e-10,), (1.0000001,), (2.0000001,), (1e5,), (1e200,), (170.5,)]),
            "lowerGamma": rows(lower_gamma, some(60, (0.05, 40), (0, 60)) + large),
            "upperGamma": rows(upper_gamma, some(60, (0.05, 40), (0, 60)) + large),
            "regularisedBeta": rows(beta, some(60, (0, 1), (0.05, 40), (0.05, 40)) + [(0.3, 3000.0, 7000.0), (0.28, 3000.0, 7000.0), (1e-8, 0.5, 4.0)]),
            "studentTCdf": rows(t_cdf, some(60, (-30, 30), (0.5, 100)) + [(-1e-5, 3.0), (-300.0, 2.0)]),
            "studentTQuantile": rows(t_quantile, some(40, (0, 1), (0.5, 100)) + [(1e-10, 4.0), (0.975, 1.0), (0.4999, 7.0)]),
            "chiSquaredCdf": rows(lambda x, v: lower_gamma(v / 2, x / 2), some(40, (0, 100), (0.5, 60))),
            "chiSquaredTail": rows(lambda x, v: upper_gamma(v / 2, x / 2), some(40, (0, 200), (0.5, 60))),
            "chiSquaredQuantile": rows(chi_quantile, some(40, (0, 1), (0.5, 100)) + [(1e-9, 3.0), (0.999999, 3.0), (0.95, 1.0)]),
        },
        indent=0,
    )
)
