import { defineConfig } from "vitest/config";

// Sources, not builds, are tested: the packages' exports name them under the condition "source".
const conditions = ["source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "examples/**/*.test.ts"],
    env: { TZ: "America/New_York", LANG: "en_US.UTF-8" },
    testTimeout: 60_000,
  },
});
