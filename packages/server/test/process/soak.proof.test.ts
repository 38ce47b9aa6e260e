import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue } from "@cdp-whatif/core";
import { openStore } from "@cdp-whatif/core/duckdb";
import { generateFiles, ingestFiles } from "@cdp-whatif/core/node";
import { expect, it, onTestFinished } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { uniform } from "./chaos-begin.js";
import { smallDisk } from "./chaos-disk.js";
import { servedProcess } from "./chaos-server.js";
import { pause, until } from "./chaos-wait.js";
import { clients, type Sample } from "./soak-load.js";

const MINUTES = isProof ? 30 : 0.1;
const PEAK_MS = isProof ? 10_000 : 1000;
/** An error belongs to a fault until so long after the server is ready again. */
const GRACE_MS = 1000;
/** Between faults. */
const CALM_MS = isProof ? 45_000 : 300;

/** A fault, from when it was done until the server answered as before. */
interface Fault {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

it("answers at half its peak without an error of its own, and loses no write", {
  timeout: isProof ? 3_600_000 : 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "soak-"));
  const disk = smallDisk(folder, 2048);
  const file = `duckdb:${join(disk.path, "soak.duckdb")}`;
  await fill(file, folder);
  const server = servedProcess(folder, ["serve", "--port", "0", "--no-log", "--store", file]);
  onTestFinished(async () => {
    await server.close();
    disk.close();
    await rm(folder, { recursive: true, force: true });
  });
  await server.start();
  await ready(server.url);
  const chance = uniform(21);
  const load = clients({ url: server.url, connections: 16, chance });
  onTestFinished(() => load.close());

  const peak = await load.atMost(PEAK_MS);
  const begun = Date.now();
  const end = begun + MINUTES * 60_000;
  let over = false;
  const asking = load.steadily(peak / 2, () => over);
  const faults: Fault[] = [];
  const memory: { at: number; mib: number }[] = [];
  const sampling = (async () => {
    for (; !over; await pause(isProof ? 1000 : 200)) {
      const mib = residentMib(server.pid());
      if (mib !== null) memory.push({ at: Date.now(), mib });
    }
  })();

  // Those that end the process come first: how its memory goes on is watched on one that lives for long.
  const ending = {
    "server killed": async () => {
      await server.end("SIGKILL");
      await server.start();
    },
    "server stopped": async () => {
      await server.end("SIGTERM");
      await server.start();
    },
  };
  const passing = {
    "process held up": async () => {
      process.kill(server.pid(), "SIGSTOP");
      await pause(isProof ? 2000 : 500);
      process.kill(server.pid(), "SIGCONT");
    },
    "disk full": async () => {
      disk.fill(server.pid());
      await pause(isProof ? 3000 : 500);
      disk.empty(server.pid());
    },
    "slow and half-open clients": async () => {
      const sockets = await dawdlers(server.url(), isProof ? 200 : 50);
      await pause(isProof ? 3000 : 300);
      for (const socket of sockets) socket.destroy();
    },
  };
  const harm = async (faultsOf: Readonly<Record<string, () => Promise<void>>>) => {
    for (const [name, act] of Object.entries(faultsOf)) {
      const from = Date.now();
      await act();
      await ready(server.url);
      faults.push({ name, from, to: Date.now() + GRACE_MS });
      await pause(CALM_MS);
    }
  };
  do await harm(ending);
  while (Date.now() < begun + (end - begun) / 4);
  const lived = Date.now();
  do await harm(passing);
  while (Date.now() < end);
  over = true;
  await Promise.all([asking, sampling]);

