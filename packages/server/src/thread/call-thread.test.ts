import { CoreError } from "@cdp-whatif/core";
import { expect, it } from "vitest";
import { DoorError } from "../problem.js";
import { startCallThread } from "./call-thread.js";
import { receiveError, sendError } from "./sent-error.js";

it("brings an error to the other thread as what it was", () => {
  const details = [{ pointer: "/a", detail: "b" }];
  const errors = [
    new CoreError("out_of_range", "too much", details),
    new DoorError("too_many_requests", "later", { "retry-after": "1" }),
    new RangeError("odd"),
  ];
  for (const error of errors) {
    const received = receiveError(structuredClone(sendError(error)));
    expect(received).toMatchObject({ ...error, message: error.message, stack: error.stack });
  }
  expect(receiveError(sendError(errors[0]))).toBeInstanceOf(CoreError);
  expect(receiveError(sendError(errors[1]))).toBeInstanceOf(DoorError);
});

it("answers with the thread's error, and refuses what waits when the thread ends", async () => {
  let ends = 0;
  const thread = startCallThread("simulate", {
    onEnd() {
      ends += 1;
    },
  });
  const question = { body: {}, options: { locale: "en", series: false } };
  await expect(thread.call(question)).rejects.toMatchObject({ code: "no_data" });
  expect(thread.waiting).toBe(0);
  const refused = expect(thread.call(question)).rejects.toThrow(/ended|no twin/);
  await thread.end();
  await refused;
  expect({ ends, waiting: thread.waiting }).toEqual({ ends: 1, waiting: 0 });
});
