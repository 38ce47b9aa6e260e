import { digest } from "../../math/index.js";
import {
  detectNovelPersona,
  matchPersona,
  type PersonaModel,
  type TraitRow,
} from "../../model/persona/index.js";
import type { DecisionStep } from "./decision-step.js";

/** Who the decision is about. */
export interface FoundPersona {
  readonly persona: string | null;
  readonly model: PersonaModel | null;
}

type Tell = (step: Pick<DecisionStep, "node" | "state"> & Partial<DecisionStep>) => void;

/**
 * Nodes B to D: matches a customer to a persona and loads its profile; where it is like none, looks for a new persona among all
 * customers that are.
 */
export function findPersona(
  {
    customer,
    customers = [],
    personas,
  }: {
    customer?: TraitRow | undefined;
    customers?: readonly TraitRow[] | undefined;
    personas?: PersonaModel | undefined;
  },
  { seed, tell }: { seed: number; tell: Tell },
): FoundPersona {
  if (!customer || !personas) {
    for (const node of ["B", "C", "D"] as const) tell({ node, state: "skipped" });
    return { persona: null, model: personas ?? null };
  }
  const match = matchPersona(personas, customer.traits);
  tell({
    node: "B",
    state: "done",
    branch: match.persona === null ? "no" : "yes",
    input: { customer: customer.id, traits: Object.keys(customer.traits).length },
    output: {
      persona: match.persona,
      probability: match.probability,
      nearest: match.nearest,
      distance: match.distance,
      threshold: match.threshold,
    },
  });
  if (match.persona !== null) {
    load(personas, match.persona, tell);
    tell({ node: "D", state: "skipped" });
    return { persona: match.persona, model: personas };
  }
  const rows = customers.some(({ id }) => id === customer.id)
    ? customers
    : [...customers, customer];
  const novelty = detectNovelPersona(personas, rows, { seed });
  const joins = novelty.persona !== null && novelty.members.includes(customer.id);
  const persona = joins ? (novelty.persona?.id ?? null) : null;
  tell({
    node: "D",
    state: "done",
    input: { customers: rows.length, unmatched: novelty.unmatched.length },
    output: {
      persona: novelty.persona?.id ?? null,
      members: novelty.members.length,
      needed: novelty.needed,
      pValue: novelty.pValue,
      joins,
    },
    reasons: novelty.persona
      ? []
      : [
          {
            code: "no_new_persona",
            values: { unmatched: novelty.unmatched.length, needed: novelty.needed },
          },
        ],
  });
  if (persona === null) tell({ node: "C", state: "skipped" });
  else load(novelty.model, persona, tell);
  return { persona, model: novelty.model };
}

function load(model: PersonaModel, id: string, tell: Tell): void {
  const profile = model.personas.find((persona) => persona.id === id);
  tell({
    node: "C",
    state: "done",
    input: { persona: id },
    output: { profileVersion: digest(profile ?? null), share: profile?.share ?? null },
  });
}
