"""Coefficients of math/error-function.ts and math/log-gamma.ts, by Chebyshev interpolation in mpmath.

Run: python3 special-coefficients.py     (mpmath 1.2.1)
Each line is one polynomial, lowest power first, with its largest error found on 4001 points.
"""
from mpmath import mp, mpf, chebyfit, erf, erfc, euler, exp, loggamma, polyval, sqrt

mp.dps = 60


def report(name, function, low, high, degree, scale=lambda z: 1):
    fit = chebyfit(function, [low, high], degree + 1)
    rounded = [mpf(float(c)) for c in fit]
    worst = 0
    for i in range(4001):
        z = low + (high - low) * mpf(2 * i + 1) / 8002
        worst = max(worst, abs(polyval(rounded, z) - function(z)) / abs(function(z)))
    print(name, "degree", degree, "relative error %.1e" % worst)
    print("  [" + ", ".join(repr(float(c)) for c in reversed(fit)) + "]")


def erf_ratio(z):
    x = sqrt(z)
    return erf(x) / x


def scaled_erfc(t):
    x = 4 * (1 + t) / (1 - t)
    return (1 + 2 * x) * exp(x * x) * erfc(x)


def gamma_ratio(y):
    x = y + 2
    if x == 2:
        return 1 - euler
    return loggamma(x) / ((x - 1) * (x - 2))


def at(x):
    return (x - 4) / (x + 4)


report("erf(x) / x in z = x^2, 0 < x < 0.75", erf_ratio, mpf(0), mpf(9) / 16, 11)
report("(1 + 2x) exp(x^2) erfc(x) in t = (x - 4)/(x + 4), 0.75 < x < 28", scaled_erfc, at(mpf(3) / 4), at(mpf(28)), 22)
report("log gamma(x) / ((x-1)(x-2)) in y = x - 2, 1.5 < x < 2.5", gamma_ratio, -mpf(1) / 2, mpf(1) / 2, 19)
