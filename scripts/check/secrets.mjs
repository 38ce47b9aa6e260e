/**
 * Looks for credentials in the files that git tracks. A line that must look like one says `not-a-secret` in it.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { capture, root } from "../steps.mjs";

/** @type {readonly (readonly [name: string, form: RegExp])[]} */
const FORMS = [
  ["private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["AWS access key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["API key of ours", /\bcdp_[0-9a-f]{12}_(?!0{64}|f{64})[0-9a-f]{64}\b/],
  ["GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})\b/],
  ["Slack token", /\bxox[abprs]-[0-9A-Za-z-]{20,}/],
  ["Slack webhook", /hooks\.slack\.com\/services\/T[0-9A-Z]{8,}\/B[0-9A-Z]{8,}\/[0-9A-Za-z]{20,}/],
  ["Google API key", /\bAIza[0-9A-Za-z_-]{35}\b/],
  ["Stripe key", /\b[rs]k_live_[0-9A-Za-z]{20,}/],
  ["npm token", /\bnpm_[0-9A-Za-z]{36}\b|_authToken\s*=\s*(?!\$)\S{8,}/],
  ["signed token", /\beyJ[0-9A-Za-z_-]{20,}\.eyJ[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}/],
];

/** Larger files are data. */
const MOST_BYTES = 2 ** 20;

/**
 * Names of the credentials that a text holds, with their lines.
 *
 * @param {string} text
 * @returns {{ line: number, name: string }[]}
 */
export function secretsIn(text) {
  return text.split("\n").flatMap((content, index) =>
    content.includes("not-a-secret")
      ? []
      : FORMS.filter(([, form]) => form.test(content)).map(([name]) => ({
          line: index + 1,
          name,
        })),
  );
}

if (process.argv[1]?.endsWith("secrets.mjs")) {
  const listed = await capture("git", ["ls-files", "-z"]);
  const paths = listed.code === 0 ? listed.output.split("\0").filter((path) => path !== "") : [];
  let faults = 0;
  for (const path of paths) {
    const file = join(root, path);
    const found = await stat(file).catch(() => null); // deleted, not yet committed
    if (!found?.isFile() || found.size > MOST_BYTES) continue;
    for (const { line, name } of secretsIn(await readFile(file, "utf8"))) {
      faults += 1;
      console.log(`${path}:${line} looks like it holds a ${name}`);
    }
  }
  console.log(`${paths.length} files, ${faults} that look like credentials`);
  if (paths.length === 0) console.log("not run: secrets (git lists no files here)");
  process.exitCode = faults === 0 ? 0 : 1;
}
