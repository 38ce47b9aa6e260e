import { readFileSync } from "node:fs";
import {
  builtInCatalogue,
  createPipeline,
  fitTwin,
  memoryStore,
  type SimulationResponse,
  simulateRequest,
  type Twin,
  textSource,
} from "@cdp-whatif/core";

const demo = (name: string) =>
  readFileSync(new URL(`../../../../examples/demo/${name}`, import.meta.url), "utf8");

/** Behaviour and market lines of the demo set, one file after the other. */
export const demoLines = (): string =>
  demo("behavior_twin_monthly.jsonl") + demo("market.jsonl") + demo("daily_web_intel.jsonl");

/** The twin that core fits from lines, here in Node. */
export async function twinOf(lines: string): Promise<Twin> {
  const store = memoryStore();
  await createPipeline({ store, source: textSource(lines), catalogue: builtInCatalogue }).run();
  return fitTwin(await store.history(), { catalogue: builtInCatalogue });
}

/** What core answers in Node to what the element asks first. */
export const neutralAnswer = (twin: Twin): SimulationResponse =>
  simulateRequest(
    twin,
    { interventions: [], duration_days: 30, seed: 0, draws: 500 },
    { locale: "en", series: true },
  );
