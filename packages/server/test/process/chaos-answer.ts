import type { RecordStore } from "@cdp-whatif/core";

/** Ways in that tell changes of rows: states that gave way are kept, too, so that what they leave differs by what was seen. */
const CHANGES = ["database", "watched"];

/** A record without where it was met, and without when a change told it, which its hash is of, too. */
function bare(record: object) {
  const {
    position,
    raw,
    generatedAt,
    revision,
    hash,
    ...values
  }: Readonly<Record<string, unknown>> = { ...record };
  return values;
}

/** What a store answers. */
export async function answers(store: RecordStore) {
  const rejected = await store.deadLetters({});
  const letters = rejected
    .filter(({ position }) => !CHANGES.includes(position.source))
    .map(({ position, raw }) => ({ source: position.source, raw: String(raw) }));
  const { records, demo, fromDay, toDay, personas, regions, brands } = await store.content();
  const { digest } = await store.history();
  return {
    letters,
    superseded: rejected.filter(({ position }) => position.source === "database").length,
    same: {
      rows: (await store.behaviour({})).map(bare),
      market: (await store.records({ kind: "market" })).map(bare),
      events: (await store.records({ kind: "customer-event" })).map(
        ({ messageId, customerId, event, at }) => ({ messageId, customerId, event, at }),
      ),
      content: { records, demo, fromDay, toDay, personas, regions, brands },
      summary: await store.summary({}),
      digest,
    },
  };
}
