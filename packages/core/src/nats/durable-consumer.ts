import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { SourceError } from "../source/index.js";

/** What a consumer is made with. */
export interface ConsumerOptions {
  readonly stream: string;
  readonly consumer: string;
  readonly subjects?: readonly string[] | undefined;
  readonly ackWaitMs: number;
  readonly mostPending: number;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/**
 * Makes sure that the durable consumer is there: a new one starts at the beginning of the stream.
 *
 * @throws SourceError when one of that name is of another kind, and what JetStream throws, e.g. when there is no such stream
 */
export async function durableConsumer(
  connection: NatsConnection,
  { stream, consumer, subjects = [], ackWaitMs, mostPending }: ConsumerOptions,
): Promise<void> {
  const { consumers } = await jetstreamManager(connection);
  const found = await configOf(() => consumers.info(stream, consumer));
  if (found === null) {
    const [subject] = subjects;
    await consumers.add(stream, {
      durable_name: consumer,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: ackWaitMs * NANOSECONDS_PER_MILLISECOND,
      max_ack_pending: mostPending,
      ...(subjects.length > 1 && { filter_subjects: [...subjects] }),
      ...(subjects.length === 1 && subject !== undefined && { filter_subject: subject }),
    });
    return;
  }
  const { ack_policy: policy, deliver_subject: pushed } = found;
  if (policy === AckPolicy.Explicit && pushed === undefined) return;
  const kind = pushed === undefined ? "pull" : "push";
  throw new SourceError(
    `the consumer ${consumer} of the stream ${stream}: found a ${kind} consumer with acknowledgement "${policy}", expected a pull consumer with "explicit"`,
    { final: true },
  );
}

async function configOf(info: () => Promise<{ config: ConsumerConfig }>) {
  try {
    const { config } = await info();
    return config;
  } catch (error) {
    const missing = JetStreamApiCodes.ConsumerNotFound;
    if (error instanceof JetStreamApiError && error.code === missing) return null;
    throw error;
  }
}
