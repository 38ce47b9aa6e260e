import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { issueKey } from "../access/key-change.js";
import { changeKeys } from "../access/key-file.js";
import type { Role } from "../access/role.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";

/** What `setup` takes. */
export interface SetupOptions {
  /** Folder of the secrets. */
  readonly secrets: string;
  /** File of the API keys. */
  readonly keys: string;
  readonly json?: boolean;
}

/** Keys of the processes that ask the server, each in a file of its name. */
const PROCESS_KEYS: readonly { readonly name: string; readonly role: Role }[] = [
  { name: "dashboard", role: "analyst" },
  { name: "monitor", role: "operator" },
];

/** Makes the key of encryption at rest, and API keys of dashboard and monitor, where they are missing; prints no secret. */
export async function setup(terminal: Terminal, options: SetupOptions): Promise<ExitCode> {
  const folder = resolve(terminal.folder, options.secrets);
  const keys = resolve(terminal.folder, options.keys);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(dirname(keys), { recursive: true });
  const made: string[] = [];
  const dataKey = join(folder, "data-key");
  if (!(await isThere(dataKey))) {
    await writeWhole(dataKey, `${randomBytes(32).toString("base64")}\n`);
    made.push(dataKey);
  }
  for (const { name, role } of PROCESS_KEYS) {
    const file = join(folder, `${name}-key`);
    if (await isThere(file)) continue;
    const now = Date.now();
    const key = await changeKeys(keys, (held) => {
      const issued = issueKey(
        { name, role, tags: null, expires: null },
        { now, pepper: process.env.CDP_KEY_PEPPER },
      );
      return { keys: [...held, issued.record], result: issued.key };
    });
    await writeWhole(file, `${key}\n`);
    made.push(file);
  }
  if (options.json) terminal.out(JSON.stringify({ made, keys }));
  else if (made.length === 0) terminal.out("Nothing to do: all keys are there.");
  else for (const file of made) terminal.out(`Made ${file}.`);
  return EXIT.fine;
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await readFile(file, "utf8")).trim() !== "";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw new CoreError("file_unreadable", `${file} cannot be read`, [], { cause: error });
  }
}

/** A file that is there whole or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}
