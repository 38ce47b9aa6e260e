"""Reference regression and eigenvalues, from numpy's QR and LAPACK.

Run: python3 linear-reference.py > linear-reference.json     (numpy 1.24.2)
Formulas of the robust covariances: HC1 and CR1 as in Cameron and Miller (2015), with textbook matrices.
"""
import json
import numpy as np

rng = np.random.default_rng(7)
n = 40
x = np.column_stack([np.ones(n), rng.normal(size=n), rng.normal(size=n) * 3 + 100])
clusters = [int(c) for c in np.sort(rng.integers(0, 9, n))]
y = x @ np.array([2.0, -1.5, 0.3]) + rng.normal(size=n) * (1 + np.abs(x[:, 1]))
w = rng.uniform(0.2, 3, n)

root = np.sqrt(w)[:, None]
q, r = np.linalg.qr(root * x)
b = np.linalg.solve(r, q.T @ (root[:, 0] * y))
bread = np.linalg.inv(r) @ np.linalg.inv(r).T
e = y - x @ b
k = x.shape[1]
s2 = float(np.sum(w * e * e) / (n - k))
scores = x * (w * e)[:, None]
hc1 = bread @ (scores.T @ scores) @ bread * n / (n - k)
groups = sorted(set(clusters))
g = np.array([scores[np.array(clusters) == c].sum(axis=0) for c in groups])
cr1 = bread @ (g.T @ g) @ bread * len(groups) / (len(groups) - 1) * (n - 1) / (n - k)
m = rng.normal(size=(6, 6))
m = m + m.T
print(
    json.dumps(
        {
            "source": f"numpy {np.__version__}, linear-reference.py",
            "x": x.ravel().tolist(),
            "y": y.tolist(),
            "weights": w.tolist(),
            "clusters": clusters,
            "coefficients": b.tolist(),
            "covariance": (bread * s2).ravel().tolist(),
            "hc1": hc1.ravel().tolist(),
            "cr1": cr1.ravel().tolist(),
            "residualVariance": s2,
            "matrix": m.ravel().tolist(),
            "eigenvalues": np.linalg.eigvalsh(m)[::-1].tolist(),
        },
        indent=0,
    )
)
