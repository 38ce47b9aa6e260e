import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { fishPath, zshPath } from "../../../scripts/programs.mjs";
import { completionScript } from "../src/command/completion.js";
import { createProgram } from "../src/command/program.js";
import { manPage } from "./man-page.js";

const folder = mkdtempSync(join(tmpdir(), "shell-"));
afterAll(() => rmSync(folder, { recursive: true }));
const terminal = { out: () => {}, err: () => {}, watched: false, folder };
const program = createProgram(terminal, () => {});
const hasShell = (name: string) => spawnSync(name, ["--version"]).error === undefined;

it("has a manual page, made from the program", async () => {
  const exits = [
    [0, "Fine"],
    [
      1,
      "Internal error, or a source could not be read to its end; of health: critical, or no answer",
    ],
    [
      2,
      "Wrong usage: an unknown command or name, a missing file, a value out of range, a setting that cannot be used",
    ],
    [3, "Everything was read, and dead letters were written"],
    [4, "Refused: too little data, or a verdict refused"],
    [5, "The store failed: locked, full, of another version, not a store"],
  ] as const;
  await expect(manPage(program, exits)).toMatchFileSnapshot("../man/cdp-whatif.1");
});

/** Every command that does something, with the words that lead to it. */
function commandsOf(
  command: Command,
  path: readonly string[],
): { path: string; command: Command }[] {
  const here =
    command.commands.length === 0 || path[0] === "monitor"
      ? [{ path: path.join(" "), command }]
      : [];
  const below = command.commands.filter((one) => one.name() !== "help");
  return [...here, ...below.flatMap((one) => commandsOf(one, [...path, one.name()]))];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

it.each(["encryption", "audit", "keys", "backup", "restore", "monitor"].map((name) => [name]))(
  "shows examples of %s that name its own options",
  (name) => {
    const found = commandsOf(program, []).filter(({ path }) => path.split(" ")[0] === name);
    let examples = 0;
    for (const { path, command } of found) {
      const lines = helpOf(command).split("\nExamples:\n")[1]?.trim().split("\n") ?? [];
      for (const line of lines) {
        const [, said = ""] = /cdp-whatif ((?:(?! -- ).)*)/.exec(line) ?? [];
        expect(said.startsWith(path), line).toBe(true);
        for (const [flag] of said.matchAll(/--[a-z-]+/g)) {
          expect(
            command.options.map(({ long }) => long),
            line,
          ).toContain(flag);
        }
        examples += 1;
      }
    }
    expect(examples).toBeGreaterThan(0);
  },
);

describe.skipIf(!hasShell("bash"))("in bash", () => {
  writeFileSync(join(folder, "complete.bash"), completionScript(program, "bash"));
  writeFileSync(join(folder, "my request.json"), "{}");
  const complete = (line: string) => {
    const script = `source ./complete.bash; COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1));
      _cdp_whatif; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync("bash", ["--norc", "-c", script], { cwd: folder, encoding: "utf8" });
    return out.split("\n").filter((one) => one !== "");
  };
  it.each([
    ["cdp-whatif se", ["serve", "setup"]],
    ["cdp-whatif dead-letters ''", ["list", "replay"]],
    ["cdp-whatif simulate --tw", ["--twin"]],
    ["cdp-whatif simulate --locale ''", ["en", "zh-TW"]],
    ["cdp-whatif simulate --twin com", ["complete.bash"]],
    ["cdp-whatif --store x dead-letters --json l", []],
    ["cdp-whatif ingest com", ["complete.bash"]],
  ])("completes %s", (line, words) => {
    expect(complete(line)).toEqual(expect.arrayContaining(words));
    if (words.length === 0) return;
    expect(complete(line).length).toBe(words.length);
  });
});

describe.skipIf(fishPath() === null)("in fish", () => {
  writeFileSync(join(folder, "words.fish"), completionScript(program, "fish"));
  it("completes commands, options and their values", () => {
    const lines = [
      "se",
      "dead-letters ",
      "simulate --locale ",
      "monitor maintenance ",
      "keys create --ro",
    ];
    const ask = lines.map((line) => `complete -C "cdp-whatif ${line}"`).join("; echo; ");
    const script = `source words.fish; ${ask}`;
    const out = execFileSync(fishPath() ?? "", ["--no-config", "-c", script], {
      cwd: folder,
      encoding: "utf8",
    });
    const offered = out.split("\n\n").map((part) =>
      part
        .trim()
        .split("\n")
        .map((one) => one.split("\t")[0]),
    );
    expect(offered).toEqual([
      ["serve", "setup"],
      ["list", "replay"],
      ["en", "zh-TW"],
      ["add", "list", "remove"],
      ["--role"],
    ]);
  });
});

/** Presses Tab after a line in an interactive zsh, until what it wrote holds a text or five seconds have passed. */
const ZSH = `
zmodload zsh/zpty
zpty -b shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1=; autoload -U compinit && compinit -u -D; source ./words.zsh; echo re''ady"
until_seen() { seen=""; for i in {1..250}; do
  zpty -r -t shell part && seen+=$part || sleep 0.02; [[ $seen == *$1* ]] && return; done }
until_seen ready
for line text in "$@"; do
  zpty -w -n shell "$line"$'\t'
  until_seen "$text"
  [[ $seen == *$text* ]] && print -r -- "$text"
  zpty -w shell $'\\x15'
done
zpty -d shell
`;

describe.skipIf(zshPath() === null)("in zsh", () => {
  writeFileSync(join(folder, "words.zsh"), completionScript(program, "zsh"));
  it("completes commands, options, their values and files", () => {
    writeFileSync(join(folder, "ask.zsh"), ZSH);
    const asked = [
      ["cdp-whatif serv", "serve "],
      ["cdp-whatif dead-letters rep", "replay "],
      ["cdp-whatif simulate --loc", "--locale "],
      ["cdp-whatif simulate --locale z", "zh-TW "],
      ["cdp-whatif ingest words.z", "words.zsh "],
    ];
    const args = ["-f", "ask.zsh", ...asked.flat()];
    const out = execFileSync(zshPath() ?? "", args, { cwd: folder, encoding: "utf8" });
    expect(out.split("\n").slice(0, -1)).toEqual(asked.map(([, text]) => text));
  });
});
