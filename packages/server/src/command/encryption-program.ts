import type { Command } from "commander";
import type { ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";
import { storeOption } from "./variable.js";

/** Adds the commands on encryption at rest. */
export function addEncryptionCommands(
  program: Command,
  terminal: Terminal,
  onExit: (code: ExitCode) => void,
): void {
  const encryption = program
    .command("encryption")
    .description("encryption at rest; the key is CDP_DATA_KEY or CDP_DATA_KEY_FILE");
  const onStore = (name: string, description: string) =>
    encryption
      .command(name)
      .description(description)
      .addOption(storeOption("the store: duckdb:PATH"))
      .option("--json", "print the result as JSON");
  onStore("status", "say whether a store is encrypted, and with which key").action(
    async (options) => {
      const { encryptionStatus } = await import("./encryption.js");
      onExit(await encryptionStatus(terminal, options));
    },
  );
  onStore("enable", "encrypt a store that is not").action(async (options) => {
    const { enableEncryption } = await import("./encryption.js");
    onExit(await enableEncryption(terminal, options));
  });
  onStore(
    "rotate",
    "wrap the store's keys by a new master key; the old one is in CDP_DATA_KEYS_OLD",
  )
    .option("--data-key", "instead: seal everything under a new key of the store's own")
    .action(async ({ dataKey, ...options }) => {
      const { renewStoreKey, rotateKey } = await import("./encryption.js");
      onExit(await (dataKey ? renewStoreKey : rotateKey)(terminal, options));
    });
  encryption
    .command("open")
    .description("decrypt what export --encrypt wrote")
    .argument("<file>")
    .option("--out <file>", "default: standard output")
    .action(async (file, options) => {
      const { openExport } = await import("./encryption.js");
      onExit(await openExport(terminal, file, options));
    });
}
