import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const packageFolder = "../../";

const settings: BuildOptions = {
  bundle: true,
  write: false,
  target: "es2022",
  conditions: ["source"],
  tsconfigRaw: {
    compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false },
  },
};

const textOf = async (options: BuildOptions): Promise<string> => {
  const { outputFiles } = await build({ ...settings, ...options });
  return outputFiles?.[0]?.text ?? "";
};

const compactZod: Plugin = {
  name: "compact-zod",
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, () => ({
      path: at(`${packageFolder}src/worker/compact-zod/index.ts`),
    }));
  },
};

const inlined = (worker: string): Plugin => ({
  name: "twin-worker",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^virtual:twin-worker$/ }, ({ path }) => ({
      path,
      namespace: "virtual",
    }));
    onLoad({ filter: /.*/, namespace: "virtual" }, () => ({ contents: worker, loader: "text" }));
  },
});

const workerOf = (name: string): Promise<string> =>
  textOf({
    entryPoints: [at(`${packageFolder}src/worker/${name}.ts`)],
    format: "iife",
    plugins: [compactZod],
  });

/** The scripts of a page, made from the sources as they stand: the elements, and the whole engine's worker beside them. */
export async function bundleElements(): Promise<{ elements: string; worker: string }> {
  const worker = await workerOf("engine-worker");
  const elements = await textOf({
    entryPoints: [at(`${packageFolder}src/index.ts`)],
    format: "esm",
    plugins: [inlined(await workerOf("twin-worker"))],
  });
  return { elements, worker };
}

/** A script that sets `globalThis.bits` to what core's probe of its arithmetic gives in this engine, and what is pinned. */
export function bundleBitsProbe(): Promise<string> {
  const probe = at(`${packageFolder}../core/test/math/bits-probe.ts`);
  return textOf({
    stdin: {
      contents: `import { bitsDigest, EXPECTED_BITS } from ${JSON.stringify(probe)}; globalThis.bits = { found: bitsDigest(), pinned: EXPECTED_BITS };`,
      resolveDir: at("."),
    },
    format: "esm",
  });
}

/**
 * A page that has core's probe fits carried out in two workers and sets `globalThis.models` to the digests found and pinned;
 * and the workers' script.
 */
export async function bundleModelProbe(): Promise<{ page: string; worker: string }> {
  const core = (path: string) => JSON.stringify(at(`${packageFolder}../core/${path}`));
  const page = await textOf({
    stdin: {
      contents: `
        import { createWebAnalyst } from ${core("src/job/index.ts")};
        import { EXPECTED_MODELS, modelDigest, PROBE_FITS, probeName } from ${core("test/model/model-probe.ts")};
        const analyst = createWebAnalyst({ startWorker: () => new Worker("worker.js"), workers: 2 });
        const fits = PROBE_FITS.map(async (probe) => [probeName(probe), modelDigest(await analyst.fit(...probe))]);
        globalThis.models = { found: Object.fromEntries(await Promise.all(fits)), pinned: EXPECTED_MODELS };`,
      resolveDir: at("."),
    },
    format: "esm",
  });
  const worker = await textOf({
    entryPoints: [at(`${packageFolder}../core/src/worker/index.ts`)],
    format: "iife",
  });
  return { page, worker };
}

/**
 * A page that has the reference scenarios carried out in this thread and in two workers, and sets `globalThis.digests` to
 * what both give; and the workers' script.
 */
export async function bundleReferenceScenarios(): Promise<{ page: string; worker: string }> {
  const core = (path: string) => JSON.stringify(at(`${packageFolder}../core/${path}`));
  const page = await textOf({
    stdin: {
      contents: `
        import { createWebAnalyst } from ${core("src/job/index.ts")};
        import { receipt, simulate } from ${core("src/simulate/index.ts")};
        import { REFERENCE_SCENARIOS } from ${core("test/simulate/reference-scenarios.ts")};
        const started = performance.now();
        const analyst = createWebAnalyst({ startWorker: () => new Worker("worker.js"), workers: 2 });
        const digestOf = (result) => receipt(result).resultDigest;
        const runs = REFERENCE_SCENARIOS.map(async ({ name, twin, scenario }) => [name, digestOf(await analyst.simulate(twin, scenario))]);
        const here = REFERENCE_SCENARIOS.map(({ name, twin, scenario }) => [name, digestOf(simulate(twin, scenario))]);
        Promise.all(runs).then(
          (there) => { globalThis.digests = { here: Object.fromEntries(here), there: Object.fromEntries(there), ms: performance.now() - started }; },
          (error) => { globalThis.failure = String(error); },
        );`,
      resolveDir: at("."),
    },
    format: "esm",
  });
  const worker = await textOf({
    entryPoints: [at(`${packageFolder}../core/src/worker/index.ts`)],
    format: "iife",
  });
  return { page, worker };
}
