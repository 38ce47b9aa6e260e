"""Reference values of digamma, beta quantile and hypergeometric function, by mpmath at 40 digits.

Run: /usr/bin/python3 special-reference.py > special-reference.json     (mpmath 1.2.1, scipy 1.10.1)
Each row is [arguments..., value].
"""
import json
import random
import mpmath
from mpmath import mp, mpf
from scipy import stats

mp.dps = 40
random.seed(20260312)


def hyper(a, b, c, z):
    return float(mpmath.hyp2f1(mpf(a), mpf(b), mpf(c), mpf(z)))


digamma = [[x, float(mpmath.digamma(mpf(x)))] for x in [1e-6, 0.01, 0.3, 0.5, 1, 1.4616, 2, 3.7, 9.99, 10, 25.5, 1e3, 1e8]]
beta = []
for _ in range(60):
    a, b = [10 ** random.uniform(-1.5, 4) for _ in range(2)]
    p = random.choice([1e-6, 0.001, 0.025, 0.2, 0.5, 0.975, 0.999])
    q = stats.beta.ppf(p, a, b)
    if 1e-290 < q < 1:
        beta.append([p, a, b, float(q)])
series = []
for _ in range(40):
    a, b, c = [10 ** random.uniform(-1, 1.5) for _ in range(3)]
    series.append([a, b, c, z := random.uniform(-3, 0.95), hyper(a, b, c, z)])
# As customer value asks: x repeats of up to 200, horizons of up to 50 times the age.
for _ in range(40):
    r, a, b = [10 ** random.uniform(-1, 1) for _ in range(3)]
    x = random.choice([0, 1, 2, 5, 30, 200])
    series.append([a - 1, a + b - 1 - r, a + b + x - 1, z := random.uniform(0.01, 0.98), hyper(a - 1, a + b - 1 - r, a + b + x - 1, z)])
json.dump({"source": "mpmath 1.2.1; beta quantile scipy 1.10.1", "digamma": digamma, "betaQuantile": beta, "hypergeometric": series}, __import__("sys").stdout)
