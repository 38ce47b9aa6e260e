import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  type Connector,
  competitorNews,
  marketPrices,
  socialPosts,
  weatherForecasts,
  weatherObservations,
} from "../../src/web/index.js";
import { type Answer, type Asked, serving } from "./loopback.js";
import { runConnector } from "./run-rest.js";
import type { VirtualTiming } from "./virtual-timing.js";

const serve = serving();
const fixture = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`fixture/${name}.json`, import.meta.url), "utf8"));
const KEY = "CWA-0000";
const everyMs = 60_000;

/** Each connector on a server that answers its fixture; what it is asked, and what becomes of the items. */
const connectors: {
  kind: string;
  file: string;
  connect: (origin: string, timing: VirtualTiming) => Connector;
  asked: string;
  counts: object;
  rejected: readonly [rule: string, field: string][];
}[] = [
  {
    kind: "weather observations",
    file: "cwa-O-A0003-001",
    connect: (url, timing) => weatherObservations({ name: "w", url, key: KEY, timing, everyMs }),
    asked: `/O-A0003-001?format=JSON&Authorization=${KEY}`,
    counts: { messages: 4, stored: 3, deadLettered: 1 },
    rejected: [["missing", "/GeoInfo"]],
  },
  {
    kind: "weather forecasts",
    file: "cwa-F-C0032-001",
    connect: (url, timing) => weatherForecasts({ name: "w", url, key: KEY, timing, everyMs }),
    asked: `/F-C0032-001?format=JSON&Authorization=${KEY}`,
    counts: { messages: 2, stored: 6, deadLettered: 0 },
    rejected: [],
  },
  {
    kind: "social",
    file: "mastodon-tag",
    connect: (url, timing) =>
      socialPosts({ name: "w", url, tag: "全家", location: "臺北市", timing, everyMs }),
    asked: "/api/v1/timelines/tag/%E5%85%A8%E5%AE%B6?limit=40",
    counts: { messages: 4, stored: 3, deadLettered: 1 },
    rejected: [["empty", "/content"]],
  },
  {
    kind: "market",
    file: "open-prices",
    connect: (url, timing) =>
      marketPrices({ name: "w", url: `${url}/api/v1/`, product: "4710088410139", timing, everyMs }),
    asked: "/api/v1/prices?product_code=4710088410139&order_by=-created&size=100",
    counts: { messages: 6, stored: 3, deadLettered: 3 },
    rejected: [
      ["missing", "/location/osm_address_city"],
      ["out_of_range", "/price_without_discount"],
      ["missing", "/location/osm_address_city"],
    ],
  },
  {
    kind: "competitor",
    file: "json-feed",
    connect: (url, timing) =>
      competitorNews({
        ...{ name: "w", url: `${url}/feed.json`, brand: "7-11", promotionTags: ["優惠"] },
        ...{ timing, everyMs },
      }),
    asked: "/feed.json",
    counts: { messages: 4, stored: 2, deadLettered: 2 },
    rejected: [
      ["no_time", "/timestamp"],
      ["missing", "/title"],
    ],
  },
];

describe.each(connectors)("$kind", ({ file, connect, asked, counts, rejected }) => {
  it("reads its fixture: asked as documented, every item a record or a dead letter", async () => {
    const body = await fixture(file);
    const server = await serve(() => ({ body }));
    const { state, store } = await runConnector((timing) => connect(server.origin, timing));
    const { pathname, search } = server.asked[0]?.url ?? new URL("http://none");
    expect(`${pathname}${search}`).toBe(asked);
    expect(state).toMatchObject({ state: "ended", failures: 0, ...counts });
    const letters = await store.deadLetters({});
    expect(letters.map(({ rule, field }) => [rule, field])).toEqual(rejected);
  });

  it("survives 500, 429, slowness and a restart, and reads everything once", async () => {
    const body = await fixture(file);
    const answers: Answer[] = [
      { status: 500 },
      { status: 429, headers: { "retry-after": "3" } },
      { by: (response) => response.destroy() },
      { body, headers: { etag: '"1"' } },
    ];
    const server = await serve(({ headers }, count) =>
      headers["if-none-match"] === '"1"' ? { status: 304 } : (answers[count - 1] ?? { body }),
    );
    const first = await runConnector((timing) => connect(server.origin, timing));
    expect(first.state).toMatchObject({ state: "ended", duplicates: 0, ...counts });
    expect(first.timing.slept).toContain(3000);
    const { store } = first;
    const again = await runConnector((timing) => connect(server.origin, timing), { store });
    expect(again.state).toMatchObject({ state: "ended", stored: 0 });
  });

  it("is given up when it is refused, without showing its key", async () => {
    const server = await serve(() => ({ status: 403, body: KEY }));
    const { state, states } = await runConnector((timing) => connect(server.origin, timing));
    expect(state).toMatchObject({ state: "given_up", failures: 1 });
    expect(JSON.stringify(states)).not.toContain(KEY);
  });

  it("makes records that hold no number that the item did not", async () => {
    const body = await fixture(file);
    const server = await serve(() => ({ body }));
    const { store } = await runConnector((timing) => connect(server.origin, timing));
    const kinds = ["web-intel", "market", "intervention"] as const;
    const records = (await Promise.all(kinds.map((kind) => store.records({ kind })))).flat();
    expect(records.length).toBeGreaterThan(0);
    const known = new Set([...numbersIn(body), ...derived]);
    for (const { raw } of records) {
      for (const number of numbersIn(JSON.parse(raw))) expect(known).toContain(number);
    }
  });
});

