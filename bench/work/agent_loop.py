"""Steps agents, one Python object each, in the manner of Mesa; prints processor seconds of 12 periods and agent steps a second.

    python3 bench/work/agent_loop.py [AGENTS] [shared|own]
"""

import json
import math
import random
import sys
import time

AGENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
OWN = len(sys.argv) > 2 and sys.argv[2] == "own"
PERIODS = 12
HABIT, RATE = 0.4, 0.8
CHOICE = [0.3, 0.3, 0.4]
UTILITY = [0.0, -0.5, 0.0]


class Person:
    __slots__ = ("brand", "price", "loyalty", "satisfaction", "units")

    def __init__(self, brand, price):
        self.brand = brand
        self.price = price
        self.loyalty = HABIT
        self.satisfaction = 0.5
        self.units = 0

    def step(self, shared, ratio):
        weights = (
            [c * math.exp(self.price * u) for c, u in zip(CHOICE, UTILITY)] if OWN else shared
        )
        total = sum(weights)
        if random.random() >= self.loyalty:
            rest = random.random() * total
            for j, weight in enumerate(weights):
                rest -= weight
                if rest < 0:
                    break
            self.brand = j
        self.units = poisson(RATE * (math.exp(0.3 * math.log(total)) if OWN else ratio))
        self.satisfaction += 0.03 * (0.5 - self.satisfaction)


def poisson(mean):
    limit = math.exp(-mean)
    events = -1
    product = 1.0
    while product > limit:
        events += 1
        product *= random.random()
    return events


people = [Person(i % 3, 0.5 + random.random() if OWN else 1.0) for i in range(AGENTS)]
weights = [c * math.exp(u) for c, u in zip(CHOICE, UTILITY)]
ratio = sum(weights) ** 0.3
start = time.process_time()
for _ in range(PERIODS):
    random.shuffle(people)
    for person in people:
        person.step(weights, ratio)
seconds = time.process_time() - start
print(json.dumps({"seconds": seconds, "rate": AGENTS * PERIODS / seconds, "bytes": 0}))
