import * as z from "zod";
import type { ServiceOptions } from "../service/options.js";
import {
  byteSize,
  type SettingValues,
  settingGroup,
  textList,
  wholeNumber,
  yesOrNo,
} from "./setting.js";

const MIB = 2 ** 20;
const path = z.string();

/** As browsers say it: a page's origin is compared letter by letter, so that anything else would match none. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error:
    "expected origins such as https://portal.example.com, without a path or a slash at the end",
});

const zone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat("en", { timeZone: name });
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  },
  { error: "expected an IANA zone such as Asia/Taipei" },
);

const store = z.string().refine((url) => /^(duckdb:.|memory:$)/.test(url), {
  error: "expected duckdb:PATH or memory:",
});

/** What the server serves, where, and how much it may take. */
export const serverSettings = settingGroup({
  host: {
    env: "CDP_HOST",
    schema: z.string().default("127.0.0.1"),
    help: "Address that is listened at; one that other machines reach needs credentials.",
    flag: "--host <address>",
  },
  port: {
    env: "CDP_PORT",
    schema: wholeNumber(0, 65535).default(8000),
    help: "Port; 0 takes any free one.",
    flag: "--port <number>",
  },
  store: {
    env: "CDP_STORE",
    schema: store.default("duckdb:./data/cdp.duckdb"),
    help: "Where records are kept: duckdb:PATH or memory:.",
    flag: "--store <url>",
  },
  dataFolder: {
    env: "CDP_DATA_FOLDER",
    schema: path.optional(),
    help: "Folder whose files (not those of its folders) are read at start and as they come or grow.",
    example: "/data",
    flag: "--data <folder>",
  },
  catalogue: {
    env: "CDP_CATALOGUE",
    schema: path.optional(),
    help: "File with the names of personas, regions and brands; default: the built-in ones.",
    example: "./catalogue.json",
    flag: "--catalogue <file>",
  },
  zone: {
    env: "CDP_ZONE",
    schema: zone.optional(),
    help: "IANA zone of times without one; default: the catalogue's.",
    example: "Asia/Taipei",
    flag: "--zone <zone>",
  },
  rules: {
    env: "CDP_RULES",
    schema: path.optional(),
    help: "File with rules of your own for the data, as JSON (docs/guide/rules.md).",
    example: "./rules.json",
    flag: "--rules <file>",
  },
  sources: {
    env: "CDP_SOURCES",
    schema: path.optional(),
    help: "File with live sources, webhooks and who is told, as JSON (docs/guide/sources.md).",
    example: "./sources.json",
    flag: "--sources <file>",
  },
  twin: {
    env: "CDP_TWIN",
    schema: path.optional(),
    help: "File with a fitted twin that is used instead of fitting one.",
    example: "./twin.json",
    flag: "--twin <file>",
  },
  demo: {
    env: "CDP_DEMO",
    schema: yesOrNo.default(false),
    help: "Loads the demo data when the store is empty.",
    flag: "--demo",
  },
  origins: {
    env: "CDP_ALLOWED_ORIGINS",
    schema: textList.pipe(z.array(origin)).default([]),
    help: "Origins of pages elsewhere that may ask, with commas between them.",
    example: "https://portal.example.com,https://intranet.example.com",
    flag: "--allow-origin <origin...>",
  },
  log: {
    env: "CDP_LOG",
    schema: yesOrNo.default(true),
    help: "Writes each request as a line of JSON to standard output.",
    flag: "--no-log",
  },
  threads: {
    env: "CDP_THREADS",
    schema: wholeNumber(1, 256).optional(),
    help: "Threads that simulate; default: one less than there are cores, at most four.",
    example: "1",
  },
  bodyLimitBytes: {
    env: "CDP_BODY_LIMIT",
    schema: byteSize(1024, 64 * MIB).default(MIB),
    help: "Largest body of a question.",
    example: "1MiB",
  },
  ingestLimitBytes: {
    env: "CDP_INGEST_LIMIT",
    schema: byteSize(1024).default(256 * MIB),
    help: "Largest body of POST /api/v1/ingest, unpacked.",
    example: "256MiB",
  },
  trackingLimitBytes: {
    env: "CDP_TRACKING_LIMIT",
    schema: byteSize(1024, 64 * MIB).default(4 * MIB),
    help: "Largest body of the tracking API, unpacked.",
    example: "4MiB",
  },
  pageBudgetBytes: {
    env: "CDP_PAGE_MEMORY",
    schema: byteSize(0, 2 ** 40).default(16 * MIB),
    help: "Memory for serialised rows; those beyond it are in a scratch file.",
    example: "16MiB",
  },
  mostWaiting: {
    env: "CDP_MOST_WAITING",
    schema: wholeNumber(1, 10_000_000).default(100_000),
    help: "Records of small deliveries that may wait for their commit; more are refused.",
  },
  settleMs: {
    env: "CDP_SETTLE_MS",
    schema: wholeNumber(0, 3_600_000).default(2000),
    help: "How long the data must be quiet before a twin with other cells or brands is fitted, in milliseconds.",
  },
  deriveMs: {
    env: "CDP_DERIVE_MS",
    schema: wholeNumber(0, 3_600_000).default(100),
    help: "How long after customer events came behaviour is derived from them, in milliseconds.",
  },
  leastPeople: {
    env: "CDP_LEAST_PEOPLE",
    schema: wholeNumber(1, 1_000_000).default(1),
    help: "Buyers that a cell needs on a day for behaviour to be derived.",
  },
});

/** What the settings mean for `createService`. */
export function serverOptions(settings: SettingValues<typeof serverSettings>) {
  const { zone, origins, threads, bodyLimitBytes, ingestLimitBytes, trackingLimitBytes } = settings;
  const { pageBudgetBytes, mostWaiting, settleMs, deriveMs, leastPeople } = settings;
  return {
    zone,
    allowedOrigins: origins,
    ...{ bodyLimitBytes, ingestLimitBytes, trackingLimitBytes, pageBudgetBytes, mostWaiting },
    debounceMs: settleMs,
    deriveDebounceMs: deriveMs,
    leastPeople,
    ...(threads !== undefined && { threads }),
  } satisfies Partial<ServiceOptions>;
}
