import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Notification, RecordStore } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import { systemTiming } from "@cdp-whatif/core/node";
import { createOutbox, type Outbox } from "../notify/outbox.js";
import { createStreamHub, type StreamHub } from "../notify/stream-hub.js";
import { sealedFiles } from "../protection/file-seal.js";
import type { ServiceOptions } from "./options.js";

/** Who is told of durable batches beside those in the process: streams, and webhooks out. */
export interface Outflow {
  readonly hub: StreamHub;
  readonly outbox: Outbox;
  /** Starts webhooks out, once. */
  start(): Promise<void>;
  /** Stops webhooks out; what waits for them stays on disk. */
  close(): Promise<void>;
}

/** Hands on what is notified. @throws CoreError `invalid_input` when there is nowhere to keep what is told */
export function createOutflow(
  options: ServiceOptions,
  { store, notification }: { store: RecordStore; notification: Notification },
): Outflow {
  const { notify = [], folder, log } = options;
  const telling = notify.length > 0;
  if (telling && folder === undefined) {
    throw new CoreError(
      "invalid_input",
      '"notify" needs a store in a file: what is told waits in a folder beside it',
    );
  }
  const hub = createStreamHub({ boot: systemTiming.now() });
  const outbox = createOutbox({
    targets: notify,
    folder: join(folder ?? tmpdir(), "outbox"),
    store,
    timing: systemTiming,
    seal: sealedFiles(options.keys, "outbox"),
    onFailure: ({ name }, reason) =>
      log?.warn({ target: name, reason }, "a target did not take it"),
  });
  notification.subscribe((event) => hub.tell(event));
  if (telling) notification.subscribe((event) => outbox.tell(event));
  let started: Promise<void> | undefined;
  return {
    hub,
    outbox,
    start() {
      started ??= telling ? outbox.start() : Promise.resolve();
      return started;
    },
    close: () => outbox.close(),
  };
}
