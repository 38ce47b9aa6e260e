"""Prints how long scikit-learn's histogram boosting takes on the rows of tree-fit.mjs.

    OMP_NUM_THREADS=1 python3 bench/work/tree_fit.py [ROWS] [ROUNDS]
"""

import json
import os
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
COLUMNS = 20

# x(n+1) = 1664525 x(n) + 1013904223 mod 2^32, as a power of the step: all draws at once.
draws = count * (COLUMNS + 1)
a = np.ones(1, dtype=np.uint64)
c = np.zeros(1, dtype=np.uint64)
step_a, step_c, mask = 1664525, 1013904223, 2**32 - 1
while len(a) < draws + 1:
    a, c = (
        np.concatenate([a, (a * np.uint64(step_a)) & np.uint64(mask)]),
        np.concatenate([c, (a * np.uint64(step_c) + c) & np.uint64(mask)]),
    )
    step_a, step_c = (step_a * step_a) & mask, (step_a * step_c + step_c) & mask
state = (a + c) & np.uint64(mask)  # from x(0) = 1
u = (state[1 : draws + 1] >> np.uint64(8)).astype(float) / 16777216
u = u.reshape(count, COLUMNS + 1)
x = u[:, :COLUMNS]
score = (
    4 * x[:, 0]
    - 2.5
    + 2 * x[:, 1] * x[:, 2]
    - 12 * (x[:, 3] - 0.5) * (x[:, 3] - 0.5)
    + np.where(x[:, 4] > 0.5, 1, 0)
)
y = (u[:, COLUMNS] < 0.5 + 0.5 * score / (1 + np.abs(score))).astype(int)

start = time.perf_counter()
model = HistGradientBoostingClassifier(
    max_iter=rounds, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, early_stopping=False
).fit(x, y)
seconds = time.perf_counter() - start
auc = roc_auc_score(y, model.predict_proba(x)[:, 1])
print(
    json.dumps(
        {
            "rows": count,
            "columns": COLUMNS,
            "rounds": rounds,
            "seconds": seconds,
            "trainAuc": auc,
            "threads": os.environ.get("OMP_NUM_THREADS", "all"),
            "tool": f"scikit-learn {sklearn.__version__}",
        }
    )
)
