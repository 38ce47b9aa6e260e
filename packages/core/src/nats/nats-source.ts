import { type JsMsg, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { ArrivalQueue, type LiveSource, SourceError } from "../source/index.js";
import { connectNats, type NatsAddress, natsError } from "./connect-nats.js";
import { durableConsumer } from "./durable-consumer.js";

/** What a JetStream source is made of. */
export interface NatsOptions extends NatsAddress {
  readonly name: string;
  /** The stream, which must be there. */
  readonly stream: string;
  /** Name of the durable consumer, made when it is not there; each source has one of its own. */
  readonly consumer: string;
  /** Subjects that are taken; used when the consumer is made. Default: all of the stream. */
  readonly subjects?: readonly string[] | undefined;
  /** A message that is not acknowledged for so long is delivered again; a slow commit prolongs it. Default 30,000 ms. */
  readonly ackWaitMs?: number | undefined;
  /** Messages that the server delivers without an acknowledgement. Default 5,000. */
  readonly mostPending?: number | undefined;
}

/** Bytes that are asked for before they are taken. */
const MOST_BYTES = 8 * 2 ** 20;

/**
 * A stream of NATS JetStream as a live source, by a durable pull consumer with explicit acknowledgement.
 *
 * @remarks A message is acknowledged when it is durable. What is not, because this process or the server died or the store
 * failed, is delivered again; the record's natural key makes sure that it is stored once. The place is the server's: there is no cursor.
 */
export function natsSource({ name, ...options }: NatsOptions): LiveSource {
  const { ackWaitMs = 30_000, mostPending = 5_000 } = options;
  return {
    name,
    kind: "nats",
    async *open({ signal, onOpen }) {
      const queue = new ArrivalQueue();
      const stop = () => queue.end();
      signal.addEventListener("abort", stop);
      const connection = await connectNats(options);
      if (signal.aborted) stop();
      const broken = connection.closed().then((reason): never => {
        throw natsError(reason ?? "the connection was closed", options);
      });
      broken.catch((error: unknown) => queue.fail(error));
      const held = new Set<JsMsg>();
      // Nothing can be said to a connection that is gone; what is held then is delivered again after `ackWaitMs`.
      const sayOfHeld = (say: (message: JsMsg) => void) => {
        if (!connection.isClosed()) held.forEach(say);
      };
      const prolonging = setInterval(
        () => sayOfHeld((message) => message.working()),
        ackWaitMs / 3,
      );
      const pumped = pump(connection, {
        held,
        queue,
        onOpen,
        options: { ...options, ackWaitMs, mostPending },
      }).catch((error: unknown) => queue.fail(natsError(error, options)));
      try {
        for await (const batch of queue.batches()) {
          yield {
            ...batch,
            async acknowledge() {
              await batch.acknowledge?.();
              // Answered by the server after all that was written before.
              await Promise.race([connection.flush(), broken]);
            },
          };
        }
      } finally {
        signal.removeEventListener("abort", stop);
        clearInterval(prolonging);
        sayOfHeld((message) => message.nak());
        await Promise.race([pumped, connection.closed()]);
        await leave(connection);
      }
    },
  };
}

async function pump(
  connection: NatsConnection,
  {
    held,
    queue,
    onOpen,
    options,
  }: {
    held: Set<JsMsg>;
    queue: ArrivalQueue;
    onOpen: () => void;
    options: Omit<NatsOptions, "name"> & { ackWaitMs: number; mostPending: number };
  },
): Promise<void> {
  const { stream, consumer: name } = options;
  await durableConsumer(connection, options);
  const consumer = await jetstream(connection).consumers.get(stream, name);
  const messages = await consumer.consume({
    max_bytes: MOST_BYTES,
    abort_on_missing_resource: true,
  });
  onOpen();
  // The client holds messages that nobody took yet; given back at the end, they need not wait for `ackWaitMs`.
  queue.onEnd(() => messages.stop());
  for await (const message of messages) {
    if (queue.ended) {
      message.nak();
      continue;
    }
    held.add(message);
    queue.add({
      messages: [message.data],
      cursor: null,
      async acknowledge() {
        held.delete(message);
        message.ack();
      },
    });
    await queue.room();
  }
  queue.fail(new SourceError(`the consumer ${name} of the stream ${stream} delivers no more`));
}

/** Closes the connection once what was written has gone out, or at once when it broke. */
async function leave(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  await Promise.race([connection.flush().catch(() => undefined), connection.closed()]);
  await connection.close();
}
