import { normal, purposeId } from "../../src/math/index.js";
import { fitBaseline } from "../../src/model/baseline/index.js";
import { dateOfDay } from "../../src/schema/index.js";

const NOISE = purposeId("planted effect");
const START = 19000;
const DAYS = 150;

/** What is planted, in the unit of the series. */
export const PLANTED = { x: 1.5, trend: 0.05, holiday: -8 };
type Effect = keyof typeof PLANTED;

/** A series of 150 days with planted effects and residuals of which half lasts a day. */
function plantedSeries(seed: number) {
  const holidays = [10, 40, 75, 110, 139].map((t) => dateOfDay(START + t));
  let lasting = 0;
  const rows = Array.from({ length: DAYS }, (_, t) => {
    lasting = 0.5 * lasting + normal(seed, 0, t, NOISE);
    const x = normal(seed, 1, t, NOISE);
    const date = dateOfDay(START + t);
    const special = holidays.includes(date) ? PLANTED.holiday : 0;
    return { date, x, value: 50 + PLANTED.trend * t + PLANTED.x * x + special + lasting };
  });
  return { rows, holidays };
}

/** In how many series, seeds 0 to count - 1, value ± 1.96 standard errors held each planted effect. */
export function coveredEffects(count: number): Record<Effect, number> {
  const covered: Record<Effect, number> = { x: 0, trend: 0, holiday: 0 };
  for (let seed = 0; seed < count; seed++) {
    const { rows, holidays } = plantedSeries(seed);
    const { parameters } = fitBaseline(rows, { regressors: ["x"], holidays, transform: "none" });
    for (const name of ["x", "trend", "holiday"] as const) {
      const found = parameters[name];
      if (found === undefined) continue;
      if (Math.abs(found.value - PLANTED[name]) < 1.96 * found.standardError) covered[name]++;
    }
  }
  return covered;
}
