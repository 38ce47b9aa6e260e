import { spawnSync } from "node:child_process";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { expect, it } from "vitest";
import { prometheusPrograms } from "../../../../scripts/programs.mjs";
import { createService } from "../serve.js";
import { bestType } from "./best-type.js";
import { exposition } from "./exposition.js";
import { counter, gauge } from "./family.js";
import { RequestCounts } from "./request-counts.js";

const families = [
  counter("a_total", 'of "a"\\ and\nmore', [{ labels: { b: 'x"\\\n鍵' }, value: 2 }]),
  gauge("c", "c.", Number.POSITIVE_INFINITY),
  gauge("none", "nothing", []),
  {
    name: "d_seconds",
    help: "d.",
    type: "histogram",
    bounds: [0.5, 1],
    samples: [{ labels: { e: "f" }, buckets: [1, 0, 2], sum: 9.5 }],
  },
] as const;

it("writes both forms as their specifications have them", () => {
  expect(exposition(families, "text")).toBe(`# HELP a_total of "a"\\\\ and\\nmore
# TYPE a_total counter
a_total{b="x\\"\\\\\\n鍵"} 2
# HELP c c.
# TYPE c gauge
c +Inf
# HELP d_seconds d.
# TYPE d_seconds histogram
d_seconds_bucket{e="f",le="0.5"} 1
d_seconds_bucket{e="f",le="1.0"} 1
d_seconds_bucket{e="f",le="+Inf"} 3
d_seconds_sum{e="f"} 9.5
d_seconds_count{e="f"} 3
`);
  const open = exposition(families, "openmetrics");
  expect(open).toContain('# HELP a of \\"a\\"\\\\ and\\nmore\n# TYPE a counter\na_total{b=');
  expect(open.endsWith('d_seconds_count{e="f"} 3\n# EOF\n')).toBe(true);
});

it.each([
  [
    "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    "application/openmetrics-text",
  ],
  ["text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text/plain"],
  ["application/json, text/plain, */*", "application/json"],
  ["*/*", "application/json"],
  ["text/*", "text/plain"],
  ["text/html", "application/json"],
  ["", "application/json"],
  ["text/plain;q=0, application/openmetrics-text;q=x", "application/json"],
] as const)("takes %s for a wish for %s", (accept, wanted) => {
  const offered = ["application/json", "text/plain", "application/openmetrics-text"] as const;
  expect(bestType(accept, offered)).toBe(wanted);
});

it("counts by route as declared, in the bucket whose bound is not passed", () => {
  const counts = new RequestCounts();
  const route = { method: "get", paths: ["/api/v1/customers/:id"] } as const;
  counts.count(route, 200, 0.001);
  counts.count(route, 200, 0.0011);
  counts.count(route, 404, 11);
  counts.count(undefined, 404, 0);
  const text = exposition(counts.families(), "text");
  const at = 'method="GET",route="/api/v1/customers/:id"';
  for (const line of [
    `cdp_http_requests_total{${at},status="200"} 2`,
    `cdp_http_requests_total{method="ANY",route="other",status="404"} 1`,
    `cdp_http_request_duration_seconds_bucket{${at},le="0.001"} 1`,
    `cdp_http_request_duration_seconds_bucket{${at},le="10.0"} 2`,
    `cdp_http_request_duration_seconds_bucket{${at},le="+Inf"} 3`,
  ]) {
    expect(text).toContain(`${line}\n`);
  }
});

const promtool = prometheusPrograms()?.promtool;
it("tells about everything, in names that promtool has nothing against", async () => {
  const service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  await service.app.request("/health");
  await service.app.request("/nowhere");
  const text = await (await service.app.request("/metrics")).text();
  const open = await service.app.request("/metrics", {
    headers: { accept: "application/openmetrics-text" },
  });
  expect(open.headers.get("content-type")).toContain("openmetrics-text; version=1.0.0");
  expect((await open.text()).endsWith("# EOF\n")).toBe(true);
  expect(text).toContain('cdp_problems_total{code="route_not_found"} 1');
  await service.close();
  if (promtool === undefined) return;
  const { stdout, stderr, status } = spawnSync(promtool, ["check", "metrics"], { input: text });
  expect({ out: `${stdout}${stderr}`, status }).toEqual({ out: "", status: 0 });
});
