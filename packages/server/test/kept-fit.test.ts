import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  builtInCatalogue,
  createPipeline,
  learnTwin,
  memoryStore,
  type TwinFit,
  textSource,
} from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, expect, it } from "vitest";
import { createService } from "../src/index.js";
import { createKeptFit, fittingCode } from "../src/twin/kept-fit.js";
import { BEHAVIOUR, EVERYTHING, send } from "./market.js";

const folder = mkdtempSync(join(tmpdir(), "kept-fit-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A day's lines, a day later than all others. */
const NEWS = BEHAVIOUR.split("\n")
  .filter((line) => line.includes("2026-01-05"))
  .join("\n")
  .replaceAll("2026-01-05", "2026-03-02");

const failures: unknown[] = [];
const keptAt = (file: string, { code = "this", catalogue = builtInCatalogue } = {}) =>
  createKeptFit({ file, catalogue, code, onFailure: (error) => failures.push(error) });
const anyFit = async (): Promise<TwinFit> => {
  const store = memoryStore();
  await createPipeline({ source: textSource(BEHAVIOUR), store }).run();
  return learnTwin(await store.history());
};

it("gives a fit back to the same code, catalogue and history, and to nobody else", async () => {
  const fit = await anyFit();
  const { historyDigest } = fit.twin;
  const file = join(folder, "one.fit");
  const write = () => keptAt(file).write(fit, 0);
  await write();
  expect(await keptAt(file).read(historyDigest)).toEqual(fit);
  const others = [
    () => keptAt(file).read("another"),
    () => keptAt(file, { code: "another" }).read(historyDigest),
    () => keptAt(file, { catalogue: { ...builtInCatalogue, events: [] } }).read(historyDigest),
    () => {
      const content = readFileSync(file);
      content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
      writeFileSync(file, content);
      return keptAt(file).read(historyDigest);
    },
    () => {
      writeFileSync(file, readFileSync(file).subarray(0, -1));
      return keptAt(file).read(historyDigest);
    },
    () => {
      writeFileSync(file, "");
      return keptAt(file).read(historyDigest);
    },
  ];
  for (const read of others) {
    await write();
    expect(await read()).toBeNull();
    expect(existsSync(file)).toBe(false);
  }
  expect(failures).toEqual([]);
});

it("keeps nothing of data that have changed since", async () => {
  const fit = await anyFit();
  const file = join(folder, "changed.fit");
  const kept = keptAt(file);
  await kept.write(fit, kept.changes());
  kept.forget();
  await kept.settled();
  expect(existsSync(file)).toBe(false);
  await kept.write(fit, 0);
  expect(existsSync(file)).toBe(false);
});

it("tells of a file that cannot be written, and goes on", async () => {
  const kept = keptAt(join(folder, "none", "x.fit"));
  await kept.write(await anyFit(), 0);
  expect(failures).toEqual([expect.objectContaining({ code: "ENOENT" })]);
});

it("starts with the fit of the same data, and fits anew where they changed", {
  timeout: 120_000,
}, async () => {
  const file = join(folder, "shop.duckdb");
  const running = async () => {
    const store = await duckdbStore(file);
    const service = createService({ store, catalogue: builtInCatalogue, storeFile: file });
    await service.prepare();
    const close = async () => {
      await service.close();
      await store.close();
    };
    return { service, close };
  };
  const first = await running();
  await send(first.service.app, EVERYTHING);
  await first.service.twin.refit();
  await first.close();

  const second = await running();
  const fitted = second.service.twin.current();
  await second.close();
  if (fitted === null) throw new Error("there is no twin");

  // Another fit under the same name is what the next one begins with: it has not been made anew.
  const kept = keptAt(`${file}.fit`, { code: fittingCode() });
  const fit = await kept.read(fitted.historyDigest);
  if (fit === null) throw new Error("there is no kept fit");
  expect(fit.twin).toEqual(fitted);
  await kept.write({ ...fit, twin: { ...fit.twin, demo: !fit.twin.demo } }, 0);
  const third = await running();
  expect(third.service.twin.current()?.demo).toBe(!fitted.demo);
  await send(third.service.app, NEWS);
  await third.close();
  expect(existsSync(`${file}.fit`)).toBe(false);

  const fourth = await running();
  expect(fourth.service.twin.current()?.demo).toBe(fitted.demo);
  await fourth.close();
});
