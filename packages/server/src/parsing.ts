import { compileRules, type ParsingOptions, type RuleSet } from "@cdp-whatif/core";

/** How records are read under a set of rules. @throws CoreError `invalid_input` */
export function parsingOf({
  rules,
  coerceNumbers,
}: RuleSet): Pick<ParsingOptions, "rules" | "coerceNumbers"> {
  return { rules: compileRules(rules), coerceNumbers };
}
