import { expect, it } from "vitest";
import { type BatchIngested, Notification, StageBoard } from "./index.js";

const counts = {
  stored: 1,
  duplicates: 0,
  deadLettered: 0,
  superseded: 0,
  displaced: 0,
  byKind: {},
  byRule: {},
};
const batch = { source: "s", read: 1, counts, checkpoint: null };

it("tells each subscriber everything in order, however slow one is", async () => {
  const notification = new Notification(new StageBoard());
  const fast: number[] = [];
  const slow: number[] = [];
  let under = 0;
  notification.subscribe(({ sequence }) => {
    fast.push(sequence);
  });
  notification.subscribe(async ({ sequence }) => {
    under += 1;
    expect(under).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, sequence % 2));
    slow.push(sequence);
    under -= 1;
  });
  const all = Array.from({ length: 50 }, () => notification.tell(batch));
  await Promise.resolve();
  expect(slow.length).toBeLessThan(50);
  await Promise.all(all);
  const expected = all.map((_, index) => index + 1);
  expect(fast).toEqual(expected);
  expect(slow).toEqual(expected);
});

it("says how many batches one missed that did not keep up, and loses no count", async () => {
  const board = new StageBoard();
  const notification = new Notification(board, { mostWaiting: 3 });
  const got: BatchIngested[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  notification.subscribe(async (event) => {
    await held;
    got.push(event);
  });
  const all = Array.from({ length: 10 }, () => notification.tell(batch));
  release();
  await Promise.all(all);
  expect(got.map(({ sequence, missed }) => [sequence, missed])).toEqual([
    [1, 0],
    [8, 6],
    [9, 0],
    [10, 0],
  ]);
  expect(board.all().at(-1)).toMatchObject({ in: 10, out: 4 });
  expect(board.all().at(-1)?.lastError).toContain("more than 3");
});

it("goes on when a subscriber fails, and forgets one that leaves", async () => {
  const board = new StageBoard();
  const notification = new Notification(board);
  const got: number[] = [];
  const leave = notification.subscribe(() => Promise.reject(new Error("no disk")));
  notification.subscribe(({ sequence }) => {
    got.push(sequence);
  });
  await notification.tell(batch);
  expect(board.all().at(-1)).toMatchObject({
    in: 1,
    out: 0,
    lastError: "a subscriber failed: no disk",
  });
  leave();
  await notification.tell(batch);
  expect(got).toEqual([1, 2]);
  expect(board.all().at(-1)).toMatchObject({ in: 2, out: 1 });
});
