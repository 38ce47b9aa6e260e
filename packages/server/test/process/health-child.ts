import { writeFileSync } from "node:fs";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { createService } from "../../src/serve.js";

const [quotaFile = ""] = process.argv.slice(2);

/** A server inside a container's limits that takes up its processor, then its memory, and prints its health. */
const service = createService({
  store: memoryStore(),
  catalogue: builtInCatalogue,
  threads: 1,
  health: { standsMs: 0, vitals: { everyMs: 50, windowSeconds: 0.6 } },
});
const levelOf = async (what: string): Promise<string> => {
  const found = await (await service.app.request("/api/v1/health/detail")).json();
  process.stdout.write(`${JSON.stringify({ what, ...found })}\n`);
  return found.checks[what].level;
};
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Works, or waits, until a check is at a level; not for ever, whatever else the machine does. */
const until = async (what: string, level: string, work: () => unknown) => {
  for (let round = 0; round < 400; round += 1) {
    if ((await levelOf(what)) === level) return;
    await work();
  }
};
const setQuota = (microseconds: number) => writeFileSync(quotaFile, String(microseconds));

// Little enough that it is used up however busy the machine is.
setQuota(5000);
await rest(400);
await until("cpu", "fail", () => {
  const end = performance.now() + 20;
  while (performance.now() < end);
});
setQuota(100_000);
await until("cpu", "pass", () => rest(50));
const taken: Buffer[] = [];
await until("memory", "fail", () => {
  taken.push(Buffer.alloc(8 * 2 ** 20, 1));
  return rest(60);
});
await service.close();
process.exit(taken.length > 0 ? 0 : 1);
