import { canonicalJson, digestText, purposeId, uniformSource } from "../../src/math/index.js";

/** Pinned: a change of one bit of one fit changes it, and is a change of the product's numbers. */
export const EXPECTED_MODELS: Readonly<Record<string, string>> = {
  "baseline {}": "eb5ca04c5240f1569c26b522f45a5e86a8e1963fa966e7a6444e33e4d471ce65",
  'choice {"attributes":["price"],"classes":1,"loyalty":false}':
    "5c5720d44696a17f5810c6638045010524c41c22d53ba9c70a17b05ef7a80ea2",
  'choice {"attributes":["price"],"classes":2,"loyalty":"auto"}':
    "789020cf29fa1e810513371b3a014b316d0925121a0d4ee7b4fa51c78e0097b2",
  'demand {"covariates":["feat"]}':
    "3fb2fd681a34dcf843ffa0597acb8b0aad2298785fd8a4d11ed966c327238c23",
  'demand {"covariates":["feat"],"response":"counts"}':
    "5a7a617c326a8afb3cdc902591360c245e6f989c5f1d39869d4569583801047a",
  "driftWatch {}": "9d7a2612911782005098bd531d879f43eb4c8a63d3dc971c3a4181aed3ffbbeb",
  'lifetime {"until":"2026-04-11"}':
    "f5e91ebbc7b15818744058e69618182eee1216b38068cd1d331ddfa65422121f",
  'logit {"features":["frequency","spend","channel"],"target":"churned"}':
    "046c00ad2ed152151cef2c0059d09af5f59837018062bb63017516dbf7a6c098",
  'media {"channels":["tv"],"date":"week","draws":20,"seed":1,"target":"sales"}':
    "1d1129338551f51bb69b57ca8afa7fe173ad2ad9bff9413db833ea8a61b3fcbf",
  'network {"features":["frequency","spend","channel"],"target":"churned","task":"classification"}':
    "d796785c54d739b7a8e2be3f5acbb31c4732e4b8d9dbf5aff4a5ac7bbbee4bd4",
  'outcome {"candidates":["decision tree","logit"],"features":["frequency","spend"],"target":"churned"}':
    "7e17c4981a21a3fdf6115869677df1315124a0ee999ebe5f6474ff15fc739df0",
  'personas {"k":{"max":4,"min":1}}':
    "83ecb072cde412030885f4292d366129ce9e7502799b7f2f208b148ab3cc1e83",
  "transitions {}": "95d8001674ac38ce7b63a5b249c20c7bd8260605484152820cf3dd2a5faa367c",
  "transitionsFromShares {}": "197411c724e1326d6101206a10c9df6eea76dcc46c796912b8a95ace02893f6a",
  'tree {"features":["frequency","spend","channel"],"target":"churned"}':
    "439a75b8991360247dfa23f7e41c73cca6ea493516be509f8fceeea9c917a26f",
  'trees {"features":["frequency","spend","channel"],"rounds":10,"target":"churned"}':
    "4c767cf5f18a6fe12213f3080a80044a5929778a667b0c5f26c3ecc9ed5182f3",
  'uplift {"features":["frequency","spend"],"outcome":"churned","treatment":"treated"}':
    "f2bafcb62e675d70b6b77a7a6ffd7f8b5d4ced7dc5fd942b3beae88aa516319d",
};

/** A small fit of each kind: its name, rows and options. */
export type ProbeFit = readonly [name: string, rows: unknown, options: object];