  const { samples, kept, sent } = load.seen;
  const steady = samples.filter(({ begun: at }) => at >= begun);
  const isFaulty = ({ begun: from, ended }: Sample) =>
    faults.some((fault) => from <= fault.to && ended >= fault.from);
  const outside = steady.filter((sample) => !isFaulty(sample));
  const failed = outside.filter(({ status }) => status !== 200);
  expect(failed.slice(0, 5)).toEqual([]);
  const wrong = steady.filter(
    ({ status }) => status !== null && ![200, 429, 503, 507].includes(status),
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  const [before, after] = [quarter(memory, lived, 0.25, 0.5), quarter(memory, lived, 0.75, 1)];
  // What is written meanwhile is read by the twin, so that memory may grow with the data: to what a server takes that starts on them.
  await server.end("SIGTERM");
  await server.start();
  await ready(server.url);
  await pause(isProof ? 10_000 : 500);
  const fresh = residentMib(server.pid()) ?? 0;
  if (isProof) expect(after).toBeLessThan(1.1 * Math.max(before, fresh) + 16);

  await server.end("SIGTERM");
  const store = await openStore(file);
  const stored = new Set((await store.records({ kind: "market" })).map(({ units }) => units));
  await store.close();
  expect(kept.filter((number) => !stored.has(number)).slice(0, 5)).toEqual([]);
  const latency = outside.map(({ begun: from, ended }) => ended - from).sort((a, b) => a - b);
  recordProof("soak", "At half its peak for half an hour, with faults", {
    minutes: Math.round((Date.now() - begun) / 60_000),
    "requests a second at its peak": Math.round(peak),
    "requests a second kept up": Math.round((1000 * steady.length) / (end - begun)),
    "requests in all": steady.length,
    "errors outside of faults": failed.length,
    "errors within faults": steady.length - outside.length > 0 ? within(steady, isFaulty) : 0,
    "answers that no fault excuses": wrong.length,
    "95 % answered within, outside of faults": `${latency[Math.floor(0.95 * latency.length)]} ms`,
    ...tally(faults),
    "lines sent, and acknowledged": `${sent.length}, ${kept.length}`,
    "acknowledged lines that were lost": 0,
    "resident memory, second quarter and last": `${Math.round(before)} MiB, ${Math.round(after)} MiB`,
    "of a server that starts on the data as they are then": `${Math.round(fresh)} MiB`,
    disk: disk.kind,
  });
});

async function fill(file: string, folder: string): Promise<void> {
  const out = join(folder, "market");
  await generateFiles(out, { days: 60, start: "2026-01-01", seed: 3 });
  const store = await openStore(file);
  await ingestFiles({
    paths: [join(out, "behavior_twin_monthly.jsonl")],
    store,
    catalogue: builtInCatalogue,
  });
  await store.close();
}

const ready = (url: () => string) =>
  until(
    "a server that is ready",
    async () => {
      const answer = await fetch(`${url()}/health/ready`, { signal: AbortSignal.timeout(5000) });
      return answer.status === 200 ? null : await answer.text();
    },
    { ms: 120_000, everyMs: 100 },
  );

/** Connections that send the beginning of a request and then nothing, or nothing at all. */
function dawdlers(url: string, count: number): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  return Promise.all(
    Array.from(
      { length: count },
      (_, i) =>
        new Promise<Socket>((resolve) => {
          const socket = connect({ host: hostname, port: Number(port) }, () => {
            if (i % 2 === 0) socket.write("GET /api/v1/behavior HTTP/1.1\r\nhost: ");
            resolve(socket);
          });
          socket.on("error", () => resolve(socket)); // cut off by the server, as it may
        }),
    ),
  );
}

function residentMib(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return found === undefined ? null : Number(found) / 1024;
  } catch (error) {
    // It has ended, or this is no Linux: nothing to be seen.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** The median of the samples in a part of the time from `since` to the last. */
function quarter(
  memory: readonly { at: number; mib: number }[],
  since: number,
  from: number,
  to: number,
): number {
  const span = (memory.at(-1)?.at ?? since) - since;
  const part = memory
    .filter(({ at }) => at >= since + from * span && at <= since + to * span)
    .map(({ mib }) => mib)
    .sort((a, b) => a - b);
  return part[Math.floor(part.length / 2)] ?? Number.NaN;
}

const within = (samples: readonly Sample[], isFaulty: (sample: Sample) => boolean) =>
  samples.filter((sample) => sample.status !== 200 && isFaulty(sample)).length;

function tally(faults: readonly Fault[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of faults) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
