import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Catalogue } from "@cdp-whatif/core";
import { generateMarket, Truth } from "@cdp-whatif/core/synthetic";
import { describe, expect, it } from "vitest";

const read = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");
const market = generateMarket(JSON.parse(read("options.json")));

describe("the demo files", () => {
  it.each(market.files)("$name is what the generator makes, byte for byte", ({ name, lines }) => {
    const made = Array.from(lines(), (line) => `${line}\n`).join("");
    expect(read(name) === made, `node examples/demo/make.mjs writes another ${name}`).toBe(true);
  });

  it("truth.json and catalogue.json are what the generator made them from", () => {
    expect(Truth.parse(JSON.parse(read("truth.json")))).toEqual(market.truth);
    expect(Catalogue.parse(JSON.parse(read("catalogue.json")))).toEqual(market.catalogue);
  });

  it("is marked as demo on every line and stays small", () => {
    let bytes = 0;
    for (const { name } of market.files) {
      const text = read(name);
      bytes += Buffer.byteLength(text);
      for (const line of text.trimEnd().split("\n")) expect(JSON.parse(line).demo).toBe(true);
    }
    expect(bytes).toBeLessThan(1_500_000);
  });
});