const next = uniformSource(20261126, 3, purposeId("model probe"));
const list = <T>(length: number, of: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => of(i));
const pick = <T>(values: readonly T[]): T => {
  const value = values[Math.floor(next() * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
};
const noise = (): number => next() + next() + next() - 1.5;
const date = (day: number): string =>
  new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);

const customers = list(160, (i) => {
  const frequency = i % 2 === 0 ? 2 + next() : 8 + 2 * next();
  const treated = next() < 0.5;
  const churned = next() < (frequency > 5 ? 0.1 : 0.5) - (treated ? 0.05 : 0);
  return { frequency, spend: 100 * next(), channel: pick(["app", "shop"]), treated, churned };
});
const names = ["a", "b", "c"];
const choices = list(240, (i) => {
  const alternatives = Object.fromEntries(names.map((name) => [name, { price: 1 + next() }]));
  const worth = (name: string) => noise() - 2 * (alternatives[name]?.price ?? 0);
  const [chosen] = names.map((name) => [name, worth(name)] as const).sort((x, y) => y[1] - x[1]);
  return {
    chooserId: `h${i % 40}`,
    at: Math.floor(i / 40),
    chosen: chosen?.[0] ?? "a",
    alternatives,
  };
});
const sales = list(160, (i) => {
  const prices: Record<string, number> = { a: 1 + next(), b: 1 + next() };
  const product = i % 2 === 0 ? "a" : "b";
  const units = Math.round(200 / (prices[product] ?? 1) ** 2 + 20 * next()) + 1;
  return {
    product,
    group: `s${i % 4}`,
    at: Math.floor(i / 8),
    units,
    prices,
    feat: Math.round(next()),
  };
});
/** By products: `0.8 ** t` has other last bits in WebKit. */
const left = (t: number): number => (t === 0 ? 1 : 0.8 * left(t - 1));
const shares = (t: number): number[] => [0.3 + 0.2 * left(t) + 0.01 * noise(), 0.4 - 0.1 * left(t)];

/** Fits that take milliseconds each. */
export const PROBE_FITS: readonly ProbeFit[] = [
  ["baseline", list(90, (i) => ({ date: date(i), value: 100 + 10 * (i % 7) + 3 * noise() })), {}],
  ["choice", choices, { attributes: ["price"], loyalty: false, classes: 1 }],
  ["choice", choices, { attributes: ["price"], loyalty: "auto", classes: 2 }],
  ["demand", sales, { covariates: ["feat"] }],
  ["demand", sales, { covariates: ["feat"], response: "counts" }],
  ["driftWatch", { residual: list(60, () => noise()) }, {}],
  [
    "lifetime",
    list(200, (i) => ({
      customerId: `c${i % 60}`,
      at: date(Math.floor(next() * (i < 60 ? 20 : 90))),
      amount: 10 + 5 * next(),
    })),
    { until: date(100) },
  ],
  ["logit", customers, { target: "churned", features: ["frequency", "spend", "channel"] }],
  [
    "media",
    list(80, (t) => {
      const tv = Math.max(0, next() - 0.3);
      return { week: date(7 * t), sales: 50 + 30 * tv + 3 * noise(), tv };
    }),
    { target: "sales", channels: ["tv"], date: "week", draws: 20, seed: 1 },
  ],
  [
    "network",
    customers,
    { target: "churned", features: ["frequency", "spend", "channel"], task: "classification" },
  ],
  [
    "outcome",
    customers,
    {
      target: "churned",
      features: ["frequency", "spend"],
      candidates: ["decision tree", "logit"],
    },
  ],
  [
    "personas",
    customers.map(({ frequency, spend }, i) => ({ id: `c${i}`, traits: { frequency, spend } })),
    { k: { min: 1, max: 4 } },
  ],
  ["transitions", list(30, () => list(12, () => pick(names))), {}],
  ["transitionsFromShares", [list(30, shares)], {}],
  ["tree", customers, { target: "churned", features: ["frequency", "spend", "channel"] }],
  [
    "trees",
    customers,
    { target: "churned", features: ["frequency", "spend", "channel"], rounds: 10 },
  ],
  [
    "uplift",
    customers,
    { treatment: "treated", outcome: "churned", features: ["frequency", "spend"] },
  ],
];

/** Names a probe: the same fit may stand in the list with other options. */
export const probeName = ([name, , options]: ProbeFit): string =>
  `${name} ${canonicalJson(options)}`;

/** SHA-256 of a model's canonical JSON. */
export const modelDigest = (model: unknown): string => digestText(canonicalJson(model));
