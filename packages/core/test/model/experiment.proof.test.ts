import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { normalQuantile } from "../../src/math/index.js";
import { planExperiment, spendingBounds } from "../../src/model/experiment/index.js";
import {
  alwaysValid,
  converts,
  coverage,
  evenly,
  normally,
  spends,
  watch,
} from "./experiment-simulation.js";
import { covariateStudy, familyStudy, plannedMeans } from "./experiment-study.js";

const RUNS = 4000;
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const both = ({ higher, lower }: { higher: number; lower: number }) => higher + lower;

it.skipIf(!isProof)(
  "planned power, coverage and false positives of experiments hold in simulation (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const figures: Record<string, string> = {};
    const atMost = (name: string, found: number, limit: number) => {
      figures[name] = percent(found);
      expect(found, name).toBeLessThanOrEqual(limit);
    };
    const near = (name: string, found: number, claimed: number, within: number) => {
      figures[name] = `${percent(found)} (claimed ${percent(claimed)})`;
      expect(Math.abs(found - claimed), name).toBeLessThanOrEqual(within);
    };

    // Planned power and size, one look.
    const fixed = { metric: "proportion", baseline: 0.1, minimumEffect: 0.02 } as const;
    const { perArm } = planExperiment(fixed);
    const once = { runs: 20_000, proportion: true, control: converts(0.1), perLook: [perArm] };
    const z = () => -normalQuantile(0.025);
    near(
      "power, 10 → 12 %, 20,000 runs",
      watch({ ...once, treatment: converts(0.12) }, z).higher,
      0.8,
      0.01,
    );
    near(
      "false positives, 10 %, 20,000 runs",
      both(watch({ ...once, treatment: converts(0.1) }, z)),
      0.05,
      0.01,
    );
    const { power, size } = plannedMeans(20_000);
    near("power, mean + 0.3 sd, t test, 20,000 runs", power, 0.8, 0.01);
    near("false positives, mean, t test, 20,000 runs", size, 0.05, 0.01);

    // Coverage of 95 % intervals.
    const pair = { runs: 10_000, proportion: true } as const;
    for (const [p0, p1, n] of [
      [0.1, 0.12, 4000],
      [0.02, 0.03, 300],
      [0.5, 0.3, 20],
      [0.005, 0.006, 1000],
    ] as const) {
      const { covered } = coverage(
        { ...pair, control: converts(p0), treatment: converts(p1), perLook: [n] },
        p1 - p0,
      );
      figures[`Newcombe covers, ${100 * p0} and ${100 * p1} %, ${n} per arm`] = percent(covered);
      expect(covered).toBeGreaterThan(0.94);
    }
    const lift = coverage(
      { ...pair, control: converts(0.1), treatment: converts(0.12), perLook: [4000] },
      0.2,
      ({ relative }) => relative,
    );
    near("relative lift covers, 10 and 12 %, 4,000 per arm", lift.covered, 0.95, 0.01);
    const means = { runs: 10_000, proportion: false } as const;
    const welch = coverage(
      { ...means, control: normally(0), treatment: normally(0.3), perLook: [10] },
      0.3,
    );
    near("Welch covers, normal, 10 per arm", welch.covered, 0.95, 0.01);
    const truth = 20 * Math.sqrt(Math.E) * 0.1 * 0.1;
    const skewed = coverage(
      { ...means, control: spends(0.1), treatment: spends(0.1, 1.1), perLook: [2000] },
      truth,
    );
    near("Welch covers, 10 % buy, log-normal spend, 2,000 per arm", skewed.covered, 0.95, 0.01);

    const study = covariateStudy(4000);
    near("CUPED covers, correlation 0.7, 200 per arm", study.covered, 0.95, 0.012);
    near("CUPED variance reduction", study.reduction, 0.49, 0.02);
    figures["CUPED bias, standard errors of the mean of 4,000 runs"] = study.bias.toFixed(2);
    expect(Math.abs(study.bias)).toBeLessThan(3);
    near("ratio by the delta method covers, 200 per arm", study.ratioCovered, 0.95, 0.012);
    near(
      "clusters of 10, correlation 0.2, 30 per arm: robust interval covers",
      study.clusterCovered,
      0.95,
      0.015,
    );
    figures["the same with clusters ignored"] = percent(study.clusterIgnored);

    const family = familyStudy(20_000);
    atMost("any false finding of 3 arms, Holm, 20,000 runs", family.holm, 0.052);
    near("any false finding of 3 arms, Dunnett, 20,000 runs", family.dunnett, 0.05, 0.005);
    figures["any false finding of 3 arms, not adjusted"] = percent(family.none);

    // Daily looks without effect.
    const days = {
      runs: RUNS,
      proportion: true,
      control: converts(0.05),
      treatment: converts(0.05),
    };
    figures["false positives, 28 daily looks at 1.96 (what peeking does)"] = percent(
      both(watch({ ...days, perLook: evenly(14_000, 28) }, z)),
    );
    for (const looks of [28, 60]) {
      const perLook = evenly(500 * looks, looks);
      atMost(
        `false positives, always-valid, 5 %, ${looks} daily looks`,
        both(watch({ ...days, perLook }, alwaysValid(500 * looks))),
        0.05,
      );
      atMost(
        `the same, tightest at 5,000 unless told, ${looks} daily looks`,
        both(watch({ ...days, perLook }, alwaysValid(5000))),
        0.05,
      );
    }
    const rare = { ...days, control: converts(0.005), treatment: converts(0.005) };
    atMost(
      "false positives, always-valid, 0.5 %, 60 daily looks of 200",
      both(watch({ ...rare, perLook: evenly(12_000, 60) }, alwaysValid(12_000))),
      0.05,
    );
    atMost(
      "the same, tightest at 500",
      both(watch({ ...rare, perLook: evenly(12_000, 60) }, alwaysValid(500))),
      0.05,
    );
    const buyers = {
      runs: RUNS,
      proportion: false,
      control: spends(0.05),
      treatment: spends(0.05),
    };
    for (const looks of [28, 60]) {
      const perLook = evenly(200 * looks, looks);
      atMost(
        `false positives, always-valid, skewed spend, ${looks} daily looks of 200`,
        both(watch({ ...buyers, perLook }, alwaysValid(200 * looks))),
        0.05,
      );
    }
    atMost(
      "the same, tightest at 500, 60 looks",
      both(watch({ ...buyers, perLook: evenly(12_000, 60) }, alwaysValid(500))),
      0.05,
    );
    for (const spending of ["obrien-fleming", "pocock"] as const) {
      for (const looks of [4, 28]) {
        const times = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
        const bounds = spendingBounds(times, { spending, tail: 0.025, sides: 2 });
        const found = watch(
          { ...days, runs: 3 * RUNS, perLook: evenly(14_000, looks) },
          (look) => bounds[look] ?? 0,
        );
        near(`false positives, ${spending}, ${looks} looks, 12,000 runs`, both(found), 0.05, 0.007);
      }
    }

    // Power and stopping of planned sequential tests, 10 → 12 %.
    const effect = {
      runs: 3 * RUNS,
      proportion: true,
      control: converts(0.1),
      treatment: converts(0.12),
    };
    figures["customers, fixed size"] = String(2 * perArm);
    for (const [name, sequential] of [
      ["always-valid, 28 looks", { kind: "always-valid" }],
      ["O'Brien–Fleming, 4 looks", { kind: "group" }],
      ["Pocock, 4 looks", { kind: "group", spending: "pocock" }],
      ["O'Brien–Fleming, 28 looks", { kind: "group", looks: 28 }],
    ] as const) {
      const plan = planExperiment({ ...fixed, sequential });
      const looks = plan.sequential?.looks ?? [];
      const found = watch(
        { ...effect, perLook: evenly(plan.perArm, looks.length) },
        (look) => looks[look]?.criticalValue ?? 0,
      );
      near(`power, ${name}`, found.higher, 0.8, 0.012);
      figures[`customers at most, ${name}`] = String(plan.total);
      figures[`customers on average with the effect, ${name}`] =
        `${Math.round(found.share * plan.total)} (planned ${plan.sequential?.expectedCustomers})`;
    }
    recordProof(
      "experiment",
      "Experiments: planned power, coverage, and false positives under daily looks, by simulation",
      figures,
    );
  },
);
