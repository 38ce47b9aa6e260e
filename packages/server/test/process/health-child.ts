import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { createService } from "../../src/serve.js";

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

// The start itself takes all of a small container's processor.
await rest(400);
while ((await levelOf("cpu")) !== "pass") await rest(50);
while ((await levelOf("cpu")) !== "fail") {
  const end = performance.now() + 90;
  while (performance.now() < end);
  await rest(5);
}
const taken: Buffer[] = [];
while ((await levelOf("memory")) !== "fail") {
  taken.push(Buffer.alloc(8 * 2 ** 20, 1));
  await rest(60);
}
await service.close();
process.exit(taken.length > 0 ? 0 : 1);
