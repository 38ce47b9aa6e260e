import { CoreError } from "../error.js";
import type { BrandEntry } from "../schema/catalogue.js";
import type { Parameter } from "../schema/parameter.js";
import type { Trigger } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";

const PLAIN = [
  "points",
  "bogo",
  "feature",
  "intensity",
  "saturation",
  "afterDip",
  "incidence",
  "buying",
] as const;
const ELECTRICITY = ["elasticity", "budgetShare", "incomeEffect", "tradeDown"] as const;

/**
 * A twin with some parameters replaced, by the names under which a result's provenance lists them.
 *
 * @throws CoreError `unknown_key` for a name that no twin has
 */
export function withParameters(
  twin: Twin,
  changes: Readonly<Record<string, Partial<Parameter>>>,
): Twin {
  let changed = twin;
  for (const [name, change] of Object.entries(changes)) {
    const next = withParameter(changed, name, change);
    if (next === null) {
      throw new CoreError("unknown_key", `unknown parameter ${JSON.stringify(name)}`, [
        { pointer: `/${name}`, detail: "expected a name that provenance lists" },
      ]);
    }
    changed = next;
  }
  return changed;
}

/** Whether a twin has a parameter that {@link withParameters} can replace. */
export const isParameter = (twin: Twin, name: string): boolean =>
  withParameter(twin, name, {}) !== null;

function withParameter(twin: Twin, name: string, change: Partial<Parameter>): Twin | null {
  const at = name.indexOf(":");
  const [group, rest] = at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
  const put = (parameter: Parameter): Parameter => ({ ...parameter, ...change });
  if (group === "price") {
    const j = twin.brands.indexOf(rest);
    return { ...twin, price: twin.price.map((one, k) => (k === j ? put(one) : one)) };
  }
  if (group === "habit") {
    const cells = twin.cells.map((cell) =>
      rest === "" || cell.key === rest ? { ...cell, habit: put(cell.habit) } : cell,
    );
    return { ...twin, cells };
  }
  for (const plain of PLAIN) if (plain === name) return { ...twin, [plain]: put(twin[plain]) };
  for (const key of ELECTRICITY) {
    if (`electricity.${key}` !== name) continue;
    return { ...twin, electricity: { ...twin.electricity, [key]: put(twin.electricity[key]) } };
  }
  for (const trigger of Object.keys(twin.triggers) as Trigger[]) {
    const known = twin.triggers[trigger];
    if (trigger !== group || known === null) continue;
    const j = twin.brands.indexOf(rest);
    const effect = known.effect.map((one, k) => (k === j ? put(one) : one));
    return { ...twin, triggers: { ...twin.triggers, [trigger]: { ...known, effect } } };
  }
  if (group === "category") return withCategory(twin, rest, put);
  return group === "pointRebate" ? withRebate(twin, rest, change) : null;
}

/** What a condition does to the whole category. */
function withCategory(
  twin: Twin,
  trigger: string,
  put: (parameter: Parameter) => Parameter,
): Twin | null {
  const known = Object.hasOwn(twin.triggers, trigger) ? twin.triggers[trigger as Trigger] : null;
  if (!known?.category) return null;
  const changed = { ...known, category: put(known.category) };
  return { ...twin, triggers: { ...twin.triggers, [trigger]: changed } };
}

/** The worth of a brand's points stands in the catalogue. */
function withRebate(twin: Twin, brand: string, { value, standardError }: Partial<Parameter>): Twin {
  const { catalogue } = twin;
  const known = catalogue.brands.find(({ id }) => id === brand) ?? {
    id: brand,
    names: {},
    aliases: [],
  };
  const before = known.pointRebate ?? { value: 0, standardDeviation: 0, source: "replaced" };
  const entry: BrandEntry = {
    ...known,
    pointRebate: {
      ...before,
      value: value ?? before.value,
      standardDeviation: standardError ?? before.standardDeviation,
    },
  };
  const brands = [...catalogue.brands.filter(({ id }) => id !== brand), entry];
  return { ...twin, catalogue: { ...catalogue, brands } };
}
