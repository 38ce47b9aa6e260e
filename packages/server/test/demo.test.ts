import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "../src/command/run.js";

const folder = mkdtempSync(join(tmpdir(), "demo-"));
afterAll(() => rmSync(folder, { recursive: true }));
const page = readFileSync(join(import.meta.dirname, "../../../docs/guide/demo.md"), "utf8");
const commands = [...page.matchAll(/^```sh run\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

it("runs the demo that the guide shows, command by command", async () => {
  expect(commands.length).toBeGreaterThan(8);
  const told: string[] = [];
  const terminal = {
    out: (text: string) => void told.push(text),
    err: (text: string) => void told.push(text),
    watched: false,
    folder,
  };
  for (const command of commands) {
    const [, text, file] = /^echo '(.*)' > (\S+)$/.exec(command) ?? [];
    if (text !== undefined && file !== undefined) {
      writeFileSync(join(folder, file), text);
      continue;
    }
    const [program, ...args] = command.split(" ");
    expect(program).toBe("cdp-whatif");
    // A weak or refused answer is one, too: 4.
    expect([0, 4], `${command}\n${told.slice(-5).join("\n")}`).toContain(await run(terminal, args));
  }
  const all = told.join("\n");
  for (const hint of ["Backtest", "Verdict", "Advice", "DEMO", "Digest"].map((one) =>
    one.toLowerCase(),
  ))
    expect(all.toLowerCase()).toContain(hint);
}, 120_000);
