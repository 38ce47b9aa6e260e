import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readCgroup } from "./cgroup.js";
import { readMachine } from "./vitals.js";

const MIB = 2 ** 20;
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cgroup-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const place = (membership: string, files: Readonly<Record<string, string | number>>) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), `${content}\n`);
  }
  writeFileSync(join(root, "membership"), membership);
  return { root, membership: join(root, "membership") };
};
const second = (folder: string, max: string | number, current: number, cache: number) => ({
  [`${folder}memory.max`]: max,
  [`${folder}memory.current`]: current * MIB,
  [`${folder}memory.stat`]: `anon 1\ninactive_file ${cache * MIB}\nactive_file 3`,
});

it("reads version 2 as it is inside a container", () => {
  const places = place("0::/\n", {
    ...second("", 512 * MIB, 400, 100),
    "cpu.max": "50000 100000",
    "cpu.stat": "usage_usec 2500000\nuser_usec 1",
  });
  expect(readCgroup(places)).toEqual({
    memory: { usedBytes: 300 * MIB, limitBytes: 512 * MIB },
    cpu: { cores: 0.5, usedSeconds: 2.5 },
  });
  expect(readMachine(places)).toMatchObject({
    memoryPercent: (100 * 300) / 512,
    memoryLimitBytes: 512 * MIB,
    busy: 2.5,
  });
});

it("takes the limit that binds, of nested groups, whichever is fuller", () => {
  const nested = (outer: number) =>
    place("0::/outer/inner\n", {
      ...second("outer/", 1000 * MIB, outer, 0),
      ...second("outer/inner/", 500 * MIB, 250, 0),
      "outer/cpu.max": "100000 100000",
      "outer/inner/cpu.max": "max 100000",
    });
  expect(readCgroup(nested(400))).toMatchObject({
    memory: { usedBytes: 250 * MIB, limitBytes: 500 * MIB },
    cpu: { cores: 1 },
  });
  expect(readCgroup(nested(900)).memory?.limitBytes).toBe(1000 * MIB);
});

it("reads version 1, also where the group's path is the host's and not there", () => {
  const limits = {
    "memory/memory.limit_in_bytes": 256 * MIB,
    "memory/memory.usage_in_bytes": 200 * MIB,
    "memory/memory.stat": `total_inactive_file ${40 * MIB}\ninactive_file 1`,
    "cpu/cpu.cfs_quota_us": 150_000,
    "cpu/cpu.cfs_period_us": 100_000,
    "cpuacct/cpuacct.usage": 3e9,
  };
  const places = place(
    "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/\n",
    limits,
  );
  expect(readCgroup(places)).toEqual({
    memory: { usedBytes: 160 * MIB, limitBytes: 256 * MIB },
    cpu: { cores: 1.5, usedSeconds: 3 },
  });
});

it("finds no limit where there is none, or nothing at all", () => {
  const none = { memory: null, cpu: null };
  const free = place("0::/a\n4:memory:/b\n", {
    ...second("a/", "max", 10, 0),
    "a/cpu.max": "max 100000",
    "memory/b/memory.limit_in_bytes": "9223372036854771712",
    "memory/b/memory.usage_in_bytes": 5,
    "cpu/cpu.cfs_quota_us": -1,
    "cpu/cpu.cfs_period_us": 100_000,
  });
  expect(readCgroup(free)).toEqual(none);
  expect(readCgroup({ root: join(root, "no"), membership: join(root, "no") })).toEqual(none);
  // As many bytes as the machine has, or more, are no limit either.
  const wide = place("0::/\n", second("", 2 ** 60, 10, 0));
  expect(readMachine(wide).memoryLimitBytes).toBeLessThan(2 ** 50);
});
