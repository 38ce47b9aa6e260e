import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreError } from "@cdp-whatif/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { readSettings } from "./read-settings.js";
import { settingGroup, textList, wholeNumber, yesOrNo } from "./setting.js";
import { simulationOptions, simulationSettings } from "./simulation.js";

const network = settingGroup({
  port: { env: "CDP_PORT", schema: wholeNumber(0, 65535).default(8000), help: "Port." },
  origins: { env: "CDP_ORIGINS", schema: textList.default([]), help: "Pages that may ask." },
  strict: { env: "CDP_STRICT", schema: yesOrNo.default(false), help: "Whether it is strict." },
});
const keys = settingGroup({
  key: { env: "CDP_KEY", schema: z.string().min(4), help: "The key.", secret: true },
});

const refusal = (environment: Record<string, string>) => {
  try {
    readSettings({ network, keys }, environment);
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

it("reads texts, and takes defaults for what is missing or empty", () => {
  const environment = { CDP_PORT: "", CDP_ORIGINS: "a, b,", CDP_STRICT: "Yes", CDP_KEY: "secret" };
  expect(readSettings({ network, keys }, environment)).toEqual({
    network: { port: 8000, origins: ["a", "b"], strict: true },
    keys: { key: "secret" },
  });
});

it("names everything that is missing or wrong at once, and shows no secret", () => {
  const error = refusal({ CDP_PORT: "80000", CDP_STRICT: "perhaps", CDP_KEY: "abc" });
  expect(error.details.map(({ pointer }) => pointer)).toEqual([
    "/CDP_PORT",
    "/CDP_STRICT",
    "/CDP_KEY",
  ]);
  expect(error.message).toContain('found "80000"');
  expect(error.message).not.toContain("abc");
  expect(refusal({}).message).toContain("CDP_KEY: is missing: The key.");
});

it("reads a secret from a file, and says when it cannot", () => {
  const folder = mkdtempSync(join(tmpdir(), "settings-"));
  try {
    writeFileSync(join(folder, "key"), "from-a-file\n");
    const read = readSettings({ keys }, { CDP_KEY_FILE: join(folder, "key") });
    expect(read.keys.key).toBe("from-a-file");
    expect(refusal({ CDP_KEY_FILE: join(folder, "none") }).message).toContain("ENOENT");
    expect(refusal({ CDP_KEY_FILE: join(folder, "key"), CDP_KEY: "both" }).message).toContain(
      "either CDP_KEY or CDP_KEY_FILE",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("a limit of simulations is the service's own unless it is set", () => {
  const read = (environment: Record<string, string>) =>
    simulationOptions(readSettings({ simulation: simulationSettings }, environment).simulation);
  expect(read({})).toEqual({});
  expect(read({ CDP_MOST_AGENT_STEPS: "1000" })).toEqual({ mostAgentSteps: 1000 });
});
