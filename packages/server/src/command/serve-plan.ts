import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { RuleSet, Twin } from "@cdp-whatif/core";
import { CoreError, type ErrorDetail } from "@cdp-whatif/core/error";
import type { AccessOptions } from "../access/options.js";
import { isLoopback } from "../address.js";
import type { ServiceOptions } from "../serve.js";
import { readEnvironmentFile } from "../setting/environment-file.js";
import { type Settings, settingGroups } from "../setting/index.js";
import {
  completeSettings,
  type Environment,
  type Flags,
  findSettings,
  sourceOf,
} from "../setting/read-settings.js";
import type { serverSettings } from "../setting/server.js";
import type { TransportOptions } from "../setting/transport.js";
import { unknownSettings } from "../setting/unknown-settings.js";
import { defineConfiguration } from "../source/configuration.js";
import { dataFolder } from "../source/data-folder.js";
import { defineWriteKeys } from "../tracking/write-key.js";
import { readCatalogue, readJsonFile, readRules, readTwin } from "./input-file.js";
import { readText } from "./json-file.js";
import { planAccess } from "./serve-access.js";
import { expectStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What `serve` is given. */
export interface ServeGiven {
  readonly flags: Flags;
  readonly envFile?: string | undefined;
}

/** Everything that `serve` needs, checked. */
export interface ServePlan {
  readonly settings: Settings;
  /** What the settings were read from; `own`: without the file. */
  readonly environment: Environment;
  readonly own: Environment;
  readonly access: AccessOptions;
  readonly transport: TransportOptions;
  /** What the named files hold. */
  readonly inputs: Pick<
    ServiceOptions,
    "twin" | "sources" | "webhooks" | "notify" | "writeKeys"
  > & { readonly ruleSet?: RuleSet };
}

/**
 * Reads settings and every file that they name.
 *
 * @throws CoreError `invalid_input` with all that is missing or wrong, not the first only; `store_unavailable` where
 * the store alone cannot be used
 */
export async function planServe(
  terminal: Terminal,
  { flags, envFile }: ServeGiven,
  own: Record<string, string | undefined> = process.env,
): Promise<ServePlan> {
  const before = { ...own };
  const file =
    envFile === undefined ? null : readEnvironmentFile(envFile, await readText(terminal, envFile));
  // The environment wins, also with an empty text.
  const environment = { ...file?.environment, ...before };
  // Sources take their secrets from the process' own environment, and so do commands that open a store.
  if (envFile !== undefined) Object.assign(own, environment);
  const found = findSettings(settingGroups, environment, flags);
  const { server } = found.values;
  const faults: ErrorDetail[] = [...(file?.faults ?? [])];
  const attempt = async <Result>(
    key: keyof typeof serverSettings,
    work: (value: string) => Promise<Result> | Result,
  ): Promise<Result | undefined> => {
    const value = server[key];
    if (typeof value !== "string") return undefined;
    try {
      return await work(value);
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      const pointer = `/${sourceOf(settingGroups.server[key], flags)}`;
      faults.push({ pointer, detail: error.message });
      return undefined;
    }
  };
  await attempt("catalogue", (path) => readCatalogue(terminal, path));
  await attempt("rules", (path) => readRules(terminal, path));
  const twin: Twin | undefined = await attempt("twin", (path) => readTwin(terminal, path));
  let named: readonly string[] = [];
  const configured = await attempt("sources", async (path) => {
    const file = await readJsonFile(terminal, path);
    named = variablesOf(file);
    const loopback = isLoopback(server.host ?? "127.0.0.1");
    const writeKeys = defineWriteKeys(file);
    return { ...defineConfiguration(file, { loopback }), writeKeys };
  });
  let ofStore: unknown;
  await attempt("store", (url) =>
    expectStore(terminal, url).catch((error: unknown) => {
      ofStore = error;
      throw error;
    }),
  );
  const folder = await attempt("dataFolder", (path) => expectFolder(terminal, path));
  for (const { name, nearest } of unknownSettings(settingGroups, environment, named)) {
    const meant = nearest === null ? "" : `; did you mean ${nearest}?`;
    terminal.err(`cdp-whatif: ${name} is no setting, and does nothing${meant}`);
  }
  const { server: ofServer, access, transport } = settingGroups;
  const guarding = findSettings({ server: ofServer, access, transport }, environment, flags);
  const guards =
    guarding.faults.length > 0 ? null : guardsOf(terminal, completeSettings(guarding), faults);
  // A store may be there again later, unlike a setting that is wrong: it ends with a code of its own.
  if (ofStore !== undefined && found.faults.length + faults.length === 1) throw ofStore;
  const settings = completeSettings(found, faults);
  // Not reached: without guards there are faults.
  if (guards === null) throw new CoreError("invalid_input", "nothing says who may come in");
  const sources = [
    ...(configured?.sources ?? []),
    ...(folder === undefined ? [] : [dataFolder(folder)]),
  ];
  return {
    settings,
    environment,
    own: before,
    ...guards,
    inputs: { ...configured, twin, sources },
  };
}

/** How strangers are kept out; what is wrong with that joins `faults`. */
function guardsOf(
  terminal: Terminal,
  settings: Pick<Settings, "server" | "access" | "transport">,
  faults: ErrorDetail[],
) {
  const { host, store, origins: allowedOrigins } = settings.server;
  try {
    return planAccess(terminal, { ...settings, store, host, allowedOrigins });
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    faults.push({ pointer: error.details[0]?.pointer ?? "/access", detail: error.message });
    return null;
  }
}

async function expectFolder(terminal: Terminal, path: string): Promise<string> {
  const folder = resolve(terminal.folder, path);
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "there is no such folder" : String(error.code);
    throw new CoreError("file_not_found", `${path}: ${why}`, [], { cause: error });
  });
  if (found.isDirectory()) return folder;
  throw new CoreError("invalid_input", `${path}: expected a folder, found a file`);
}

/** Variables that a configuration takes its secrets from: every `{ "env": NAME }` in it. */
function variablesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "env" && typeof inner === "string" ? [inner] : variablesOf(inner),
  );
}
