"""Prints the seconds of one conditional logit fit of the catsup panel by statsmodels: the median of some.

    /usr/bin/python3 bench/work/choice_fit.py CATSUP.csv [FITS]
"""
import csv
import json
import sys
import time
import warnings

import numpy as np
from statsmodels.discrete.conditional_models import ConditionalLogit

warnings.simplefilter("ignore")
rows = list(csv.DictReader(open(sys.argv[1])))
fits = int(sys.argv[2]) if len(sys.argv) > 2 else 3
names = [c[6:] for c in rows[0] if c.startswith("price_")]
chosen, group, x = [], [], []
for n, row in enumerate(rows):
    for j, name in enumerate(names):
        chosen.append(int(row["choice"] == name))
        group.append(n)
        constants = [float(j == k) for k in range(1, len(names))]
        x.append([float(row[f"{a}_{name}"]) for a in ("price", "disp", "feat")] + constants)
chosen, group, x = np.array(chosen), np.array(group), np.array(x)
seconds = []
for _ in range(fits):
    start = time.perf_counter()
    result = ConditionalLogit(chosen, x, groups=group).fit(disp=0)
    result.bse
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": sorted(seconds)[len(seconds) // 2], "logLikelihood": result.llf}))
