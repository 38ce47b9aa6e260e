import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  rename,
  rm,
  truncate,
  unlink,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tailSource } from "./tail-source.js";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "cdp-tail-"));
});
afterAll(() => rm(root, { recursive: true }));

type Format = "json-lines" | "csv";
const quick = { everyMs: 4, lingerMs: 12 };

/** Somebody who commits what is delivered, with its cursor, and can be stopped and started again. */
function follower(path: string, format: Format) {
  const lines: string[] = [];
  let cursor: string | null = null;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const start = () => {
    stopping = new AbortController();
    const { signal } = stopping;
    const source = tailSource({ name: "tail", path, format, ...quick });
    running = (async () => {
      for await (const batch of source.open({ cursor, signal, onOpen: () => undefined })) {
        if (signal.aborted) break;
        for (const message of batch.messages) {
          if (typeof message === "string" || message instanceof Uint8Array) continue;
          lines.push(message.json ?? message.text);
        }
        cursor = batch.cursor;
      }
    })();
  };
  return {
    lines,
    start,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 1500; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const STEPS = [
  "append",
  "half",
  "rotate",
  "copytruncate",
  "truncate",
  "recreate",
  "restart",
  "stop",
  "start",
] as const;

/** After these it is certain which lines were read. */
const CERTAIN: readonly string[] = ["append", "half", "restart", "stop", "start"];
const number = (line: string) => Number(JSON.parse(line).n);

it.each<Format>(["json-lines", "csv"])(
  "stores every whole line of %s once, whatever happens to the file",
  async (format) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.integer({ min: 1, max: 4 })), {
          minLength: 3,
          maxLength: 14,
        }),
        async (steps) => {
          run += 1;
          const path = join(root, `${format}-${run}`, "app.log");
          const folder = join(root, `${format}-${run}`);
          await mkdir(folder);
          const expected: string[] = [];
          const one = follower(path, format);
          let [count, rotated, started, halfOpen] = [0, 0, false, false];
          let empty = true;
          const begin = async () => {
            empty = false;
            await appendFile(path, format === "csv" ? "n,text\n" : "");
          };
          const line = () => {
            count += 1;
            const text = `${"x".repeat(count % 7)}\n"`;
            const json = JSON.stringify({ n: String(count), text });
            expected.push(json);
            return format === "csv" ? `${count},"${"x".repeat(count % 7)}\n"""\n` : `${json}\n`;
          };
          let rest = "";
          const complete = async () => {
            if (empty) await begin();
            if (halfOpen) await appendFile(path, rest);
            halfOpen = false;
          };
          const start = () => {
            if (!started) one.start();
            started = true;
          };
          const drained = async () => {
            start();
            await until(() => new Set(one.lines).size >= expected.length);
          };
          await begin();
          await appendFile(path, line());
          await drained();
          for (const [step, times] of steps) {
            if (step === "append") {
              await complete();
              for (let i = 0; i < times; i++) await appendFile(path, line());
            } else if (step === "half") {
              await complete();
              const whole = line();
              const at = Math.min(whole.length - 1, times * 3);
              await appendFile(path, whole.slice(0, at));
              rest = whole.slice(at);
              halfOpen = true;
            } else if (step === "rotate") {
              await complete();
              rotated += 1;
              await rename(path, `${path}.${rotated}`);
              empty = true;
            } else if (step === "copytruncate" || step === "truncate") {
              await complete();
              await drained();
              rotated += 1;
              if (step === "copytruncate") await copyFile(path, `${path}.${rotated}`);
              await truncate(path);
              empty = true;
            } else if (step === "recreate") {
              await complete();
              await drained();
              await unlink(path);
              empty = true;
            } else if (step === "stop" || step === "restart") {
              if (started) await one.stop();
              started = false;
              if (step === "restart") start();
            } else {
              start();
            }
          }
          await complete();
          await drained();
          await new Promise((resolve) => setTimeout(resolve, 20));
          await one.stop();
          // A line may come again, e.g. from a copy of the file, which a store takes as a duplicate.
          const byNumber = (a: string, b: string) => number(a) - number(b);
          expect([...new Set(one.lines)].sort(byNumber)).toEqual(expected);
          if (steps.every(([step]) => CERTAIN.includes(step))) expect(one.lines).toEqual(expected);
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );
  },
  60_000,
);

it("refuses a packed file for good, and waits for one that is not there", async () => {
  const path = join(root, "packed.log");
  const source = tailSource({ name: "t", path, ...quick });
  const stopping = new AbortController();
  const reading = (async () => {
    const batches = source.open({ cursor: null, signal: stopping.signal, onOpen: () => undefined });
    for await (const { messages } of batches) expect(messages).toEqual([]);
  })();
  const refusal = expect(reading).rejects.toMatchObject({ code: "source_failed", final: true });
  await appendFile(path, Uint8Array.from([0x1f, 0x8b, 8, 0, 0]));
  await refusal;
  stopping.abort();
});
