import type { Decision } from "./decision-study.js";
import type { MarketResult } from "./planted-study.js";
import { type Asking, isRight } from "./refusal-study.js";
import { type Score, scoreOf, type Told } from "./tally.js";
import type { WhatIf } from "./what-if-study.js";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const covered = ({ coverage, coverageError }: Score) =>
  `50 / 80 / 95 % bands hold ${percent(coverage.p50)} / ${percent(coverage.p80)} ± ${percent(coverageError)} / ${percent(coverage.p95)}`;
const points = (rows: readonly Told[]) => {
  const score = scoreOf(rows);
  return `${score.count}: median error ${(100 * score.medianError).toFixed(2)} points, RMSE ${(100 * score.rmse).toFixed(2)} points = ${percent(score.relative)} of the change; ${covered(score)}`;
};
const numbers = (rows: readonly Told[]) => {
  const score = scoreOf(rows);
  return `${score.count}: bias ${score.bias.toFixed(3)}, RMSE ${score.rmse.toFixed(3)}; ${covered(score)}`;
};
const money = (rows: readonly Told[]) => {
  const score = scoreOf(rows);
  return `${score.count}: RMSE ${percent(score.relative)} of the change; ${covered(score)}`;
};

/** What a study came to, as rows of a page, and the figures that it is judged by. */
interface StudyFigures {
  readonly figures: Record<string, string>;
  /** Of changes of share whose parameters the market's days tell, in markets without drift. */
  readonly shareCoverage80: number;
  /** Of shares as surveyed, the same. */
  readonly forecastCoverage80: number;
  /** Part of the best profit that what was recommended earned, all markets together. */
  readonly earned: number;
  readonly wrongRefusals: number;
}

export function figuresOf(results: readonly MarketResult[]): StudyFigures {
  const figures: Record<string, string> = {
    markets: `${results.length}: ${count(results, "drifting")} drifting, ${count(results, "overdispersed")} with overdispersed surveys, ${results.length - count(results, "prices")} without prices, ${results.length - count(results, "promotions")} without promotions`,
  };
  const priced = results.filter(({ kind }) => kind.prices);
  const steady = priced.filter(({ kind }) => !kind.drifting);
  const drifting = priced.filter(({ kind }) => kind.drifting);
  const unpriced = results.filter(({ kind }) => !kind.prices);
  const groups = [
    ["", steady],
    [", drifting markets", drifting],
  ] as const;
  for (const [label, group] of groups) {
    const all = (get: (result: MarketResult) => readonly Told[]) => numbers(group.flatMap(get));
    figures[`own-price coefficients${label}`] = all(({ coefficient }) => coefficient);
    figures[`own-price elasticities of share${label}`] = all(({ elasticity }) => elasticity);
    figures[`habits${label}`] = all(({ habit }) => habit);
    figures[`incidence λ${label}`] = all(({ incidence }) => incidence);
  }
  const asked = (group: readonly MarketResult[], estimated: boolean) =>
    group.flatMap(({ whatIfs }) => whatIfs.filter((one) => one.estimated === estimated));
  const names = [...new Set(results.flatMap(({ whatIfs }) => whatIfs.map((w) => w.question)))];
  const part = (whatIfs: readonly WhatIf[], name: string, get: (one: WhatIf) => readonly Told[]) =>
    whatIfs.filter(({ question }) => question === name).flatMap(get);
  for (const [label, group] of groups) {
    const told = asked(group, true);
    figures[`change of shares, all what-ifs${label}`] = points(
      told.flatMap(({ change }) => change),
    );
    for (const name of names) {
      figures[`change of shares, ${name}${label}`] = points(part(told, name, (w) => w.change));
    }
    figures[`shares as surveyed afterwards${label}`] = points(
      told.flatMap(({ surveyed }) => surveyed),
    );
  }
  for (const [label, group] of [
    ["no prices recorded", unpriced],
    ["no promotions recorded", priced],
  ] as const) {
    for (const name of names) {
      const rows = part(asked(group, false), name, (w) => w.change);
      if (rows.length > 0) figures[`change of shares, ${label}, ${name}`] = points(rows);
    }
  }
  const steadyTold = asked(steady, true);
  for (const [label, alone] of [
    ["one persona", true],
    ["several personas", false],
  ] as const) {
    const group = steady.filter((one) => (one.personas === 1) === alone);
    figures[`change of revenue, all price what-ifs, ${label}`] = money(
      asked(group, true)
        .filter(({ question }) => question.includes("price"))
        .flatMap(({ revenue }) => revenue),
    );
  }
  for (const name of names) {
    figures[`change of revenue, ${name}`] = money(part(steadyTold, name, (w) => w.revenue));
    if (name.includes("discount") || name.includes("points")) {
      figures[`change of revenue, ${name}, told that nothing is bought forward`] = money(
        part(steadyTold, name, (w) => w.revenueNoDip),
      );
    }
  }
  for (const [label, group] of groups) figures[`four weeks foretold${label}`] = foretold(group);
  figures["four weeks foretold, no prices recorded"] = foretold(unpriced);
  const decisions = results.flatMap(({ decision }) => (decision ? [decision] : []));
  figures["actions ranked, after-dip as assumed"] = decided(decisions.map((one) => one.assumed));
  figures["actions ranked, told that nothing is bought forward"] = decided(
    decisions.map((one) => one.told),
  );
  const askings = results.flatMap((result) => result.asked);
  for (const name of [...new Set(askings.map((one) => one.name))]) {
    figures[`asked: ${name}`] = verdicts(askings.filter((one) => one.name === name));
  }
  const wrong = askings.filter((one) => !isRight(one)).length;
  figures["verdicts right"] = `${askings.length - wrong} of ${askings.length}`;
  const assumed = decisions.map((one) => one.assumed);
  return {
    figures,
    shareCoverage80: scoreOf(steadyTold.flatMap(({ change }) => change)).coverage.p80,
    forecastCoverage80: scoreOf(steadyTold.flatMap(({ surveyed }) => surveyed)).coverage.p80,
    earned: sum(assumed, "earned") / Math.max(1e-9, sum(assumed, "best")),
    wrongRefusals: wrong / Math.max(1, askings.length),
  };
}

