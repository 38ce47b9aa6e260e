import {
  BUILT_IN_RULES,
  RecordRule,
  type RecordStore,
  RULE_GROUPS,
  type RuleSet,
} from "@cdp-whatif/core";
import * as z from "zod";
import { expectNoQuery } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** `GET /api/v1/rules`: what every record is held to, and how many dead letters each rule has. */
export const RulesAnswer = z
  .strictObject({
    success: z.literal(true),
    count: z.int().nonnegative(),
    data: z.array(
      z.strictObject({
        id: z.string(),
        group: z.enum([...RULE_GROUPS, "custom"]),
        rejects: z.string().meta({ description: "What is rejected" }),
        dead_letters: z.int().nonnegative(),
        definition: RecordRule.nullable().meta({ description: "Of a rule of the user's own" }),
      }),
    ),
    coerce_numbers: z.boolean().meta({ description: "Numbers written as text are numbers" }),
  })
  .meta({ id: "RulesAnswer" });

/** What the rules' route works with. */
export interface RuleDeps {
  readonly store: RecordStore;
  readonly ruleSet: RuleSet;
}

/** Mounts the list of rules. */
export function ruleRoutes(door: Door, { store, ruleSet }: RuleDeps): void {
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/rules"],
      id: "rules",
      tag: "Ingestion",
      role: "operator",
      summary: "Rules that records are held to, with how many dead letters each has",
      answers: {
        200: {
          description: "In the order in which a record meets them",
          content: { "application/json": RulesAnswer },
        },
      },
      problems: [422, 503],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const counts = await store.letterCounts();
      const builtIn = BUILT_IN_RULES.map((rule) => ({
        ...rule,
        dead_letters: counts[rule.id] ?? 0,
        definition: null,
      }));
      const own = ruleSet.rules.map((definition) => ({
        id: definition.id,
        group: "custom" as const,
        rejects: definition.expected ?? `records whose ${definition.field} breaks it`,
        dead_letters: counts[definition.id] ?? 0,
        definition,
      }));
      const data = [...builtIn, ...own];
      const body: z.infer<typeof RulesAnswer> = {
        success: true,
        count: data.length,
        data,
        coerce_numbers: ruleSet.coerceNumbers,
      };
      return respondJson(body, { headers: { "cache-control": "no-store" } });
    },
  );
}
