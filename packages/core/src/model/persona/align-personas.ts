import { assignRows } from "../../math/index.js";
import type { PersonaModel } from "./persona-model.js";
import { squared } from "./points.js";
import { standardise } from "./trait-scale.js";

/** Share of common customers from which they, rather than centres, tell which persona is which. */
const ENOUGH_COMMON = 0.5;
/** Least Jaccard similarity, and greatest distance of centres in standard deviations per trait, of what is still the same persona. */
const LEAST_OVERLAP = 0.2;
const FARTHEST = 1;

/**
 * Which persona of an earlier fit each persona of a later one continues: the optimal matching by common customers, or by centres
 * where there are few of them.
 *
 * @returns earlier id by later id; null for a persona that continues none
 */
export function alignPersonas(
  previous: PersonaModel,
  next: PersonaModel,
): Record<string, string | null> {
  const rows = next.personas.length;
  const columns = previous.personas.length;
  const overlaps = jaccards(previous, next);
  const costs = overlaps ?? distances(previous, next);
  const limit = overlaps === null ? FARTHEST : 1 - LEAST_OVERLAP;
  // A pair that is no match costs as much as any other such pair, so that matches are not bent to mend it.
  const capped = costs.map((cost) => Math.min(cost, limit));
  const columnOf = assignRows(capped, { rows, columns });
  return Object.fromEntries(
    next.personas.map(({ id }, i) => {
      const j = columnOf[i]!;
      return [id, j >= 0 && costs[i * columns + j]! < limit ? previous.personas[j]!.id : null];
    }),
  );
}

/** 1 - Jaccard similarity of every pair, over customers of both fits; null where too few are common. */
function jaccards(previous: PersonaModel, next: PersonaModel): Float64Array | null {
  const index = (model: PersonaModel) => new Map(model.personas.map(({ id }, i) => [id, i]));
  const before = index(previous);
  const after = index(next);
  const both = new Float64Array(after.size * before.size);
  const inBefore = new Float64Array(before.size);
  const inAfter = new Float64Array(after.size);
  const earlier = new Map(Object.entries(previous.assignments));
  let common = 0;
  let customers = 0;
  for (const [id, persona] of Object.entries(next.assignments)) {
    customers++;
    const old = earlier.get(id);
    if (old === undefined) continue;
    common++;
    const i = persona === null ? -1 : after.get(persona)!;
    const j = old === null ? -1 : before.get(old)!;
    if (i >= 0) inAfter[i]! += 1;
    if (j >= 0) inBefore[j]! += 1;
    if (i >= 0 && j >= 0) both[i * before.size + j]! += 1;
  }
  if (common === 0 || common < ENOUGH_COMMON * Math.min(customers, earlier.size)) return null;
  return both.map((count, at) => {
    const union = inAfter[Math.floor(at / before.size)]! + inBefore[at % before.size]! - count;
    return union > 0 ? 1 - count / union : 1;
  });
}

/** Root mean squared distance of centres over common traits, on the scale of the earlier fit. */
function distances(previous: PersonaModel, next: PersonaModel): Float64Array {
  const common = previous.traits.filter(({ trait }) =>
    next.traits.some((other) => other.trait === trait),
  );
  const costs = new Float64Array(next.personas.length * previous.personas.length).fill(1e6);
  if (common.length === 0) return costs;
  next.personas.forEach((a, i) => {
    previous.personas.forEach((b, j) => {
      let square = 0;
      for (const scale of common) {
        const { trait } = scale;
        square += squared(
          standardise(a.centre[trait]!, scale) - standardise(b.centre[trait]!, scale),
        );
      }
      costs[i * previous.personas.length + j] = Math.min(1e6, Math.sqrt(square / common.length));
    });
  });
  return costs;
}

/** The later model with the ids that its personas had in the earlier one; new ones get ids that were never used there. */
export function continueIds(previous: PersonaModel, next: PersonaModel): PersonaModel {
  const aligned = alignPersonas(previous, next);
  const taken = new Set([...previous.personas.map(({ id }) => id)]);
  let number = 0;
  const fresh = () => {
    do number++;
    while (taken.has(`persona-${number}`));
    taken.add(`persona-${number}`);
    return `persona-${number}`;
  };
  const idOf = new Map(next.personas.map(({ id }) => [id, aligned[id] ?? fresh()]));
  const renamed = (id: string) => idOf.get(id) ?? id;
  const order = new Map(previous.personas.map(({ id }, i) => [id, i]));
  const place = (id: string) => order.get(id) ?? previous.personas.length + Number(id.slice(8));
  return {
    ...next,
    personas: next.personas
      .map((persona) => ({ ...persona, id: renamed(persona.id) }))
      .sort((a, b) => place(a.id) - place(b.id)),
    components: next.components.map((one) => ({ ...one, persona: renamed(one.persona) })),
    assignments: Object.fromEntries(
      Object.entries(next.assignments).map(([id, persona]) => [
        id,
        persona === null ? null : renamed(persona),
      ]),
    ),
  };
}