const count = (results: readonly MarketResult[], kind: keyof MarketResult["kind"]) =>
  results.filter((one) => one.kind[kind]).length;

const sum = (decisions: readonly Decision[], what: "earned" | "best" | "revenue") =>
  decisions.reduce((total, one) => total + one[what], 0);

function foretold(group: readonly MarketResult[]): string {
  const rows = group.flatMap((one) => one.foretold);
  const error = mean(rows.map(({ told, found }) => Math.abs(told - found)));
  const naive = [0, 1].map((i) =>
    mean(rows.map((row) => Math.abs((row.naive[i] ?? Number.NaN) - row.found))),
  );
  return `${rows.length} surveyed shares: MAE ${(100 * error).toFixed(2)} points; last value ${(100 * (naive[0] ?? 0)).toFixed(2)}, mean of 28 days ${(100 * (naive[1] ?? 0)).toFixed(2)}; ${covered(scoreOf(rows))}`;
}

function decided(decisions: readonly Decision[]): string {
  const losses = decisions.filter(({ earned }) => earned < 0);
  const worst = Math.max(0, ...decisions.map(({ earned, revenue }) => -earned / revenue));
  const best = decisions.filter(({ best, earned }) => earned >= best * (1 - 1e-9)).length;
  return `${decisions.length} markets: Kendall's τ ${mean(decisions.map((one) => one.kendall)).toFixed(3)} (median ${median(decisions.map((one) => one.kendall)).toFixed(3)}, least ${Math.min(...decisions.map((one) => one.kendall)).toFixed(2)}); recommended actions earn ${percent(sum(decisions, "earned") / sum(decisions, "best"))} of the best profit, the best itself in ${best}; worse than nothing in ${losses.length} (at worst ${percent(worst)} of revenue); nothing advised in ${decisions.filter(({ acted }) => !acted).length}`;
}

function verdicts(askings: readonly Asking[]): string {
  const of = (status: Asking["status"]) => askings.filter((one) => one.status === status).length;
  const wanted = [...new Set(askings.map((one) => one.wanted))].join(" or ");
  return `to be ${wanted}: ${askings.filter(isRight).length} of ${askings.length} right (${of("valid")} valid, ${of("weak")} weak, ${of("refused")} refused)`;
}
