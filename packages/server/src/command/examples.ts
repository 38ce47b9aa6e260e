import type { Command } from "commander";

/** What a command is used for most, by its path. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  serve: [
    "cdp-whatif serve --demo",
    "cdp-whatif serve --store duckdb:./shop.duckdb --data ./inbox --port 8000",
    "cdp-whatif serve --env-file .env --check",
  ],
  dashboard: ["cdp-whatif dashboard --target http://127.0.0.1:8000 --port 8501"],
  health: ["cdp-whatif health", "cdp-whatif health https://whatif.example.com --json"],
  setup: ["cdp-whatif setup --secrets ./secrets --keys ./data/keys.json"],
  ingest: [
    "cdp-whatif ingest market.jsonl behaviour.jsonl --store duckdb:./shop.duckdb",
    "zcat events.jsonl.gz | cdp-whatif ingest - --json",
  ],
  generate: ["cdp-whatif generate --out market --personas 3 --days 90 --seed 7"],
  fit: ["cdp-whatif fit --store duckdb:./shop.duckdb --out twin.json"],
  simulate: [
    "cdp-whatif simulate request.json --twin twin.json --json",
    `echo '{"event":"price_change","electricity_price":1.2}' | cdp-whatif simulate -`,
  ],
  recommend: ["cdp-whatif recommend --request request.json --twin twin.json"],
  backtest: ["cdp-whatif backtest --twin twin.json"],
  personas: ["cdp-whatif personas --json"],
  "dead-letters list": ["cdp-whatif dead-letters list --rule schema --limit 20"],
  "dead-letters replay": ["cdp-whatif dead-letters replay --rules rules.json"],
  export: ["cdp-whatif export behaviour --out rows.jsonl", "cdp-whatif export twin > twin.json"],
  backup: [
    "cdp-whatif backup /backup/ --keep 14",
    "cdp-whatif backup today.cdpbackup --store duckdb:./shop.duckdb --json",
  ],
  restore: [
    "cdp-whatif restore /backup/cdp-20261126T031500Z.cdpbackup --check",
    "cdp-whatif restore today.cdpbackup --replace",
    "cdp-whatif restore today.cdpbackup --store duckdb:./new/cdp.duckdb --erased cdp.duckdb.erased",
  ],
  "encryption status": ["cdp-whatif encryption status --store duckdb:./shop.duckdb"],
  "encryption enable": ["CDP_DATA_KEY_FILE=/run/secrets/cdp-data-key cdp-whatif encryption enable"],
  "encryption rotate": [
    'CDP_DATA_KEY="$NEW" CDP_DATA_KEYS_OLD="$OLD" cdp-whatif encryption rotate',
    "cdp-whatif encryption rotate --data-key",
  ],
  "encryption open": ["cdp-whatif encryption open rows.sealed --out rows.jsonl"],
  "audit verify": ["cdp-whatif audit verify --json"],
  "audit export": [
    "cdp-whatif audit export --since 2026-11-01 --role admin --format csv --out audit.csv",
  ],
  "keys create": [
    "cdp-whatif keys create --name dashboard --role viewer --expires 90d",
    "cdp-whatif keys create --name loader --role operator --only Ingestion --json",
  ],
  "keys list": ["cdp-whatif keys list --json"],
  "keys rotate": ["cdp-whatif keys rotate dashboard --overlap 7d"],
  "keys revoke": ["cdp-whatif keys revoke dashboard"],
  monitor: [
    "cdp-whatif monitor --target http://127.0.0.1:8000",
    "cdp-whatif monitor --target http://127.0.0.1:8000 --supervise -- cdp-whatif serve",
  ],
  "monitor status": ["cdp-whatif monitor status --window 7d --json"],
  "monitor report": ["cdp-whatif monitor report --month 2026-10 --out october.html"],
  "monitor alerts": ["cdp-whatif monitor alerts --open"],
  "monitor ack": ["cdp-whatif monitor ack INCIDENT --by ann"],
  "monitor test-alert": ["cdp-whatif monitor test-alert --channel slack"],
  "monitor maintenance add": [
    'cdp-whatif monitor maintenance add --minutes 30 --reason "new disk"',
    "cdp-whatif monitor maintenance add --from 2026-12-06T02:00:00Z --minutes 20 --repeat weekly --reason backup",
  ],
  completion: [
    "source <(cdp-whatif completion bash)",
    "cdp-whatif completion fish > ~/.config/fish/completions/cdp-whatif.fish",
  ],
};

/** Adds its examples to the help of each command. */
export function addExamples(program: Command, path: readonly string[] = []): void {
  for (const command of program.commands) {
    const here = [...path, command.name()];
    const lines = EXAMPLES[here.join(" ")];
    if (lines !== undefined) {
      command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`);
    }
    addExamples(command, here);
  }
}
