import { Command } from "commander";
import { expect, it } from "vitest";
import { addFlags, readFlags } from "./flag.js";
import { settingGroups as all } from "./index.js";
import { findSettings } from "./read-settings.js";
import { byteSize } from "./setting.js";
import { unknownSettings } from "./unknown-settings.js";

// The dashboard is another process, with a port of its own.
const { dashboard: _, ...settingGroups } = all;

function flagsOf(...args: string[]) {
  const command = new Command("serve");
  addFlags(command, settingGroups);
  command.parse(args, { from: "user" });
  return readFlags(command, settingGroups);
}

it("lets a flag win over the environment, and that over the default", () => {
  const flags = flagsOf(
    "--port",
    "9",
    "--no-log",
    "--demo",
    "--allow-origin",
    "https://a",
    "https://b",
  );
  expect(flags).toEqual({
    CDP_PORT: "9",
    CDP_LOG: "false",
    CDP_DEMO: "true",
    CDP_ALLOWED_ORIGINS: "https://a,https://b",
  });
  const environment = { CDP_PORT: "8", CDP_HOST: "::1", CDP_LOG: "true" };
  expect(findSettings(settingGroups, environment, flags)).toMatchObject({
    values: { server: { port: 9, host: "::1", log: false, demo: true, settleMs: 2000 } },
    faults: [],
  });
  expect(flagsOf()).toEqual({});
});

it("names the flag or the variable that is wrong, and keeps what is right", () => {
  const environment = { CDP_PORT: "x", CDP_THREADS: "-1", CDP_STORE: "memory:" };
  const { values, faults } = findSettings(settingGroups, environment, flagsOf("--port", "y"));
  expect(faults.map(({ pointer }) => pointer)).toEqual(["/--port", "/CDP_THREADS"]);
  expect(values.server).toMatchObject({ store: "memory:" });
});

it("finds names that mean nothing, with the one that was meant", () => {
  const environment = {
    CDP_PROT: "1",
    CDP_SHOP_KEY: "of a source",
    CDP_ENTIRELY_DIFFERENT: "1",
    CDP_PORT: "1",
    PATH: "/bin",
  };
  expect(unknownSettings(settingGroups, environment, ["CDP_SHOP_KEY"])).toEqual([
    { name: "CDP_ENTIRELY_DIFFERENT", nearest: null },
    { name: "CDP_PROT", nearest: "CDP_PORT" },
  ]);
});

it.each([
  ["500000", 500_000],
  ["64 KiB", 65_536],
  ["1.5mib", 1_572_864],
  ["10GB", 1e10],
  ["10 g", null],
  ["-1", null],
  ["1e9", null],
  ["12", null],
])("reads the size %j as %s", (text, bytes) => {
  const found = byteSize(100, 2 ** 40).safeParse(text);
  expect(found.success ? found.data : null).toBe(bytes);
});
