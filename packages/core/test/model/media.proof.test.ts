import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { fitMedia, predictMedia } from "../../src/model/index.js";
import { mediaMarket } from "./media-market.js";

const MARKETS = 100;

/** Fits as many markets and counts what their intervals hold. */
function study(family: "logistic" | "hill") {
  const counts = {
    inside: 0,
    total: 0,
    zeroInside: 0,
    zeros: 0,
    converged: 0,
    foretold: 0,
    held: 0,
  };
  const apart: number[] = [];
  for (let seed = 1; seed <= MARKETS; seed++) {
    const { rows, channels, contribution, spend } = mediaMarket(seed, { family });
    const options = { target: "sales", channels, controls: ["price"], date: "week" } as const;
    const model = fitMedia(rows, options);
    if (model.converged) counts.converged++;
    for (const { name, returnOnSpend } of model.channels) {
      const truth = (contribution[name] ?? 0) / (spend[name] ?? 1);
      const isInside = truth >= returnOnSpend.lower && truth <= returnOnSpend.upper;
      counts.total++;
      if (isInside) counts.inside++;
      if (truth === 0) {
        counts.zeros++;
        if (isInside) counts.zeroInside++;
      } else apart.push(Math.abs(returnOnSpend.value / truth - 1));
    }
    if (seed > MARKETS / 4) continue;
    const until = Math.floor(0.8 * rows.length);
    const forecasts = predictMedia(fitMedia(rows.slice(0, until), options), rows.slice(until));
    forecasts.forEach(({ lower, upper }, i) => {
      const sales = Number(rows[until + i]?.sales);
      counts.held++;
      if (sales >= lower && sales <= upper) counts.foretold++;
    });
  }
  apart.sort((a, b) => a - b);
  return { ...counts, apart: apart[apart.length >> 1] ?? Number.NaN };
}

const share = (inside: number, total: number) =>
  `${inside} of ${total} (${((100 * inside) / total).toFixed(1)} %)`;

it.skipIf(!isProof)(
  "95 % intervals cover at least 90 % of planted contributions and returns in 100 markets (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const logistic = study("logistic");
    const hill = study("hill");
    recordProof(
      "media",
      "95 % intervals of fitted media models against the planted truth, 104 to 156 weeks, 3 to 5 channels, all defaults",
      Object.fromEntries(
        Object.entries({ logistic, hill }).flatMap(([family, found]) => [
          [
            `${family} markets: returns on spend (and contributions) covered`,
            share(found.inside, found.total),
          ],
          [
            `${family} markets: channels without effect whose interval holds 0`,
            share(found.zeroInside, found.zeros),
          ],
          [
            `${family} markets: median relative distance of a return from the truth`,
            found.apart.toFixed(2),
          ],
          [
            `${family} markets: weeks held out inside their band`,
            share(found.foretold, found.held),
          ],
          [`${family} markets: fits that converged`, share(found.converged, MARKETS)],
        ]),
      ),
    );
    for (const { inside, total } of [logistic, hill]) {
      expect(inside / total).toBeGreaterThanOrEqual(0.9);
    }
  },
);
