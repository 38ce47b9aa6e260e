import { builtInCatalogue, memoryStore, RuleSet } from "@cdp-whatif/core";
import { expect, it } from "vitest";
import { createService } from "../src/index.js";
import { DeadLettersAnswer } from "../src/route/dead-letter.js";
import { RulesAnswer } from "../src/route/rule.js";
import { ask, BEHAVIOUR, post, send } from "./market.js";

const LINES = BEHAVIOUR.split("\n").slice(0, 20).join("\n");
const strict = RuleSet.parse({
  rules: [{ id: "too_many_people", kinds: ["behaviour"], field: "/people", maximum: 1 }],
});

it("holds records to rules of the user's own, counts them, and takes the records once the rule is mended", async () => {
  const store = memoryStore();
  const before = createService({ store, catalogue: builtInCatalogue, ruleSet: strict });
  expect(await (await send(before.app, LINES)).json()).toMatchObject({
    read: 20,
    stored: 0,
    byRule: { too_many_people: 20 },
  });
  const rules = RulesAnswer.parse(await (await ask(before.app, "/api/v1/rules")).json());
  expect(rules.data.find(({ id }) => id === "too_many_people")).toMatchObject({
    group: "custom",
    dead_letters: 20,
  });
  await before.close();

  const after = createService({ store, catalogue: builtInCatalogue });
  const list = async (query: string) => {
    const path = `/api/v1/dead-letters?${new URLSearchParams(query)}`;
    return DeadLettersAnswer.parse(await (await ask(after.app, path)).json());
  };
  const [letter] = (await list("")).data;
  const moment = new Date(letter?.rejectedAt ?? Number.NaN);
  const later = new Date(moment.getTime() + 3_600_000).toISOString();
  expect((await list(`since=${later}`)).count).toBe(0);
  expect((await list(`until=${later}`)).count).toBe(20);

  const replay = async (body: object) =>
    (await post(after.app, "/api/v1/dead-letters/replay", body)).json();
  expect(await replay({ since: later })).toMatchObject({ read: 0 });
  expect(await replay({ rule: "too_many_people", until: later })).toMatchObject({
    read: 20,
    stored: 20,
    still_rejected: 0,
  });
  expect(await replay({})).toMatchObject({ read: 0, stored: 0 });
  expect((await store.content()).records.behaviour).toBe(20);
  const wrong = await post(after.app, "/api/v1/dead-letters/replay", { since: "yesterday" });
  expect(wrong.status).toBe(422);
  await after.close();
});
