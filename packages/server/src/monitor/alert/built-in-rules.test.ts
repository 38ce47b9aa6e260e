import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BUILT_IN_ALERT_RULES } from "./built-in-rules.js";
import { configureAlerts } from "./configuration.js";
import { runbookOf } from "./new-incident.js";

const folder = join(import.meta.dirname, "../../../../../docs/runbook");
const now = () => 0;
const settings = { pagerDutyUrl: "https://events.pagerduty.com/v2/enqueue" };
const configure = (file: unknown, environment = {}) =>
  configureAlerts(file, { settings, environment, now });

it("has a page with all its parts for each rule, and a rule for each page", () => {
  const pages = readdirSync(folder).filter((name) => name !== "README.md");
  expect(pages.sort()).toEqual(BUILT_IN_ALERT_RULES.map(({ id }) => `${id}.md`).sort());
  const index = readFileSync(join(folder, "README.md"), "utf8");
  for (const rule of BUILT_IN_ALERT_RULES) {
    const page = readFileSync(join(folder, `${rule.id}.md`), "utf8");
    for (const part of ["Symptom", "What it means", "Check", "Fix", "Escalate"])
      expect(page).toContain(`\n## ${part}\n`);
    expect(page).toContain(`Alert \`${rule.id}\`, severity ${rule.severity}.`);
    expect(index).toContain(`[${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.title}`);
    expect(runbookOf(rule, "https://wiki.example/r/")).toBe(`https://wiki.example/r/${rule.id}.md`);
    expect(runbookOf(rule, undefined)).toBe(`docs/runbook/${rule.id}.md`);
  }
});

it("takes rules of one's own in place of built-in ones, and disables others", () => {
  const own = {
    id: "latency",
    title: "Slow",
    metric: "latency_p95_ms",
    comparison: ">",
    threshold: 50,
    severity: "info",
  };
  const { rules } = configure({ rules: [own], disable: ["cache"] });
  expect(rules).toHaveLength(BUILT_IN_ALERT_RULES.length - 1);
  expect(rules.find(({ id }) => id === "latency")).toMatchObject({ threshold: 50 });
});

it.each([
  [{ rules: [{ id: "x" }] }, "/rules/0/title"],
  [
    {
      rules: [
        { id: "x", title: "t", metric: "speed", comparison: ">", threshold: 1, severity: "info" },
      ],
    },
    "expected one of down",
  ],
  [{ disable: ["cash"] }, 'found "cash", expected one of'],
  [
    { channels: [{ kind: "slack", name: "s", url_env: "NO_SUCH" }] },
    "neither NO_SUCH nor NO_SUCH_FILE",
  ],
  [
    {
      rules: [
        {
          id: "x",
          title: "t",
          metric: "down",
          comparison: "==",
          threshold: 1,
          severity: "info",
          channels: ["pager"],
        },
      ],
    },
    'found "pager"',
  ],
])("says what is wrong with %j", (file, message) => {
  expect(() => configure(file)).toThrow(message);
});
