import { Agent, request } from "node:http";
import { marketMessage } from "@cdp-whatif/core/testing";
import { pause } from "./chaos-wait.js";

/** One thing that clients ask, and how often among a hundred requests. */
interface Kind {
  readonly name: "query" | "summary" | "run" | "write" | "health";
  readonly weight: number;
}

const KINDS: readonly Kind[] = [
  { name: "query", weight: 70 },
  { name: "summary", weight: 10 },
  { name: "run", weight: 7 },
  { name: "write", weight: 10 },
  { name: "health", weight: 3 },
];
const LINES_PER_WRITE = 5;

/** One request that was made. */
export interface Sample {
  readonly kind: Kind["name"];
  /** Milliseconds since the epoch. */
  readonly begun: number;
  readonly ended: number;
  /** Null where no answer came. */
  readonly status: number | null;
}

/** What the clients saw, and which lines they were told are kept. */
export interface Seen {
  readonly samples: Sample[];
  /** Numbers of market lines that were sent, and of those that were acknowledged. */
  readonly sent: number[];
  readonly kept: number[];
}

const day = (of: number) => new Date(Date.UTC(2026, 0, 1 + of)).toISOString().slice(0, 10);

/** Clients that ask a server over a few connections: as fast as it answers, or at a rate. */
export function clients(options: {
  readonly url: () => string;
  readonly connections: number;
  readonly chance: () => number;
}) {
  const { url, connections, chance } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const seen: Seen = { samples: [], sent: [], kept: [] };
  let written = 0;
  let seed = 0;

  const pick = (): Kind["name"] => {
    let left = chance() * KINDS.reduce((sum, { weight }) => sum + weight, 0);
    for (const { name, weight } of KINDS) {
      left -= weight;
      if (left < 0) return name;
    }
    return "query";
  };
  const asked = (kind: Kind["name"]): { path: string; type?: string; body?: string } => {
    const persona = chance() < 0.5 ? "Fresh_Grad" : "FinTech_Family";
    if (kind === "query") {
      const region = chance() < 0.5 ? "Taipei" : "Tainan";
      const from = Math.floor(chance() * 40);
      return {
        path: `/api/v1/behavior?persona=${persona}&region=${region}&start_date=${day(from)}&end_date=${day(from + 19)}`,
      };
    }
    if (kind === "summary") return { path: `/api/v1/behavior/summary?persona=${persona}` };
    if (kind === "health") return { path: "/health" };
    if (kind === "run") {
      seed += 1;
      const price = { FamilyMart: 0.9 + chance() / 5 };
      const body = { event_type: "price_change", parameters: { price }, draws: 50, seed };
      return { path: "/api/v1/simulate", type: "application/json", body: JSON.stringify(body) };
    }
    const lines = Array.from({ length: LINES_PER_WRITE }, () => {
      written += 1;
      seen.sent.push(written);
      return marketMessage(written);
    });
    return { path: "/api/v1/ingest", type: "application/x-ndjson", body: lines.join("\n") };
  };

  const one = async (): Promise<void> => {
    const kind = pick();
    const { path, type, body } = asked(kind);
    const last = written;
    const begun = Date.now();
    const status = await statusOf(`${url()}${path}`, { agent, type, body });
    seen.samples.push({ kind, begun, ended: Date.now(), status });
    if (kind === "write" && status === 200)
      for (let i = 0; i < LINES_PER_WRITE; i += 1) seen.kept.push(last - i);
    // Whoever cannot reach a server does not try again at once.
    if (status === null) await pause(50);
  };

  return {
    seen,
    /** @returns requests per second */
    async atMost(ms: number): Promise<number> {
      const [end, before] = [Date.now() + ms, seen.samples.length];
      const worker = async () => {
        while (Date.now() < end) await one();
      };
      await Promise.all(Array.from({ length: connections }, worker));
      return (1000 * (seen.samples.length - before)) / ms;
    },
    /** Asks at a rate until it is told to stop; where answers are late, no more than all connections wait. */
    async steadily(perSecond: number, until: () => boolean): Promise<void> {
      const begun = performance.now();
      let started = 0;
      const worker = async () => {
        while (!until()) {
          const due = begun + (1000 * started) / perSecond;
          started += 1;
          const wait = due - performance.now();
          if (wait > 1) await pause(wait);
          await one();
        }
      };
      await Promise.all(Array.from({ length: connections }, worker));
    },
    close: () => agent.destroy(),
  };
}

/** The status of an answer that arrived whole; null where none did within ten seconds. */
function statusOf(
  url: string,
  { agent, type, body }: { agent: Agent; type: string | undefined; body: string | undefined },
): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = type === undefined ? {} : { "content-type": type };
    const method = body === undefined ? "GET" : "POST";
    const asking = request(url, { agent, method, headers, timeout: 10_000 }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.complete ? (answer.statusCode ?? null) : null));
      answer.once("close", () => resolve(null));
    });
    asking.once("error", () => resolve(null));
    asking.once("timeout", () => asking.destroy());
    asking.end(body);
  });
}
