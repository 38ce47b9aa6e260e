import { connect, type Socket } from "node:net";
import { ProblemBody } from "../src/openapi/problem-body.js";

/** Connects to a port of this machine. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Sends bytes as they are; what came back until the server ended the connection. */
export async function exchange(port: number, sent: string | Uint8Array): Promise<string> {
  const socket = await open(port);
  const answer = received(socket);
  socket.write(sent);
  return answer;
}

/** All that comes until the connection ends, however it ends. */
export function received(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.once("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

/** The answers in what came over a connection; bodies by content-length. */
export function answersIn(text: string): { status: number; head: string; body: string }[] {
  const answers: { status: number; head: string; body: string }[] = [];
  let rest = text;
  while (rest.startsWith("HTTP/1.1 ")) {
    const end = rest.indexOf("\r\n\r\n");
    const head = rest.slice(0, end).toLowerCase();
    const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
    const body = Buffer.from(rest.slice(end + 4, end + 4 + length), "latin1").toString("utf8");
    answers.push({ status: Number(head.slice(9, 12)), head, body });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

/** The problem that an answer is; throws for every other answer. */
export function problemIn({ head, body }: { head: string; body: string }) {
  if (!head.includes("content-type: application/problem+json")) {
    throw new Error(`no problem: ${head}`);
  }
  return ProblemBody.parse(JSON.parse(body));
}
