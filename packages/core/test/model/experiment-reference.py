"""Reference analyses and sizes that R's base does not have.

Run: python3 experiment-reference.py > experiment-reference.json     (statsmodels 0.13.5, scipy 1.10.1)
Delta method, CUPED and cluster-robust errors are by textbook formulas; ordinary least squares with cluster-robust
covariance (CR1) is statsmodels'. Dunnett's values are a root of scipy's adaptive integral.
"""
import json
import warnings
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import integrate, optimize, stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import confint_proportions_2indep

warnings.filterwarnings("ignore")


def proportion(x1, n1, x0, n0, alpha):
    lower, upper = confint_proportions_2indep(x1, n1, x0, n0, compare="diff", method="newcomb", alpha=alpha)
    return {"x1": x1, "n1": n1, "x0": x0, "n0": n0, "alpha": alpha, "lower": lower, "upper": upper}


def dunnett(sizes, sides, alpha):
    load = [np.sqrt(s / (1 + s)) for s in sizes]

    def none(c):
        def f(x):
            v = stats.norm.pdf(x)
            for l in load:
                own = np.sqrt(1 - l * l)
                v *= stats.norm.cdf((c - l * x) / own) - (stats.norm.cdf((-c - l * x) / own) if sides == 2 else 0)
            return v

        return integrate.quad(f, -10, 10, epsabs=1e-13, limit=500)[0]

    c = optimize.brentq(lambda c: none(c) - (1 - alpha), 0.5, 6, xtol=1e-13)
    return {"sizes": sizes, "sides": sides, "alpha": alpha, "critical": c}


rng = np.random.default_rng(11)
n = 60
arm = np.arange(n) % 2
cluster = np.arange(n) // 2 % 15 * 2 + arm
x = rng.gamma(2, 3, n)
d = rng.poisson(3, n) + 1.0
y = 0.7 * x + d * 1.4 + 0.8 * arm + rng.normal(size=n) + rng.normal(size=30)[cluster]
treated, control = arm == 1, arm == 0
welch = stats.ttest_ind(y[treated], y[control], equal_var=False)


def ratio(mask):
    r = y[mask].mean() / d[mask].mean()
    c = np.cov(y[mask], d[mask])
    v = (c[0, 0] - 2 * r * c[0, 1] + r * r * c[1, 1]) / d[mask].mean() ** 2 / mask.sum()
    return r, v


r1, v1 = ratio(treated)
r0, v0 = ratio(control)
dx = np.where(treated, x - x[treated].mean(), x - x[control].mean())
theta = (dx * y).sum() / (dx * dx).sum()
z = y - theta * (x - x.mean())
cuped = stats.ttest_ind(z[treated], z[control], equal_var=False)
se = lambda v: np.sqrt(v[treated].var(ddof=1) / treated.sum() + v[control].var(ddof=1) / control.sum())


def robust(mask):
    """Variance of a mean, robust to clusters: CR1 of a regression on a constant."""
    fit = sm.OLS(y[mask], np.ones(mask.sum())).fit(cov_type="cluster", cov_kwds={"groups": cluster[mask]})
    return float(fit.bse[0] ** 2)


print(
    json.dumps(
        {
            "source": f"statsmodels {statsmodels.__version__}, scipy {scipy.__version__}, experiment-reference.py",
            "proportions": [
                proportion(*case)
                for case in [(7, 34, 1, 34, 0.05), (56, 70, 48, 80, 0.05), (9, 10, 3, 10, 0.01), (0, 20, 3, 25, 0.05), (25, 25, 20, 25, 0.1), (130, 90000, 101, 88000, 0.05)]
            ],
            "unequal": [
                {"effect": e, "ratio": k, "alpha": a, "power": p, "n": float(TTestIndPower().solve_power(e, nobs1=None, alpha=a, power=p, ratio=k, alternative="larger"))}
                for e, k, a, p in [(0.2, 2, 0.05, 0.8), (0.5, 0.5, 0.01, 0.9), (1.2, 3, 0.025, 0.95), (0.05, 9, 0.05, 0.8)]
            ],
            "dunnett": [dunnett(*case) for case in [([1, 1], 2, 0.05), ([1, 1, 1], 2, 0.05), ([1, 1, 1], 1, 0.05), ([0.5, 2, 1, 4], 2, 0.01)]],
            "rows": [{"arm": "bt"[a], "value": v, "denominator": e, "covariate": c, "cluster": f"c{g}"} for a, v, e, c, g in zip(arm.tolist(), y.tolist(), d.tolist(), x.tolist(), cluster.tolist())],
            "welch": {"estimate": y[treated].mean() - y[control].mean(), "standardError": se(y), "statistic": welch.statistic, "pValue": welch.pvalue},
            "ratio": {"estimate": r1 - r0, "standardError": float(np.sqrt(v1 + v0))},
            "cuped": {"estimate": z[treated].mean() - z[control].mean(), "coefficient": theta, "standardError": se(z), "pValue": cuped.pvalue},
            "clustered": {"standardError": float(np.sqrt(robust(treated) + robust(control)))},
        },
        indent=0,
    )
)
