/**
 * Steps 10^6 agents through 12 periods with 3 brands; prints seconds and bytes per agent.
 *
 *     node bench/work/agent-loop.mjs shared|own|objects|objects-own [AGENTS] [WORKERS]
 *
 * `shared` and `own` are ours (by `runAgents` in threads where workers are asked); `objects` is a loop over one plain object
 * per agent, stepped one by one in random order, in the manner of Mesa (Masad and Kazil 2015), with the engine's
 * `Math.random` and `Math.exp`. In one thread seconds are those of the processor, so that neighbours on the machine count less.
 */
import { createPopulation, populationConditions, stepPopulation } from "@cdp-whatif/core";
import { startAnalyst } from "@cdp-whatif/core/node";
import { market } from "./agent-market.mjs";

const [kind = "shared", agentsText = "1000000", workersText = "0"] = process.argv.slice(2);
const agents = Number(agentsText);
const workers = Number(workersText);
const PERIODS = 12;
const heterogeneity = { price: 0.5, promotion: 0.5 };

/** @type {import("@cdp-whatif/core").ScenarioInput} */
const scenario = {
  interventions: [
    { type: "price_change", price: { B: 1.2 } },
    { type: "promotion", brand: "A", discount: 0.2, startDay: 3, durationDays: 5 },
  ],
  durationDays: PERIODS,
  draws: 0,
};

/** Seconds of the processor. */
const now = () => process.cpuUsage().user / 1e6;

/** How many events at a mean. @param {number} mean */
function poisson(mean) {
  const limit = Math.exp(-mean);
  let events = -1;
  for (let product = 1; product > limit; product *= Math.random()) events++;
  return events;
}

class Person {
  /** @param {{ brand: number, price: number }} start */
  constructor({ brand, price }) {
    this.brand = brand;
    this.price = price;
    this.promotion = 1;
    this.loyalty = market.habit;
    this.satisfaction = 0.5;
    this.adopted = false;
    this.units = 0;
  }

  /** @param {{ weights: readonly number[], ratio: number, utility: readonly number[], own: boolean }} rule */
  step({ weights, ratio, utility, own }) {
    const mine = own
      ? market.choice.map((c, j) => c * Math.exp(this.price * (utility[j] ?? 0)))
      : weights;
    const total = mine.reduce((sum, weight) => sum + weight, 0);
    if (Math.random() >= this.loyalty) {
      let rest = Math.random() * total;
      this.brand = mine.findIndex((weight) => {
        rest -= weight;
        return rest < 0;
      });
    }
    this.units = poisson(market.rate * (own ? Math.exp(0.3 * Math.log(total)) : ratio));
    this.satisfaction += 0.03 * (0.5 - this.satisfaction);
  }
}

/** @template T @param {T[]} list */
function shuffle(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    const one = list[i];
    const other = list[j];
    if (one === undefined || other === undefined) return;
    list[i] = other;
    list[j] = one;
  }
}

/** @param {boolean} own */
function objects(own) {
  const before = process.memoryUsage().heapUsed;
  const people = Array.from(
    { length: agents },
    (_, i) => new Person({ brand: i % 3, price: own ? 0.5 + Math.random() : 1 }),
  );
  const bytes = (process.memoryUsage().heapUsed - before) / agents;
  const utility = [0, -0.5, 0];
  const weights = market.choice.map((c, j) => c * Math.exp(utility[j] ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rule = { weights, ratio: total ** 0.3, utility, own };
  const from = now();
  for (let period = 0; period < PERIODS; period++) {
    shuffle(people);
    for (const person of people) person.step(rule);
  }
  return { seconds: now() - from, bytes };
}

/** @param {boolean} own */
function typed(own) {
  const options = { agentsPerCell: agents, ...(own && { heterogeneity }) };
  const population = createPopulation(market.twin, options);
  const conditions = populationConditions(population, { twin: market.twin, scenario });
  const live = () => {
    const from = now();
    for (let period = 0; period < PERIODS; period++) {
      stepPopulation(population, conditions, { period });
    }
    return now() - from;
  };
  const small = createPopulation(market.twin, { ...options, agentsPerCell: 20_000 });
  for (let period = 0; period < PERIODS; period++) {
    stepPopulation(small, populationConditions(small, { twin: market.twin, scenario }), { period });
  }
  const seconds = live();
  const bytes = population.cells.flatMap(({ columns, memo }) => [
    ...Object.values(columns),
    ...(memo ? [memo.ratio] : []),
  ]);
  return { seconds, bytes: bytes.reduce((sum, { byteLength }) => sum + byteLength, 0) / agents };
}

/** Both sides, with and without the interventions. @param {boolean} own */
async function threads(own) {
  const analyst = startAnalyst({ workers });
  const options = { ...(own && { heterogeneity }) };
  await analyst.runAgents(market.twin, scenario, { ...options, agentsPerCell: 200_000 });
  const from = performance.now();
  await analyst.runAgents(market.twin, scenario, { ...options, agentsPerCell: agents });
  const seconds = (performance.now() - from) / 1000;
  analyst.end();
  return { seconds, bytes: 0 };
}

const own = kind.endsWith("own");
const found = kind.startsWith("objects")
  ? objects(own)
  : workers > 0
    ? await threads(own)
    : typed(own);
console.log(JSON.stringify({ ...found, rate: (agents * PERIODS) / found.seconds }));
