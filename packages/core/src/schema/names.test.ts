import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "./built-in-catalogue.js";
import { Catalogue } from "./catalogue.js";
import { editDistance } from "./fold-name.js";
import { createNames } from "./names.js";

const names = createNames(builtInCatalogue, { personas: ["Segment_03"], brands: ["新品牌"] });

describe("every spelling of section 2 of the original formats", () => {
  it.each([
    ["Fresh_Grad", "新鮮人 fresh_grad fresh_graduate Fresh_Grad 社會新鮮人 FRESHMAN fresh-grad"],
    [
      "FinTech_Family",
      "FinTech家庭 fintech_family fintech家庭 FinTech_Family FINTECH fintech-family",
    ],
  ])("resolves personas to %s", (id, spellings) => {
    for (const text of spellings.split(" ")) expect(names.persona(text)).toBe(id);
  });

  it.each([
    ["Fresh_Grad", ["Group A", "Group A (新鮮人)", "fresh grad"]],
    [
      "FinTech_Family",
      ["Group B", "Group B (FinTech家庭)", "FinTech 菁英家庭", "FinTech 家庭", "fintech family"],
    ],
  ])("resolves personas with spaces to %s", (id, spellings) => {
    for (const text of spellings) expect(names.persona(text)).toBe(id);
  });

  it.each([
    ["Taipei", "台北 taipei Taipei 臺北市 臺北 台北市"],
    ["Tainan", "台南 tainan Tainan 臺南 台南市 臺南市"],
  ])("resolves regions to %s", (id, spellings) => {
    for (const text of spellings.split(" ")) expect(names.region(text)).toBe(id);
  });

  it.each([
    [
      "7-11",
      [
        "7-11",
        "7-Eleven",
        "brand_7_11",
        "loyalty_7_11",
        "market_share_7",
        "seven_eleven",
        "７－１１",
      ],
    ],
    [
      "FamilyMart",
      ["FamilyMart", "全家", "brand_family", "loyalty_Family", "market_share_fm", "family mart"],
    ],
    ["Other", ["Other", "其他", "brand_other"]],
  ])("resolves brands to %s", (id, spellings) => {
    for (const text of spellings) expect(names.brand(text)).toBe(id);
  });

  it.each([
    ["electricity_price_rise", "電價調漲"],
    ["limited_time_double", "限時加倍"],
    ["soft_serve_bogo", "霜冰淇淋買一送一"],
    ["points_offset_electricity", "點數折抵電費"],
    ["co_brand_exchange", "聯名換購"],
    ["compound_store_expansion", "複合店擴大"],
  ])("resolves events to %s", (id, text) => {
    expect(names.event(text)).toBe(id);
  });

  it("finds the region of districts and weather locations", () => {
    expect(names.regionOfPlace("Tainan_Rende")).toBe("Tainan");
    expect(names.regionOfPlace("臺北市")).toBe("Taipei");
    expect(names.regionOfPlace("Kaohsiung")).toBeNull();
  });
});

it("ignores case, width and surrounding space, and takes spaces, hyphens and underscores for equal", () => {
  const dressed = fc
    .record({
      upper: fc.boolean(),
      wide: fc.boolean(),
      gap: fc.constantFrom("_", " ", "-", "　", "__"),
      ends: fc.constantFrom("", " ", "\t"),
    })
    .map(({ upper, wide, gap, ends }) => {
      const text = (upper ? "FINTECH_FAMILY" : "FinTech_Family").replace("_", gap);
      const widened = [...text].map((c) =>
        /[A-Za-z]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c,
      );
      return ends + (wide ? widened.join("") : text) + ends;
    });
  fc.assert(fc.property(dressed, (text) => names.persona(text) === "FinTech_Family"));
});

it("makes an unknown name its own id, from its text alone, and does so again from the id", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const id = names.regionOrNew(text);
      expect(names.regionOrNew(id)).toBe(id);
      expect(createNames(builtInCatalogue).regionOrNew(text)).toBe(id);
    }),
  );
  expect(names.regionOrNew(" Ｒegion 3 ")).toBe("Region 3");
});

it("refuses an unknown name where a question is asked, with the nearest and the known ones", () => {
  expect(names.askPersona("segment 03")).toBe("Segment_03");
  expect(() => names.askPersona("fresh_grat")).toThrow(
    expect.objectContaining({
      code: "unknown_persona",
      message: expect.stringMatching(
        /"fresh_grat".*did you mean "Fresh_Grad"\? Known: Fresh_Grad, FinTech_Family, Segment_03/,
      ),
      details: [{ pointer: "/persona", detail: expect.any(String) }],
    }),
  );
  expect(() => names.askRegion("Mars", "/parameters/region")).toThrow(
    expect.objectContaining({
      code: "unknown_region",
      details: [expect.objectContaining({ pointer: "/parameters/region" })],
    }),
  );
  expect(names.nearest("brand", "新品")).toBe("新品牌");
});

it("refuses a catalogue in which one spelling stands for two ids", () => {
  const catalogue = Catalogue.parse({
    brands: [
      { id: "A", aliases: ["x y"] },
      { id: "B", aliases: ["X_Y"] },
    ],
  });
  expect(() => createNames(catalogue)).toThrow(
    expect.objectContaining({ code: "invalid_catalogue" }),
  );
});

it("counts edits", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("霜淇淋", "霜冰淇淋")).toBe(1);
});
