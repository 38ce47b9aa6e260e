"""Forecasts of a local level with a regressor at given variances. Run: python3 state-filter-reference.py > state-filter-reference.json"""
import json

import numpy
import statsmodels
from statsmodels.tsa.statespace.structural import UnobservedComponents

random = numpy.random.default_rng(5)
n, ahead = 60, 10
x = random.normal(size=n + ahead)
level = numpy.cumsum(0.3 * random.normal(size=n))
y = 2 + level + 0.7 * x[:n] + numpy.clip(random.normal(size=n), -1.2, 1.2)
y[[7, 8, 30]] = numpy.nan
model = UnobservedComponents(y, level="llevel", exog=x[:n, None], mle_regression=False)
found = model.smooth([1.0, 0.09])
forecast = found.get_forecast(ahead, exog=x[n:, None])
print(
    json.dumps(
        {
            "source": f"statsmodels {statsmodels.__version__} UnobservedComponents(llevel, exog, mle_regression=False).smooth([1, 0.09])",
            "x": x.tolist(),
            "y": [None if numpy.isnan(v) else v for v in y],
            "levelVariance": 0.09,
            "mean": forecast.predicted_mean.tolist(),
            "standardError": forecast.se_mean.tolist(),
        },
        indent=1,
    )
)
