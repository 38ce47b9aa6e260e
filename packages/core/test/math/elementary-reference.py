"""Correctly rounded values of the elementary functions, by mpmath at 80 digits.

Run: python3 elementary-reference.py > elementary-reference.json     (Python 3.11, mpmath 1.2.1)
Doubles are written as the 16 hex digits of their bits, big-endian: "input(,input):output".
"""
import json
import random
import struct
import mpmath
from mpmath import mp, mpf

mp.dps = 80
random.seed(20260311)


def to_hex(x):
    return struct.pack(">d", x).hex()


def round_to_double(v):
    """Nearest double, ties to even, with subnormals and overflow (mpmath's float() rounds subnormals twice)."""
    if v == 0:
        return 0.0
    sign = -1.0 if v < 0 else 1.0
    v = abs(v)
    exponent = max(int(mpmath.floor(mpmath.log(v, 2))), -1022) - 52
    for e in (exponent - 1, exponent, exponent + 1):
        e = max(e, -1074)
        scaled = v / mpf(2) ** e
        if scaled < 2**53:
            whole = int(mpmath.floor(scaled))
            rest = scaled - whole
            if rest > 0.5 or (rest == 0.5 and whole % 2):
                whole += 1
            if whole * mpf(2) ** e >= mpf(2) ** 1024:
                return sign * float("inf")
            return sign * float(whole * mpf(2) ** e)
    raise ValueError(v)


def neighbours(x):
    bits = struct.unpack(">q", struct.pack(">d", x))[0]
    for step in (-2, -1, 0, 1, 2):
        if (bits + step) & 0x7FFFFFFFFFFFFFFF < 0x7FF0000000000000 and not (bits == 0 and step < 0):
            yield struct.unpack(">d", struct.pack(">q", bits + step))[0]


def wide(low=-300, high=300):
    return random.choice((-1, 1)) * 2 ** random.uniform(low, high)


def exp_inputs():
    for x in (0.0, -0.0, 1.0, -1.0, 709.782712893384, -708.3964185322641, -745.1332191019411, 0.0625, -0.0625, -37.5, 56.0, 709.7):
        yield from neighbours(x)
    for n in (-100000, -127, -65, -1, 0, 1, 2, 63, 64, 65, 127, 128, 99999):  # edges of the reduction
        yield from neighbours(float((n + mpf(1) / 2) * mpmath.log(2) / 128))
    for _ in range(500):
        yield random.uniform(-745.2, 709.79)
    for _ in range(300):
        yield random.uniform(-2, 2)
    for _ in range(200):
        yield wide(-60, 6)


def log_inputs():
    for x in (5e-324, 2.2250738585072014e-308, 1.0, 2.0, 0.5, 2**0.5, 0.5**0.5, 1.7976931348623157e308, 1 + 2**-8, 1 - 2**-9, 0.70458984375):
        yield from (n for n in neighbours(x) if n > 0)
    for _ in range(400):
        yield 2.0 ** random.uniform(-1074, 1024)
    for _ in range(500):
        yield random.uniform(0.4, 2.5)
    for _ in range(200):
        yield 1 + wide(-52, -3)


def log1p_inputs():
    for x in (0.0, -0.0, 2**-8, -(2**-9), -0.5, -1 + 2**-53, 1.0, 2.0**53, 2.0**54, 1e300, 2**0.5 - 1, 5e-324):
        yield from (n for n in neighbours(x) if n > -1)
    for _ in range(400):
        yield random.uniform(-1, 3)
    for _ in range(300):
        yield wide(-60, -1)
    for _ in range(200):
        yield abs(wide(-10, 1000))


def tanh_inputs():
    for x in (0.0, -0.0, 0.125, -0.125, 1.0, 22.0, 19.06, 1e-9, 5e-324):
        yield from neighbours(x)
    for _ in range(600):
        yield random.uniform(-3, 3)
    for _ in range(200):
        yield random.uniform(-23, 23)
    for _ in range(200):
        yield wide(-40, 3)


def pow_inputs():
    for _ in range(400):
        yield random.uniform(0, 5), random.uniform(-300, 300)
    for _ in range(250):
        x = 2.0 ** random.uniform(-1074, 1024)
        yield x, float(random.uniform(-1076, 1025) / mpmath.log(mpf(x), 2))
    for _ in range(200):
        x = 1 + wide(-52, -4)
        yield x, float(random.uniform(-745, 709) / mpmath.log(mpf(x)))
    for _ in range(150):
        yield random.uniform(0.5, 2), random.uniform(-4, 4)
    for _ in range(100):
        yield float(random.randint(-40, 40) or 3), float(random.randint(-60, 60))
    for x, y in ((2.0, -1074.0), (2.0, -1075.0), (2.0, 1023.0), (10.0, 308.0), (10.0, -323.0), (5e-324, 0.5), (5e-324, 1.5), (-3.0, 3.0), (-2.0, 2.0**53 - 1)):
        if not (x < -1 and y > 1e9):
            yield x, y


def table(function, inputs):
    rows = []
    for x in inputs:
        arguments = x if isinstance(x, tuple) else (x,)
        value = function(*[mpf(a) for a in arguments])
        rounded = round_to_double(value)
        if value == 0 and len(arguments) == 1:
            rounded = x if function in ODD else 0.0  # an odd function keeps the sign of zero
        rows.append(",".join(map(to_hex, arguments)) + ":" + to_hex(rounded))
    return rows


def logistic(x):
    return 1 / (1 + mpmath.exp(-x))


def log1p(x):
    with mp.workdps(420):
        return mpmath.log(1 + x)


def expm1(x):
    with mp.workdps(420):
        return mpmath.exp(x) - 1


def tanh(x):
    with mp.workdps(420):
        return mpmath.tanh(x)


ODD = (log1p, expm1, tanh)
print(
    json.dumps(
        {
            "source": "mpmath " + mpmath.__version__ + " at 80 digits and more, elementary-reference.py",
            "exp": table(mpmath.exp, exp_inputs()),
            "log": table(mpmath.log, log_inputs()),
            "pow": table(mpmath.power, pow_inputs()),
            "expm1": table(expm1, exp_inputs()),
            "log1p": table(log1p, log1p_inputs()),
            "tanh": table(tanh, tanh_inputs()),
            "logistic": table(logistic, exp_inputs()),
        },
        indent=0,
    )
)
