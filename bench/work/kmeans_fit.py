"""Fits scikit-learn's k-means to the points of kmeans-fit.mjs; prints seconds (median) and inertia.

    OMP_NUM_THREADS=1 python3 bench/work/kmeans_fit.py [ROWS] [COLUMNS] [K] [RESTARTS] [RUNS]
"""

import json
import sys
import time

import numpy as np
from sklearn.cluster import KMeans

rows, columns, k, restarts, runs = (
    [int(a) for a in sys.argv[1:]] + [100_000, 8, 8, 10, 3][len(sys.argv) - 1 :]
)


def generate():
    count = k * columns + rows * (1 + 2 * columns)
    u = np.empty(count)
    state = 12345
    for i in range(count):
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        u[i] = state / 2**32
    centres = (20 * u[: k * columns] - 10).reshape(k, columns)
    rest = u[k * columns :].reshape(rows, 1 + 2 * columns)
    label = np.floor(k * rest[:, 0]).astype(int)
    a = np.maximum(rest[:, 1 : 1 + columns], 1e-12)
    b = rest[:, 1 + columns :]
    return centres[label] + 2.5 * np.sqrt(-2 * np.log(a)) * np.cos(2 * np.pi * b)


points = generate()
seconds = []
for run in range(runs):
    start = time.perf_counter()
    fit = KMeans(n_clusters=k, n_init=restarts, random_state=run, algorithm="lloyd").fit(points)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": sorted(seconds)[runs // 2], "inertia": fit.inertia_}))
