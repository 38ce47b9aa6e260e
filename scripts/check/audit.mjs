/**
 * Asks the registry which dependencies have known weaknesses. Registries that are mirrors often cannot say: then the audit
 * was not run, which is a failure only with REQUIRE_AUDIT=1.
 */
import { capture } from "../steps.mjs";

/** Weaknesses below these are told and let pass. */
const FAILING = ["high", "critical"];

/** @typedef {{ severity: string, via: readonly (string | { title?: string })[] }} Weakness */

/**
 * What an audit says.
 *
 * @param {string} output - what `npm audit --json` printed
 * @returns {{ weak: readonly { name: string, severity: string, titles: readonly string[] }[] } | { notRun: string }}
 */
export function readAudit(output) {
  const start = output.indexOf("{");
  let report;
  try {
    report = JSON.parse(start < 0 ? "" : output.slice(start, output.lastIndexOf("}") + 1));
  } catch {
    return { notRun: output.trim().split("\n")[0] ?? "" }; // not JSON: npm itself did not get so far
  }
  if (report.vulnerabilities === undefined) {
    return { notRun: String(report.message ?? report.error?.summary ?? "no report") };
  }
  /** @type {[string, Weakness][]} */
  const found = Object.entries(report.vulnerabilities);
  const weak = found.map(([name, { severity, via }]) => ({
    name,
    severity,
    titles: via.flatMap((one) => (typeof one === "object" && one.title ? [one.title] : [])),
  }));
  return { weak };
}

if (process.argv[1]?.endsWith("audit.mjs")) {
  const patience = { npm_config_fetch_retries: "0", npm_config_fetch_timeout: "20000" };
  const { output } = await capture("npm", ["audit", "--omit=dev", "--json"], {
    env: { ...process.env, ...patience },
  });
  const audit = readAudit(output);
  if ("notRun" in audit) {
    console.log(`not run: dependency-audit (${audit.notRun})`);
    process.exitCode = process.env.REQUIRE_AUDIT === "1" ? 1 : 0;
  } else {
    for (const { name, severity, titles } of audit.weak)
      console.log(`${severity}: ${name} ${titles.join("; ")}`);
    const failing = audit.weak.filter(({ severity }) => FAILING.includes(severity));
    console.log(`${audit.weak.length} weaknesses known, ${failing.length} high or critical`);
    process.exitCode = failing.length === 0 ? 0 : 1;
  }
}
