import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { BEHAVIOUR } from "../market.js";
import { buildImage, missingForImage } from "./image-build.js";
import { type Cage, cagedProcess, runCaged, startCaged } from "./image-cage.js";

const FILES = ["behavior_twin_monthly.jsonl", "daily_intel_report.jsonl", "daily_web_intel.jsonl"];
const demo = join(import.meta.dirname, "../../../../examples/demo");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function sizeOfFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Milliseconds until a path answers 200. */
async function untilAnswers(url: string, child: ChildProcess): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < 120_000 && child.exitCode === null) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${url} never answered 200`);
}

const countOf = async (url: string): Promise<number> => {
  const answer = await fetch(`${url}/api/v1/behavior/summary`);
  const body = (await answer.json()) as { data?: { record_count?: number }[]; count?: number };
  return JSON.stringify(body).length + (body.count ?? 0);
};

it.skipIf(!isProof)(
  "the image builds by its Dockerfile, and runs as its user with a read-only root",
  async (context) => {
    const missing = await missingForImage();
    if (missing !== null) context.skip(missing);
    const folder = await mkdtemp(join(tmpdir(), "image-"));
    try {
      const root = await buildImage(folder);
      const bytes = await sizeOfFiles(root);
      expect(bytes).toBeLessThan(200e6);
      await Promise.all(
        ["data", "proc", "dev", "tmp"].map((name) => mkdir(join(root, name), { recursive: true })),
      );
      const data = join(folder, "data");
      await mkdir(data);
      for (const name of FILES) await copyFile(join(demo, name), join(data, name));
      await chown(data, 10001, 10001);
      const port = await freePort();
      // As the Dockerfile sets it, but for a free port and for loopback: there are no credentials here.
      const environment = {
        NODE_ENV: "production",
        CDP_HOST: "127.0.0.1",
        CDP_PORT: String(port),
        CDP_STORE: "duckdb:/data/store/cdp.duckdb",
        CDP_DATA_FOLDER: "/data",
      };
      const cage: Cage = { root, data, environment };
      const url = `http://127.0.0.1:${port}`;

      const shell = await readdir(join(root, "bin")).catch(() => []);
      expect(shell).toEqual([]);

      const child = startCaged(cage, ["serve", "--no-log"]);
      const started = await untilAnswers(`${url}/health`, child);
      const pid = await cagedProcess(child);
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      expect(status).toMatch(/^Uid:\s+10001\s+10001\s+10001\s+10001$/m);
      expect(status).toMatch(/^CapEff:\s+0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);

      const ready = await untilAnswers(`${url}/health/ready`, child);
      const asked = await runCaged(cage, ["health"]);
      expect({ ...asked, text: asked.text.trim() }).toMatchObject({ code: 0 });
      const sent = await fetch(`${url}/api/v1/ingest`, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson" },
        body: BEHAVIOUR,
      });
      expect(sent.status).toBe(200);
      const before = await countOf(url);
      const resident = Number(
        /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1],
      );

      process.kill(pid, "SIGTERM");
      const stopping = performance.now();
      expect(await once(child, "close")).toEqual([0, null]);
      const stopped = performance.now() - stopping;

      const again = startCaged(cage, ["serve", "--no-log"]);
      await untilAnswers(`${url}/health`, again);
      expect(await countOf(url)).toBe(before);
      process.kill(await cagedProcess(again), "SIGTERM");
      await once(again, "close");
      expect((await readdir(data)).sort()).toEqual([...FILES, "store"].sort());

      recordProof(
        "image",
        "the image, built by its Dockerfile on a base made by debootstrap, run read-only",
        {
          "size of its files, MB": (bytes / 1e6).toFixed(0),
          "from start to the first answer of /health, s": (started / 1000).toFixed(1),
          "from there to a fitted twin of the three files of the volume, s": (ready / 1000).toFixed(
            1,
          ),
          "resident memory then, MiB": (resident / 1024).toFixed(0),
          "from SIGTERM to the end, s": (stopped / 1000).toFixed(1),
          "user, effective capabilities": "10001, none",
          "written outside of /data and /tmp": "nothing (the root is read-only)",
        },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
