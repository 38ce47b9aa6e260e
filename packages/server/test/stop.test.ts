import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { createService } from "../src/index.js";
import { EVERYTHING, send } from "./market.js";

it("stops in the middle of a fit without calling that an error", async () => {
  const lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
  const options = { store: memoryStore(), catalogue: builtInCatalogue, debounceMs: 0, log };
  const service = createService(options);
  const all = EVERYTHING.split("\n");
  const isLater = (line: string) => /Tainan|[台臺]南/.test(line);
  await send(service.app, all.filter((line) => !isLater(line)).join("\n"));
  await service.prepare();
  // New cells: another fit is made, in a thread.
  await send(service.app, all.filter(isLater).join("\n"));
  const started = performance.now();
  await vi.waitFor(() => expect(performance.now() - started).toBeGreaterThan(700));
  await service.close();
  expect(lines).toEqual([]);
});
