import { compareParameters, type ParameterChange } from "../model/index.js";
import type { Parameter } from "../schema/parameter.js";
import type { Twin } from "../schema/twin.js";

/** What differs between two twins' parameters, the largest change in standard errors first. */
export function compareTwins(before: Twin, after: Twin): ParameterChange[] {
  const changes = compareParameters(parametersOf(before), parametersOf(after));
  return changes
    .filter(({ change }) => change !== 0)
    .sort((a, b) => Math.abs(b.z ?? 0) - Math.abs(a.z ?? 0) || (a.name < b.name ? -1 : 1));
}

function parametersOf(twin: Twin): Record<string, Parameter> {
  const { points, bogo, feature, display, intensity, saturation, afterDip, incidence } = twin;
  const triggers = Object.entries(twin.triggers).flatMap(([trigger, fitted]) => [
    ...(fitted?.effect ?? []).map((effect, j) => [`${trigger}:${twin.brands[j]}`, effect] as const),
    ...(fitted?.category ? [[`category:${trigger}`, fitted.category] as const] : []),
  ]);
  return {
    ...Object.fromEntries(twin.brands.map((brand, j) => [`price:${brand}`, twin.price[j]])),
    ...{ points, bogo, feature, display, intensity, saturation, afterDip, incidence },
    ...Object.fromEntries(triggers),
    ...Object.fromEntries(twin.cells.map(({ key, habit }) => [`habit:${key}`, habit])),
  } as Record<string, Parameter>;
}
