import type { Twin } from "../../src/schema/twin.js";
import { exampleTwin } from "../twin/example-twin.js";

/** A twin that answers at once and exactly: no habit, no after-dip, no reserve of buyers, nothing uncertain. */
export function exactTwin(brands = ["A", "B", "C"], price = 2.5): Twin {
  const twin = exampleTwin({ personas: 1, regions: 2, brands, price });
  const exact = <T extends { standardError: number }>(parameter: T, value?: number): T => ({
    ...parameter,
    standardError: 0,
    ...(value !== undefined && { value }),
  });
  return {
    ...twin,
    price: twin.price.map((one) => exact(one)),
    priceCovariance: twin.priceCovariance.map(() => 0),
    points: exact(twin.points),
    bogo: exact(twin.bogo),
    intensity: exact(twin.intensity),
    saturation: exact(twin.saturation),
    afterDip: exact(twin.afterDip, 0),
    incidence: exact(twin.incidence, 0),
    buying: exact(twin.buying),
    cells: twin.cells.map((cell) => ({
      ...cell,
      share: cell.choice,
      habit: exact(cell.habit, 0),
      choiceSpread: cell.choiceSpread.map(() => 0),
    })),
    levers: brands.map((brand) => ({ lever: "price", brand, low: -0.7, high: 0.7, distinct: 40 })),
  };
}
