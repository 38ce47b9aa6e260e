import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { engineWorkers } from "./scripts/rollup-parts.mjs";

// Sources, not builds, are tested: the packages' exports name them under the condition "source".
const conditions = ["source", "module", "node", "development|production"];
const elements = fileURLToPath(new URL("packages/elements", import.meta.url));

const processTests = "packages/*/test/process/**/*.test.ts";
// Long forms, which `npm run proof` runs: not there for `npm test`, so that it doesn't call them skipped.
const proofTests = process.env.PROOF === "1" ? [] : ["**/*.proof.test.ts"];
const browserTests = "packages/*/test/browser/**/*.test.ts";

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  plugins: [engineWorkers(elements, { minified: false })],
  test: {
    env: { TZ: "America/New_York", LANG: "en_US.UTF-8" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The default leaves a core to the editor.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/{src,test}/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: [processTests, browserTests, ...proofTests],
          // Loading core for each file anew took longer than the tests; no module of ours keeps state that a test could feel.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "example",
          include: ["examples/**/*.test.ts"],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "process",
          include: [processTests],
          exclude: proofTests,
          fileParallelism: false,
          testTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: [browserTests],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
