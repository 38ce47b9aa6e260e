import fc from "fast-check";
import { expect, it } from "vitest";
import { segmentEvents, type TrackingContext } from "./segment.js";

const ARRIVAL = Date.UTC(2026, 2, 5, 2, 0, 30);
const batch = (body: object, receivedAt = ARRIVAL) => read(body, { call: null, receivedAt });
const single = (event: object, call: TrackingContext["call"] = "track") => {
  const [line] = read(event, { call, receivedAt: ARRIVAL }).values;
  return line;
};
const read = (body: object, context: TrackingContext) => {
  const events = segmentEvents(body, context);
  if ("rule" in events) throw new Error(events.rule);
  return events;
};

it("moves the time by what the sender's clock is ahead of ours, and keeps the sent one", () => {
  const sent = { sentAt: "2026-03-05T03:00:10.000Z", timestamp: "2026-03-05T03:00:04.000Z" };
  const moved = {
    sentAt: "2026-03-05T03:00:10.000Z",
    timestamp: "2026-03-05T02:00:24.000Z",
    originalTimestamp: "2026-03-05T03:00:04.000Z",
    receivedAt: "2026-03-05T02:00:30.000Z",
  };
  expect(single(sent)).toMatchObject(moved);
  const { sentAt, timestamp: originalTimestamp } = sent;
  expect(single({ sentAt, originalTimestamp })).toMatchObject(moved);
  expect(batch({ sentAt, batch: [{ originalTimestamp }] }).values[0]).toMatchObject(moved);
});

it("keeps the offset of the sent time", () => {
  const sentAt = "2026-03-05T02:00:10Z";
  const east = single({ sentAt, timestamp: "2026-03-05T10:00:04+08:00" });
  expect(east?.timestamp).toBe("2026-03-05T10:00:24.000+08:00");
  const west = single({ sentAt, timestamp: "2026-03-04T22:30:04-03:30" });
  expect(west?.timestamp).toBe("2026-03-04T22:30:24.000-03:30");
});

it("corrects by the whole difference, whatever the clocks", () => {
  const instant = fc.date({
    ...{ min: new Date(0), max: new Date(4e12), noInvalidDate: true },
  });
  fc.assert(
    fc.property(instant, instant, fc.integer({ min: 0, max: 4e11 }), (at, sentAt, receivedAt) => {
      const event = { timestamp: at.toISOString() };
      const [line] = batch({ sentAt: sentAt.toISOString(), batch: [event] }, receivedAt).values;
      const delay = sentAt.getTime() - at.getTime();
      expect(Date.parse(String(line?.timestamp))).toBe(receivedAt - delay);
      expect(line?.originalTimestamp).toBe(event.timestamp);
    }),
  );
});

it("leaves a time as it came without sentAt, without a zone, or when it cannot be read", () => {
  const sentAt = "2026-03-05T03:00:10.000Z";
  for (const event of [
    { timestamp: "2026-03-05T02:00:04.000Z" },
    { timestamp: "2026-03-05T02:00:04.000Z", sentAt: "soon" },
    { timestamp: "2026-03-05T02:00:04", sentAt },
    { timestamp: "yesterday", sentAt },
    { timestamp: 5, sentAt },
  ]) {
    const { timestamp } = event;
    expect(single(event)).toMatchObject({ timestamp, originalTimestamp: timestamp });
  }
});

it("takes the time of arrival when the sender gave none, and says so", () => {
  expect(single({ sentAt: "2026-03-05T03:00:10.000Z" })).toMatchObject({
    timestamp: "2026-03-05T02:00:30.000Z",
    originalTimestamp: null,
  });
});

it("keeps both times of an event that has two: what happened then was told now", () => {
  const times = {
    timestamp: "2026-01-01T00:00:00.000Z",
    originalTimestamp: "2026-03-05T03:00:04.000Z",
  };
  expect(single({ ...times, sentAt: "2026-03-05T03:00:10.000Z" })).toMatchObject(times);
});

it("makes an id of an event's content, the same when it is sent again", () => {
  const event = { userId: "u1", event: "Viewed", timestamp: "2026-03-05T02:00:04.000Z" };
  const id = (sent: object, receivedAt: number) => batch(sent, receivedAt).values[0]?.messageId;
  const first = id({ sentAt: "2026-03-05T02:00:05Z", batch: [event] }, ARRIVAL);
  expect(first).toMatch(/^content-[0-9a-f]{32}$/);
  expect(id({ sentAt: "2026-03-05T02:00:09Z", batch: [event] }, ARRIVAL + 4000)).toBe(first);
  expect(id({ batch: [{ ...event, userId: "u2" }] }, ARRIVAL)).not.toBe(first);
  const { timestamp: _timestamp, ...timeless } = event;
  const two = batch({ batch: [timeless, timeless] }).values.map((value) => value?.messageId);
  expect(new Set(two).size).toBe(2);
});

it("identifies an event by what does not change when it is sent again", () => {
  const again = (sentAt: string) =>
    batch({ sentAt, batch: [{ event: "x", sentAt, writeKey: "k" }] }).identities[0]?.();
  expect(again("2026-03-05T02:00:05Z")).toBe(again("2026-03-05T02:00:09Z"));
});

it("merges what the batch says of all its events, of which an event's own fields win", () => {
  const { values, lines } = batch({
    ...{ writeKey: "k", context: { ip: "10.0.0.1", locale: "zh-TW" } },
    integrations: { All: true },
    batch: [
      { context: { locale: "en" }, integrations: { All: false, Ads: true }, writeKey: "k" },
      { context: null, properties: { a: 1 }, category: "Docs" },
      "no object",
    ],
  });
  expect(values[0]).toMatchObject({
    context: { ip: "10.0.0.1", locale: "en" },
    integrations: { All: false, Ads: true },
  });
  expect(values[0]).not.toHaveProperty("writeKey");
  expect(values[1]).toMatchObject({
    context: { ip: "10.0.0.1", locale: "zh-TW" },
    integrations: { All: true },
    properties: { a: 1, category: "Docs" },
  });
  expect(values[2]).toBeUndefined();
  expect(lines[2]).toBe('"no object"');
  expect(values.slice(0, 2).map((value) => JSON.stringify(value))).toEqual(lines.slice(0, 2));
});

it("writes ids that are numbers as texts, and leaves out empty ones", () => {
  const line = single({ userId: 42, anonymousId: "", previousId: 7, groupId: "g" }, "alias");
  expect(line).toMatchObject({ type: "alias", userId: "42", previousId: "7", groupId: "g" });
  expect(line).not.toHaveProperty("anonymousId");
});

it("refuses a body that is no object, and a batch without a list", () => {
  const context = { call: null, receivedAt: ARRIVAL };
  expect(segmentEvents([], context)).toMatchObject({ rule: "not_an_object", field: "" });
  expect(segmentEvents({ batch: {} }, context)).toMatchObject({ rule: "type", field: "/batch" });
});

it("lets no sender of events delete or outrank what is stored", () => {
  const line = single(
    { messageId: "m", deleted: true, revision: 9, generated_at: "9999-01-01" },
    "track",
  );
  for (const field of ["deleted", "revision", "generated_at"])
    expect(line).not.toHaveProperty(field);
});
