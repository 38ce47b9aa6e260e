import fc from "fast-check";
import { expect, it } from "vitest";
import { type DashboardState, decodeDashboard, encodeDashboard } from "./dashboard-link.js";
import { VIEWS, viewAfterKey, viewOf, viewsOf } from "./view.js";

const nothing: DashboardState = {
  view: null,
  persona: null,
  region: null,
  brand: null,
  start: null,
  end: null,
  locale: null,
  theme: null,
};

it("re-opens from a link what was put into it", () => {
  const name = fc.option(fc.string({ minLength: 1, maxLength: 60, unit: "binary" }));
  fc.assert(
    fc.property(
      name,
      name,
      name,
      fc.constantFrom(...VIEWS, null),
      (persona, region, brand, view) => {
        const state = {
          ...nothing,
          persona,
          region,
          brand,
          view,
          start: "2026-01-01",
          theme: "dark",
        };
        expect({ ...nothing, ...decodeDashboard(encodeDashboard(state)) }).toEqual(state);
      },
    ),
  );
  expect(encodeDashboard(nothing)).toBe("");
});

it("leaves out of a link what it cannot read", () => {
  expect(
    decodeDashboard("view=nowhere;start=soon;locale=fr;theme=pink;persona=%E0%A4%A;x;=1"),
  ).toEqual({});
  fc.assert(fc.property(fc.string(), (text) => typeof decodeDashboard(text) === "object"));
});

it("goes round the tabs by arrows, and to their ends; one more where a server is the source", () => {
  const data = viewsOf({});
  const server = viewsOf({ operations: {} });
  expect(data).toHaveLength(4);
  expect(viewAfterKey("ArrowRight", "whatif", server)).toBe("operations");
  expect(viewAfterKey("ArrowRight", "whatif", data)).toBe("time-series");
  expect(viewAfterKey("ArrowLeft", "time-series", data)).toBe("whatif");
  expect(viewAfterKey("ArrowRight", "personas", data)).toBe("regions");
  expect(viewAfterKey("Home", "regions", data)).toBe("time-series");
  expect(viewAfterKey("End", "personas", data)).toBe("whatif");
  expect(viewAfterKey("x", "personas", data)).toBeNull();
  expect(viewOf("elsewhere")).toBeNull();
});