/** What is worked out: probabilities from percent, a discount from two prices, one post, one deal. */
const derived = [0.7, 0.2, 0.1, 0, 1];

/** Numbers of a value, also those written as texts. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string") return /^-?\d+(\.\d+)?$/.test(value) ? [Number(value)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

it("keeps what weather stations did not report as null, and rain only where it is known", async () => {
  const body = await fixture("cwa-O-A0003-001");
  const server = await serve(() => ({ body }));
  const { store } = await runConnector((timing) =>
    weatherObservations({ name: "w", url: server.origin, key: KEY, timing, everyMs }),
  );
  const rows = await store.records({ kind: "web-intel" });
  const shown = rows.map(({ location, region, date, weather }) => ({
    ...{ location, region, date },
    ...weather,
  }));
  const none = { humidity: null, description: null, comfort: null };
  expect(shown.toSorted((a, b) => (b.temperature ?? 99) - (a.temperature ?? 99))).toEqual([
    {
      ...{ location: "高雄市", region: "高雄市", date: "2026-03-05", status: "observed" },
      ...{ ...none, temperature: null, rainy: null },
    },
    {
      ...{ location: "臺南市", region: "Tainan", date: "2026-03-05", status: "observed" },
      ...{ ...none, temperature: 24.1, rainy: false },
    },
    {
      ...{ location: "臺北市", region: "Taipei", date: "2026-03-05", status: "observed" },
      ...{ temperature: 17.3, humidity: 91, description: "陰有雨", comfort: null, rainy: true },
    },
  ]);
});

it("knows a post by its address: it is stored once, and its edited text stands", async () => {
  const posts = (await fixture("mastodon-tag")) as Record<string, unknown>[];
  const edited = { ...posts[3], content: "<p>改過</p>", edited_at: "2026-03-05T09:00:00.000Z" };
  const since = ({ url }: Asked) => url.searchParams.get("since_id");
  const server = await serve((asked, count) =>
    count === 1 ? { body: posts } : { body: since(asked) === null ? [] : [edited] },
  );
  const { store, state } = await runConnector(
    (timing) => socialPosts({ name: "w", url: server.origin, timing, everyMs }),
    { polls: 3 },
  );
  expect(server.asked.map(since)).toEqual([null, "116100000000000009", "116100000000000009"]);
  expect(state).toMatchObject({ messages: 5, stored: 4, deadLettered: 1 });
  const rows = await store.records({ kind: "web-intel" });
  expect(rows.map(({ date, item }) => [date, item])).toEqual([
    ["2026-03-04", "https://social.example/users/mei/statuses/116100000000000006"],
    ["2026-03-05", "https://social.example/@mei/116100000000000008"],
    ["2026-03-06", "https://social.example/@mei/116100000000000009"],
  ]);
  expect(rows[0]?.posts[0]?.title).toBe("改過");
  expect(rows[2]?.posts[0]).toMatchObject({
    title: "霜淇淋第二件半價， 排隊&等待 #全家",
    likes: 7,
    comments: 2,
    keywords: ["全家"],
    sentiment: null,
  });
});

it("makes prices before the discount of prices paid, or says that there was a deal", async () => {
  const body = await fixture("open-prices");
  const server = await serve(() => ({ body }));
  const { store } = await runConnector((timing) =>
    marketPrices({
      name: "w",
      url: `${server.origin}/`,
      product: "4710088410139",
      timing,
      everyMs,
    }),
  );
  const rows = await store.records({ kind: "market" });
  expect(
    rows.map(({ date, region, brand, price, promotion: { discount, deal } }) => [
      ...[date, region, brand, price, discount, deal],
    ]),
  ).toEqual([
    ["2026-03-04", "Tainan", "FamilyMart", 29.5, null, 1],
    ["2026-03-05", "Taipei", "7-11", 35, null, null],
    ["2026-03-05", "Taipei", "FamilyMart", 35, 0.2, null],
  ]);
});

it("makes events of a competitor's news", async () => {
  const body = await fixture("json-feed");
  const server = await serve(() => ({
    body,
    headers: { "content-type": "application/feed+json" },
  }));
  const { store } = await runConnector((timing) =>
    competitorNews({
      ...{ name: "w", url: server.origin, brand: "7-11", region: "台北", promotionTags: ["優惠"] },
      ...{ timing, everyMs },
    }),
  );
  const events = await store.records({ kind: "intervention" });
  expect(events).toMatchObject([
    { event: "新店開幕", type: "competition", brand: "7-11", region: "Taipei", date: "2026-03-04" },
    { event: "soft_serve_bogo", type: "promotion", insights: ["3/6 到 3/8"], date: "2026-03-05" },
  ]);
});
