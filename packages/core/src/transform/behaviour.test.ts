import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, digestText } from "../math/digest.js";
import { decideShares } from "../schema/brand-share.js";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import { createNames } from "../schema/names.js";
import { transformBehaviour } from "./behaviour.js";
import { transformContext } from "./transform.js";

const context = transformContext({ names: createNames(builtInCatalogue), zone: "Asia/Taipei" });
const position = { source: "s", line: 1, offset: 0 };
const fraction = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
const text = fc.string({ unit: "binary", minLength: 1 }).map((s) => `${s}x`);

it("hashes exactly the canonical JSON of the record without position, raw, repairs and hash", () => {
  const line = fc.record({
    timestamp: fc.constantFrom("2026-03-05 02:00:04", "2026-03-05T02:00:04Z"),
    group: text,
    region: text,
    brand_distribution: fc.dictionary(text, fc.double({ min: 1, max: 500, noNaN: true }), {
      minKeys: 1,
      maxKeys: 6,
    }),
    avg_satisfaction: fraction,
    digital_adoption_rate: fraction,
    gamification_engagement: fraction,
    efficiency_score: fraction,
    key_insights: fc.array(text),
    demo: fc.boolean(),
    generated_at: fc.constantFrom(undefined, "2026-03-05 06:00:00"),
  });
  fc.assert(
    fc.property(line, (fields) => {
      const people = Object.values(fields.brand_distribution).reduce((a, b) => a + b, 0);
      const shares = decideShares({ distribution: fields.brand_distribution, people });
      if ("rule" in shares) throw new Error(shares.rule);
      const accepted = {
        kind: "behaviour" as const,
        line: { ...fields, total_personas: people },
        shares,
      };
      const record = transformBehaviour(accepted, { position, raw: "", repairs: [] }, context);
      fc.pre(!("rule" in record));
      if ("rule" in record) return;
      const { hash, position: _, raw: __, repairs: ___, ...content } = record;
      expect(hash).toBe(digestText(canonicalJson(content)));
      const sum = Object.values(record.shares).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
    }),
    { numRuns: 300 },
  );
});
