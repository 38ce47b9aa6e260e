import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, it } from "vitest";
import { SETTING_TITLES, settingGroups } from "../src/setting/index.js";
import { findSettings } from "../src/setting/read-settings.js";
import type { Setting } from "../src/setting/setting.js";

const root = join(import.meta.dirname, "../../..");
const groups = Object.entries(settingGroups).map(([name, group]) => ({
  title: SETTING_TITLES[name as keyof typeof SETTING_TITLES],
  settings: Object.values(group) as Setting[],
}));
const all = groups.flatMap(({ settings }) => settings);

const defaultOf = ({ schema }: Setting): string | null => {
  const value: unknown = schema.safeParse(undefined).data;
  if (value === undefined || value === null) return null;
  const text = String(value);
  return text === "" ? null : text;
};

function exampleOf(setting: Setting): string {
  const standard = defaultOf(setting);
  const { env, help, secret, example } = setting;
  const notes = [
    standard === null ? "" : `Default: ${standard}.`,
    secret ? `Secret: better in a file that ${env}_FILE names.` : "",
  ].filter((note) => note !== "");
  return [
    `# ${help}`,
    ...notes.map((note) => `# ${note}`),
    `#${env}=${secret ? "" : (example ?? standard ?? "")}`,
  ].join("\n");
}

const EXAMPLE_HEAD = `# Settings of cdp-whatif. Copy this file to .env, and take the # away before what you set.
# An option on the command line wins over the environment, and that over the default.
# cdp-whatif serve --env-file .env --check names everything that is missing or wrong, and prints what holds.`;

const PAGE_HEAD = `# Settings

Made from the code that reads them. An option of \`cdp-whatif serve\` wins over the environment, the environment over the lines
of \`--env-file FILE\`, and those over the default. An empty text is none. A secret may stand in a file instead, which
\`NAME_FILE\` names, as Docker and systemd hand secrets over. A size is a number of bytes, or one with a unit: \`64KiB\`, \`16MiB\`,
\`10GB\` (KB, MB, GB are powers of 1000).

Everything that is missing or wrong is named at once, and the process ends with 2; a variable \`CDP_…\` that means nothing is
named with the nearest that does, as a warning. \`cdp-whatif serve --check\` reads every setting and every file that they name, prints
what holds (secrets masked) and what said so, and ends.`;

const escaped = (text: string) => text.replaceAll("|", "\\|");

function rowOf(setting: Setting): string {
  const { env, flag, help, secret } = setting;
  const option = flag === undefined ? "" : `\`${flag.split(" ")[0]}\``;
  const standard = defaultOf(setting);
  const shown = standard === null ? "" : `\`${standard}\``;
  return `| \`${env}\` | ${option} | ${shown} | ${escaped(help)}${secret ? " Secret." : ""} |`;
}

it("has one .env.example, made from the settings", async () => {
  const parts = groups.map(
    ({ title, settings }) => `## ${title}\n\n${settings.map(exampleOf).join("\n\n")}`,
  );
  await expect(`${[EXAMPLE_HEAD, ...parts].join("\n\n")}\n`).toMatchFileSnapshot(
    join(root, ".env.example"),
  );
});

it("has one page of them, made from the settings", async () => {
  const parts = groups.map(
    ({ title, settings }) =>
      `## ${title}\n\n| variable | option | default | what |\n| --- | --- | --- | --- |\n${settings.map(rowOf).join("\n")}`,
  );
  await expect(`${[PAGE_HEAD, ...parts].join("\n\n")}\n`).toMatchFileSnapshot(
    join(root, "docs/guide/settings.md"),
  );
});

it("takes every example and shows no secret", () => {
  const names = all.map(({ env }) => env);
  expect(new Set(names).size).toBe(names.length);
  const text = readFileSync(join(root, ".env.example"), "utf8").replaceAll(/^#(CDP_)/gm, "$1");
  const environment = parseEnv(text);
  expect(Object.keys(environment).sort()).toEqual([...names].sort());
  expect(findSettings(settingGroups, environment).faults).toEqual([]);
  expect(all.filter(({ env, secret }) => secret && environment[env])).toEqual([]);
  expect(all.filter(({ help }) => !/^[A-Z].*\.$/.test(help))).toEqual([]);
});
