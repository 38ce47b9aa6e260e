import fc from "fast-check";
import { expect, it } from "vitest";
import { openSsl } from "../../../test/open-ssl.js";
import { namedTwin } from "../../../test/twin/named-twin.js";
import { simulateRequest } from "./simulate-request.js";
import { simulateRequestBytes } from "./simulate-request-bytes.js";

const twin = {
  ...namedTwin(),
  backtest: {
    periods: 12,
    forecasts: 24,
    meanAbsoluteError: 1 / 3,
    naiveMeanAbsoluteError: 0.5,
    coverage50: 0.5,
    coverage80: 0.8,
    coverage95: 0.95,
    width80: 1e-7,
  },
};

const question = fc.record({
  event: fc.constant("price_change"),
  electricity_price: fc.double({ min: 0.5, max: 3, noNaN: true }),
  draws: fc.constantFrom(0, 4),
  seed: fc.nat(),
});
const options = fc.record({ locale: fc.constantFrom("en", "zh-TW"), series: fc.boolean() });

it("are what JSON writes of the answer, with a backtest or without, whoever hashes", () => {
  const twins = fc.constantFrom(twin, { ...twin, backtest: null }, { ...twin, noise: 0.01 });
  const hashers = fc.constantFrom(undefined, openSsl);
  fc.assert(
    fc.property(twins, question, options, hashers, (on, body, how, hash) => {
      const bytes = simulateRequestBytes(on, body, { ...how, hash });
      const answer = simulateRequest(on, body, how);
      expect(new TextDecoder().decode(bytes)).toBe(JSON.stringify(answer));
    }),
    { numRuns: 60 },
  );
});

it("are those of a refusal too", () => {
  const body = { event: "external", trigger: "trend", value: 1 };
  const answer = simulateRequest(twin, body);
  expect(answer.verdict.status).toBe("refused");
  expect(new TextDecoder().decode(simulateRequestBytes(twin, body))).toBe(JSON.stringify(answer));
});
