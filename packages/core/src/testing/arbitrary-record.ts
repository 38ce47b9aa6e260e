import fc from "fast-check";
import { digest } from "../math/digest.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import {
  type BehaviourRecord,
  type CanonicalRecord,
  type MarketRecord,
  WEATHER_STATUSES,
  type WebIntelRecord,
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
export const time = fc.record({
  at: fc.integer({ min: 0, max: 30 }).map((step) => FIRST_AT + step * 7 * HOUR_MS),
  offsetMinutes: fc.constantFrom(0, 480, -300),
  generatedAt: maybe(fc.constantFrom(1_770_000_000_000, 1_770_000_000_001)),
  demo: fc.boolean(),
  revision: fc.option(fc.constantFrom(0, 7, 2 ** 52), { nil: undefined, freq: 1 }),
});

type Time = typeof time extends fc.Arbitrary<infer T> ? T : never;

/** The head of a record; position, raw text and repairs follow from the content, so that order of arrival tells nothing. */
export function head<K extends string, B extends object>(
  { kind, key, time: moment }: { kind: K; key: readonly unknown[]; time: Time },
  body: B,
) {
  const { at, offsetMinutes, revision, ...rest } = moment;
  const date = dateOfDay(Math.floor((at + offsetMinutes * 60_000) / 86_400_000));
  const content = { kind, key: JSON.stringify([kind, ...key]), date, at, offsetMinutes };
  const revised = { ...content, ...rest, ...(revision !== undefined && { revision }), ...body };
  return { ...revised, ...origin(digest(revised)) };
}

function origin(hash: string) {
  const number = Number.parseInt(hash.slice(0, 6), 16);
  const position = { source: `file-${number % 3}.jsonl`, line: number % 1000, offset: number };
  return {
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
    status: fc.constantFrom({}, {}, ...WEATHER_STATUSES.map((status) => ({ status }))),
    item: fc.constantFrom({}, {}, { item: "https://a.example/1" }),
  })
  .map(({ time: moment, region, temperature, rainy, status, item }) => {
    const measured = { temperature, humidity: null, description: null, rainy, comfort: null };
    const weather = { ...status, ...measured };
    const lists = { holidays: [], postsCount: null, posts: [], topics: [], insights: ["晴"] };
    return head(
      { kind: "web-intel", key: [moment.at, region, status, item], time: moment },
      { location: region, region, ...item, weather, ...lists },
    );
  });

const arbitraryLive: fc.Arbitrary<CanonicalRecord> = fc.oneof(
  { weight: 6, arbitrary: arbitraryBehaviour },
  { weight: 2, arbitrary: arbitraryMarket },
  { weight: 1, arbitrary: arbitraryWeather },
);

/** The deletion of what has a record's key. */
function deletionOf(record: CanonicalRecord): CanonicalRecord {
  const { kind, key, generatedAt, revision = null } = record;
  const own = origin(digest({ kind, key, generatedAt, revision, deleted: true }));
  return { ...record, ...own, demo: false, deleted: true };
}

/** Records of three kinds, mostly behaviour, some with a revision, and one deletion to four of them. */
export const arbitraryRecord: fc.Arbitrary<CanonicalRecord> = fc.oneof(
  { weight: 4, arbitrary: arbitraryLive },
  { weight: 1, arbitrary: arbitraryLive.map(deletionOf) },
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
