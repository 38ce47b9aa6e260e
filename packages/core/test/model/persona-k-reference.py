"""What scikit-learn finds in the labelled sets of persona-k.proof.test.ts.

  npx tsx --conditions=source packages/core/test/model/persona-k-sets.ts > tmp-sets.json
  OMP_NUM_THREADS=1 python3 packages/core/test/model/persona-k-reference.py tmp-sets.json > packages/core/test/model/persona-k-reference.json

Per set: the adjusted Rand index of KMeans and of GaussianMixture at the right number of groups, raw and standardised, and the number
that the highest silhouette of KMeans on standardised values chooses from 2 to twice the right one (at least to 10).
Label 0 is scatter: it takes part in fitting and is left out of the index.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

MOST_ROWS = 2000


def found_by(points, labels, k):
    known = labels > 0
    kmeans = KMeans(k, n_init=10, random_state=0).fit_predict(points)
    mixture = GaussianMixture(k, n_init=5, random_state=0).fit_predict(points)
    return {
        "kmeans": round(adjusted_rand_score(labels[known], kmeans[known]), 4),
        "mixture": round(adjusted_rand_score(labels[known], mixture[known]), 4),
    }


def k_by_silhouette(points, k):
    rows = np.random.RandomState(0).permutation(len(points))[:MOST_ROWS]
    drawn = points[rows]
    scores = {
        number: silhouette_score(drawn, KMeans(number, n_init=3, random_state=0).fit_predict(drawn))
        for number in range(2, max(10, 2 * k) + 1)
    }
    return max(scores, key=scores.get)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        sets = json.load(file)
    found = {}
    for one in sets:
        points = np.array(one["points"])
        labels = np.array(one["labels"])
        standardised = (points - points.mean(0)) / points.std(0)
        k = len(set(labels[labels > 0]))
        number = k_by_silhouette(standardised, k)
        known = labels > 0
        chosen = KMeans(number, n_init=10, random_state=0).fit_predict(standardised)
        found[one["name"]] = {
            "k": k,
            "sum": round(float(np.abs(points).sum()), 6),
            "right_k": {"raw": found_by(points, labels, k), "standardised": found_by(standardised, labels, k)},
            "silhouette": {"k": number, "ari": round(adjusted_rand_score(labels[known], chosen[known]), 4)},
        }
    json.dump({"tool": f"scikit-learn {sklearn.__version__}", "sets": found}, sys.stdout, indent=1)
    print()


main()
