import { expect, it } from "vitest";
import type { Observation } from "../record/observation.js";
import { createValues } from "./values.js";

const NOW = 10_000_000;
const own = { diskPercent: 12, gaveUp: false, recovering: false };
const observation = (ageSeconds: number, more: Partial<Observation> = {}): Observation => ({
  ...{ n: 1, at: NOW - ageSeconds * 1000, kind: "round", state: "up", boot: "m", target: "a" },
  sinceMs: 30_000,
  ...more,
});

it("measures over the window, with what the record holds from before the monitor started", () => {
  const traffic = (requests: number, errors: number) => ({
    requests,
    errors,
    latency: { "100": requests },
  });
  const values = createValues([
    observation(4000, { traffic: traffic(1000, 1000) }),
    observation(630, { traffic: traffic(10, 1) }),
    observation(600, { traffic: traffic(10, 0) }),
  ]);
  const look = {
    observation: observation(0, { sinceMs: null, target: "b" }),
    probe: null,
    unstored: true,
  };
  const measure = values.see(look, own);
  expect(measure("unknown_seconds", 3600)).toBe(600);
  expect(measure("restarts", 3600)).toBe(1);
  expect(measure("error_rate", 3600)).toBe(0.05);
  expect(measure("error_rate", 60)).toBeNull();
  expect(measure("latency_p95_ms", 3600)).toBeCloseTo(7.3, 1);
  expect(measure("storage_failed", 60)).toBe(1);
  expect(measure("disk_percent", 60)).toBe(12);
  expect(measure("check.cache", 60)).toBeNull();
  expect(measure("down", 60)).toBe(0);
  const recovering = values.see(look, { ...own, recovering: true });
  expect(recovering("down", 60)).toBeNull();
});
