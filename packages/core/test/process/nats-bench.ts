import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AckPolicy, jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { natsServerPath } from "../../../../scripts/programs.mjs";
import { type NatsOptions, natsSource } from "../../src/nats/index.js";
import type { LiveSource } from "../../src/source/index.js";
import type { LiveBench } from "../../src/testing/index.js";

const ADMIN = { user: "admin", pass: "admin" };

/** What else a test may do to the server. */
export interface NatsBench extends LiveBench {
  /** Ends it as a crash does, and starts it on the same files. */
  crash(): Promise<void>;
  source(options?: Partial<NatsOptions>): LiveSource;
  addPushConsumer(name: string): Promise<void>;
  pending(): Promise<{ unacknowledged: number; redelivered: number; waiting: number }>;
}

/** A real nats-server on loopback with a stream on disk. */
export async function natsBench(options: Partial<NatsOptions> = {}): Promise<NatsBench> {
  const program = natsServerPath();
  if (program === null) throw new Error("nats-server is not installed");
  const folder = await mkdtemp(join(tmpdir(), "nats-"));
  const port = await freePort();
  const config = join(folder, "nats.conf");
  let child: ChildProcess | undefined;
  let admin: NatsConnection | undefined;
  let password = "reader";
  const configure = () =>
    writeFile(
      config,
      `listen: 127.0.0.1:${port}
jetstream { store_dir: ${JSON.stringify(join(folder, "store"))} }
authorization { users: [ { user: admin, password: admin }, { user: reader, password: ${password} } ] }
`,
    );
  const address = () => `127.0.0.1:${port}`;
  const start = async () => {
    const started = spawn(program, ["-c", config], { stdio: "ignore" });
    child = started;
    for (let tries = 0; tries < 200; tries += 1) {
      if (started.exitCode !== null) throw new Error(`nats-server ended: ${started.exitCode}`);
      try {
        admin = await connect({ servers: address(), reconnect: false, ...ADMIN });
        await jetstreamManager(admin);
        return;
      } catch {
        await admin?.close();
        // Not there yet: tried again below, a bounded number of times.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error("nats-server does not answer");
  };
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    const ending = child;
    if (ending === undefined) return;
    child = undefined;
    const closed = once(ending, "close");
    ending.kill(signal);
    await closed;
  };
  const restart = async (signal: "SIGKILL" | "SIGTERM") => {
    await end(signal);
    await start();
  };
  const manager = async () => {
    if (admin === undefined) throw new Error("not started");
    return jetstreamManager(admin);
  };
  const info = async () => (await manager()).consumers.info("EVENTS", "twin");
  await configure();
  await start();
  await (await manager()).streams.add({
    name: "EVENTS",
    subjects: ["events.>"],
    storage: StorageType.File,
  });
  return {
    source: (more = {}) =>
      natsSource({
        name: "events",
        servers: address(),
        stream: "EVENTS",
        consumer: "twin",
        credentials: { user: "reader", password: "reader" },
        ...options,
        ...more,
      }),
    async addPushConsumer(name) {
      await (await manager()).consumers.add("EVENTS", {
        durable_name: name,
        deliver_subject: "pushed.here",
        ack_policy: AckPolicy.Explicit,
      });
    },
    async send(messages) {
      if (admin === undefined) throw new Error("not started");
      const client = jetstream(admin);
      for (let at = 0; at < messages.length; at += 500) {
        await Promise.all(
          messages.slice(at, at + 500).map((message) => client.publish("events.market", message)),
        );
      }
    },
    async delivered() {
      const { num_ack_pending, ack_floor } = await info();
      return num_ack_pending + ack_floor.stream_seq;
    },
    cut: () => restart("SIGTERM"),
    crash: () => restart("SIGKILL"),
    stop: () => end("SIGTERM"),
    start,
    async refuse() {
      password = "changed";
      await configure();
      await restart("SIGTERM");
    },
    async pending() {
      const { num_ack_pending, num_redelivered, num_pending } = await info();
      return {
        unacknowledged: num_ack_pending,
        redelivered: num_redelivered,
        waiting: num_pending,
      };
    },
    async close() {
      await end("SIGKILL");
      await admin?.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const at = probe.address();
  probe.close();
  await once(probe, "close");
  if (at === null || typeof at === "string") throw new Error("no port");
  return at.port;
}
