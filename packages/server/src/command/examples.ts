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
