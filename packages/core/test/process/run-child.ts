import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const Message = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("start"), line: z.int(), offset: z.int() }),
  z.object({
    kind: z.literal("stored"),
    line: z.int(),
    offset: z.int(),
    read: z.int(),
    counts: z.object({ stored: z.int(), duplicates: z.int(), deadLettered: z.int() }),
  }),
  z.object({
    kind: z.literal("done"),
    report: z.object({
      read: z.int(),
      stored: z.int(),
      duplicates: z.int(),
      deadLettered: z.int(),
    }),
    peakMiB: z.number(),
  }),
  z.object({ kind: z.literal("failed"), code: z.string(), message: z.string() }),
]);
/** What the ingesting child says. */
export type Message = z.infer<typeof Message>;

/** What one child did. */
export interface ChildRun {
  readonly messages: readonly Message[];
  readonly killed: boolean;
  readonly errors: string;
}

/** How a child is run. */
export interface ChildOptions {
  readonly store: string;
  readonly input: string;
  readonly batchSize?: number;
  readonly nodeOptions?: readonly string[];
  /** Put before the command, such as a shell that sets a limit. */
  readonly wrapper?: readonly string[];
  /** Told of each message; kills the child at once when it calls `kill`. */
  readonly onMessage?: (message: Message, kill: () => void) => void;
}

const runner = fileURLToPath(new URL("../../../../scripts/run-source.mjs", import.meta.url));

/** Runs the ingesting child to its end, or until it is killed with SIGKILL. */
export async function runChild(options: ChildOptions): Promise<ChildRun> {
  const { store, input, batchSize = 200, nodeOptions = [], wrapper = [], onMessage } = options;
  const script = fileURLToPath(new URL("./ingest-child.ts", import.meta.url));
  const node = [process.execPath, ...nodeOptions, runner];
  const [command = "", ...args] = [...wrapper, ...node, script, store, input, String(batchSize)];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const messages: Message[] = [];
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const message = Message.parse(JSON.parse(line));
    messages.push(message);
    onMessage?.(message, () => child.kill("SIGKILL"));
  });
  const closed = once(lines, "close");
  await once(child, "close");
  await closed;
  return { messages, killed: child.signalCode === "SIGKILL", errors };
}
