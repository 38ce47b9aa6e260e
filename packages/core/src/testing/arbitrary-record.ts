import fc from "fast-check";
import { digest } from "../math/digest.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import type {
  BehaviourRecord,
  CanonicalRecord,
  MarketRecord,
  WebIntelRecord,
} from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { deadLetter } from "../store/dead-letter.js";

const HOUR_MS = 3_600_000;
const FIRST_AT = Date.UTC(2026, 1, 26);
/** Names whose order differs between UTF-8 and UTF-16, and some that need escaping. */
const PERSONAS = ["Fresh_Grad", "FinTech_Family", "😀", "\uff21", 'a"b'] as const;
const REGIONS = ["Taipei", "Tainan"] as const;
const BRANDS = ["7-11", "FamilyMart", "Other", "全家", "😀", "\uff21"] as const;

const fraction = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });

/** Few instants, so that keys meet; the zone's offset may put two of a day on different dates. */
const time = fc.record({
  at: fc.integer({ min: 0, max: 30 }).map((step) => FIRST_AT + step * 7 * HOUR_MS),
  offsetMinutes: fc.constantFrom(0, 480, -300),
  generatedAt: maybe(fc.constantFrom(1_770_000_000_000, 1_770_000_000_001)),
  demo: fc.boolean(),
});

type Time = typeof time extends fc.Arbitrary<infer T> ? T : never;

/** The head of a record; position, raw text and repairs follow from the content, so that order of arrival tells nothing. */
function head<K extends string, B extends object>(
  { kind, key, time: moment }: { kind: K; key: readonly unknown[]; time: Time },
  body: B,
) {
  const { at, offsetMinutes } = moment;
  const date = dateOfDay(Math.floor((at + offsetMinutes * 60_000) / 86_400_000));
  const content = { kind, key: JSON.stringify([kind, ...key]), date, ...moment, ...body };
  const hash = digest(content);
  const number = Number.parseInt(hash.slice(0, 6), 16);
  const position = { source: `file-${number % 3}.jsonl`, line: number % 1000, offset: number };
  return {
    ...content,
    hash,
    position,
    repairs: number % 2 === 0 ? [] : ["counts"],
    raw: `{"n":"${hash}\u00e9"}`,
  };
}

const shares = fc
  .uniqueArray(fc.constantFrom(...BRANDS), { minLength: 1, maxLength: 4 })
  .chain((brands) =>
    fc
      .array(fc.integer({ min: 1, max: 1000 }), {
        minLength: brands.length,
        maxLength: brands.length,
      })
      .map((weights) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        return Object.fromEntries(brands.map((brand, i) => [brand, (weights[i] ?? 0) / sum]));
      }),
  );

/** Behaviour records, few keys and many conflicts. */
export const arbitraryBehaviour: fc.Arbitrary<BehaviourRecord> = fc
  .record({
    time,
    persona: fc.constantFrom(...PERSONAS),
    region: fc.constantFrom(...REGIONS),
    people: maybe(
      fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.double({ min: 0, max: 1e6, noNaN: true })),
    ),
    shares,
    satisfaction: maybe(fraction),
    digitalAdoption: maybe(fraction),
    gamification: maybe(fraction),
    efficiency: maybe(fraction),
    insights: fc.array(fc.string({ unit: "grapheme", maxLength: 8 }), { maxLength: 2 }),
  })
  .map(({ time: moment, ...body }) => {
    const people = body.people === null ? null : body.people + 0;
    const key = [moment.at, body.persona, body.region];
    return head({ kind: "behaviour", key, time: moment }, { ...body, people });
  });

const arbitraryMarket: fc.Arbitrary<MarketRecord> = fc
  .record({
    time,
    region: fc.constantFrom(...REGIONS),
    brand: fc.constantFrom(...BRANDS),
    price: maybe(fc.double({ min: 0.01, max: 1000, noNaN: true })),
    units: maybe(fc.integer({ min: 0, max: 1000 })),
    feature: maybe(fraction),
    planned: fc.boolean(),
  })
  .map(({ time: moment, ...body }) => {
    const key = [moment.at, body.region, body.brand, body.planned];
    const promotion = { discount: null, pointMultiplier: null, bogo: null, deal: null };
    const rest = {
      currency: body.price === null ? null : "TWD",
      promotion,
      display: null,
      distribution: null,
    };
    return head({ kind: "market", key, time: moment }, { ...body, ...rest });
  });

const arbitraryWeather: fc.Arbitrary<WebIntelRecord> = fc
  .record({
    time,
    region: fc.constantFrom(...REGIONS),
    temperature: maybe(fc.integer({ min: -5, max: 40 })),
    rainy: maybe(fc.boolean()),
  })
  .map(({ time: moment, region, temperature, rainy }) => {
    const weather = { temperature, humidity: null, description: null, rainy, comfort: null };
    const lists = { holidays: [], postsCount: null, posts: [], topics: [], insights: ["晴"] };
    return head(
      { kind: "web-intel", key: [moment.at, region], time: moment },
      { location: region, region, weather, ...lists },
    );
  });

/** Records of three kinds, mostly behaviour. */
export const arbitraryRecord: fc.Arbitrary<CanonicalRecord> = fc.oneof(
  { weight: 6, arbitrary: arbitraryBehaviour },
  { weight: 2, arbitrary: arbitraryMarket },
  { weight: 1, arbitrary: arbitraryWeather },
);

/** Dead letters, few enough to meet again. */
export const arbitraryLetter: fc.Arbitrary<DeadLetter> = fc
  .record({ rule: fc.constantFrom("not_json", "missing"), line: fc.integer({ min: 1, max: 9 }) })
  .map(({ rule, line }) =>
    deadLetter({
      kind: null,
      rejection: { rule, field: "/a", found: "\u0000 not", expected: "an object" },
      position: { source: `bad-${line % 2}.jsonl`, line, offset: line * 10 },
      raw: `line ${line} \u0000 全家`,
      rejectedAt: line % 3 === 0 ? null : line * 1000,
    }),
  );
