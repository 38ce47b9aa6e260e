"""Reference upper tails of noncentral t, by mpmath's quadrature with 40 digits.

Run: python3 noncentral-t-reference.py > noncentral-t-reference.json     (mpmath 1.2.1)
"""
import json
import mpmath as mp

mp.mp.dps = 40


def tail(t, nu, delta):
    t, nu, delta = mp.mpf(t), mp.mpf(nu), mp.mpf(delta)
    a = nu / 2
    log_factor = mp.log(2) + a * mp.log(a) - mp.loggamma(a)
    density = lambda s: mp.e ** (log_factor + (nu - 1) * mp.log(s) - a * s * s)
    f = lambda s: density(s) * mp.ncdf(delta - t * s)
    mode = mp.sqrt(max(mp.mpf(0), nu - 1) / nu)
    spread = 1 / mp.sqrt(2 * nu)
    points = {mp.mpf(0), mode + 16 * spread} | {max(mp.mpf(0), mode + k * spread) for k in range(-15, 16, 3)}
    if t != 0:
        points |= {(delta + k) / t for k in range(-12, 13, 3) if 0 < (delta + k) / t < mode + 16 * spread}
    return mp.quad(f, sorted(points))


cases = [
    (t, nu, delta)
    for t, nu in [(12.7, 1), (4.3027, 2), (2.9, 3.7), (2.228, 10), (1.66, 98), (2.0, 1000.5), (3.3, 40000), (0, 5), (-1.5, 12)]
    for delta in (-1, 0, 0.5, 2.8, 8)
] + [(636.6, 1, 3.2), (31.6, 2, 40), (1.96, 3140, 2.8)]
print(
    json.dumps(
        {
            "source": f"mpmath {mp.__version__}, noncentral-t-reference.py",
            "tails": [{"t": t, "degrees": nu, "noncentrality": d, "tail": float(tail(t, nu, d))} for t, nu, d in cases],
        },
        indent=0,
    )
)
