import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { createClient } from "@hey-api/openapi-ts";
import { build } from "esbuild";
import ts from "typescript";
import { expect, it } from "vitest";
import * as z from "zod";
import { createService, listen } from "../src/index.js";
import { EVERYTHING, marketTwin, send } from "./market.js";

/** What somebody writes who has only the OpenAPI document and a generator. */
const PROGRAM = `
import { behavior, events, eraseCustomer, planExperiment, recommend, series, simulate, summary, type Problem } from "./client/index.js";
import { client } from "./client/client.gen.js";

export async function run(baseUrl: string) {
  client.setConfig({ baseUrl });
  const page = await behavior({ query: { persona: "Fresh_Grad", region: "Taipei", limit: 5 } });
  const shares: number[] = (page.data?.data ?? []).map((row) => row.brand_distribution["7-11"] ?? 0);
  const next: string | null | undefined = page.data?.metadata.next_cursor;
  const second = await behavior({ query: { persona: "Fresh_Grad", region: "Taipei", limit: 5, cursor: next ?? "" } });
  const weeks = await series({ query: { bucket: "week" } });
  const total: number | undefined = (await summary({ query: {} })).data?.total_records;
  const simulated = await simulate({
    body: { event_type: "price_change", parameters: { electricity_price: 1.5, point_multiplier: 2, promotion_intensity: 0.8 }, persona: "Fresh_Grad", region: "Taipei" },
  });
  const share: number | undefined = simulated.data?.results["Fresh_Grad_Taipei"]?.["7-11"];
  const advice = await recommend({
    body: { objective: "share", levers: [{ lever: "points", brand: "FamilyMart", values: [1.5, 2, 3] }] },
  });
  const plan = await planExperiment({
    body: { interventions: [{ type: "promotion", brand: "FamilyMart", pointMultiplier: 2, durationDays: 28 }], customersPerDay: 400_000 },
  });
  const wrong = await behavior({ query: { persona: "Fresh_Grat" } });
  const problem: Problem | undefined = wrong.error;
  const nobody = await eraseCustomer({ path: { id: "nobody" } });
  const list = await events({ query: { limit: 2, order: "desc" } });
  return {
    rows: shares.length,
    later: (second.data?.data[0]?.timestamp ?? "") > (page.data?.data.at(-1)?.timestamp ?? ""),
    weeks: Object.values(weeks.data?.cells ?? {}).length,
    total,
    share,
    advised: advice.response?.status,
    planned: plan.response?.status,
    code: problem?.code,
    pointer: problem?.errors?.[0]?.pointer,
    erased: nobody.response?.status,
    listed: list.data?.count,
  };
}
// @ts-expect-error an event type that there is not
export const misspelt = () => simulate({ body: { event_type: "price_chang" } });
// @ts-expect-error a key that there is not
export const unknown = () => behavior({ query: { person: "Fresh_Grad" } });
`;

const Found = z.strictObject({
  rows: z.literal(5),
  later: z.literal(true),
  weeks: z.literal(4),
  total: z.literal(240),
  share: z.number().min(0).max(100),
  advised: z.literal(200),
  planned: z.literal(200),
  code: z.literal("unknown_persona"),
  pointer: z.literal("/persona"),
  erased: z.literal(404),
  listed: z.literal(2),
});

it("is enough for a generated client, whose program compiles and works over HTTP", async () => {
  const service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    twin: await marketTwin(),
  });
  await send(service.app, EVERYTHING);
  await service.prepare();
  const server = await listen(service.app, { host: "127.0.0.1", port: 0 });
  // Within the repository, so that the compiler finds its own types.
  const folder = await mkdtemp(fileURLToPath(new URL("../tmp-client-", import.meta.url)));
  try {
    const document = await (await fetch(`${server.url}/openapi.json`)).json();
    await createClient({
      input: document,
      output: join(folder, "client"),
      logs: { level: "silent" },
    });
    const file = join(folder, "program.ts");
    await writeFile(file, PROGRAM);
    expect(faultsOf(file)).toEqual([]);
    const outfile = join(folder, "program.mjs");
    await build({ entryPoints: [file], outfile, bundle: true, format: "esm", platform: "neutral" });
    const { run } = await import(pathToFileURL(outfile).href);
    expect(Found.safeParse(await run(server.url)).error?.issues ?? []).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
    await server.close();
    await service.close();
  }
});

function faultsOf(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
    types: [],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file: at, start = 0 }) => {
    const line = at === undefined ? 0 : at.getLineAndCharacterOfPosition(start).line + 1;
    return `${at?.fileName.split("/").at(-1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
