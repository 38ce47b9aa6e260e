import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type * as z from "zod";
import { SourcesAnswer } from "../../src/route/source.js";
import { Final, inTime, until } from "./chaos-wait.js";
import { collect, origin, start } from "./command.js";

/** Acknowledged, or to be tried again: too many, not now, no space. */
const PASSING = new Set([200, 429, 503, 507]);
type Told = z.infer<typeof SourcesAnswer>["sources"][number];

/** A serving process that is ended and started again, and how to ask it though it may be gone. */
export function servedProcess(folder: string, args: readonly string[]) {
  let url = "";
  let said = () => ({ out: "", err: "" });
  let running: { readonly child: ChildProcess; readonly closed: Promise<unknown> } | undefined;
  let shut = false;
  const statuses: Record<string, number> = {};
  const count = (name: string) => {
    statuses[name] = (statuses[name] ?? 0) + 1;
  };
  const output = () => {
    const { out, err } = said();
    return `${out}${err}`.slice(-3000);
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    // A killed server's port may be another's by now, who never answers.
    const answer = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    return { status: answer.status, body: await answer.text() };
  };
  return {
    statuses,
    output,
    pid: () => running?.child.pid ?? 0,
    url: () => url,
    async start() {
      if (shut) throw new Error("the test is over");
      const child = start(folder, args);
      running = { child, closed: once(child, "close") };
      said = collect(child);
      url = await origin(child, said);
    },
    /** Does nothing when it has ended. */
    async end(signal: "SIGKILL" | "SIGTERM") {
      running?.child.kill(signal);
      const what = () => `the end by ${signal}; the server said: ${output()}`;
      await inTime(running?.closed ?? Promise.resolve(), { ms: 40_000, what });
    },
    /** Ends it for good. */
    close() {
      shut = true;
      return this.end("SIGKILL");
    },
    /** Posts until it is acknowledged. @returns the answer, and how often it was not */
    async post(
      path: string,
      { headers, body }: { headers: () => Record<string, string>; body: string },
    ) {
      let answer = "";
      const failed = await until(
        `an answer of ${path}`,
        async () => {
          const got = await ask(path, { method: "POST", headers: headers(), body });
          count(String(got.status));
          if (!PASSING.has(got.status)) throw new Final(`${path}: ${got.status} ${got.body}`);
          answer = got.body;
          return got.status === 200 ? null : `${got.status} ${got.body}; ${output()}`;
        },
        { ms: 120_000, everyMs: 100, oneMs: 15_000 },
      );
      return { answer, failed };
    },
    /** How each source is; what it counted adds up. */
    async sources(): Promise<readonly Told[]> {
      const { sources } = SourcesAnswer.parse(JSON.parse((await ask("/api/v1/sources")).body));
      for (const { name, read, stored, duplicates, dead_lettered } of sources) {
        if (read !== stored + duplicates + dead_lettered) {
          throw new Final(`${name}: ${read} ≠ ${stored} + ${duplicates} + ${dead_lettered}`);
        }
      }
      return sources;
    },
    /** Records and dead letters that this process stored, whichever way they came. */
    async stored() {
      const { body } = await ask("/metrics");
      const value = (name: string) => Number(new RegExp(`^${name} (\\d+)`, "m").exec(body)?.[1]);
      return {
        records: value("cdp_records_stored_total"),
        letters: value("cdp_dead_letters_total"),
      };
    },
  };
}
