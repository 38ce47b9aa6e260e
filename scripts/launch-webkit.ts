import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { webkitPrograms } from "./programs.mjs";

/** A page of WebKitGTK's MiniBrowser, driven by the W3C WebDriver protocol. */
export interface WebKitPage {
  goto(url: string): Promise<void>;
  /** What an expression is worth in the page, as JSON. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

const STARTING_MS = 30_000;

/**
 * Starts WebKitGTK with a display of its own.
 *
 * @throws Error when a program is not installed (`webkitPrograms` tells beforehand) or does not start
 */
export async function launchWebKit(): Promise<WebKitPage> {
  const programs = webkitPrograms();
  if (programs === null)
    throw new Error("found no WebKitWebDriver, MiniBrowser and Xvfb, expected all three");
  const children: ChildProcess[] = [];
  const close = async () => {
    for (const child of children.reverse()) await ended(child);
  };
  try {
    const display = await startDisplay(programs.xvfb, children);
    const port = await freePort();
    const driver = spawn(programs.driver, [`--port=${port}`, "--host=127.0.0.1"], {
      stdio: "ignore",
      // WebKit's sandbox needs user namespaces that a root of a container lacks; only pages of this machine are opened.
      env: {
        ...process.env,
        DISPLAY: `:${display}`,
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
        LIBGL_ALWAYS_SOFTWARE: "1",
      },
    });
    children.push(driver);
    const session = await openSession(`http://127.0.0.1:${port}`, programs.browser);
    return {
      goto: async (url) => void (await ask(`${session}/url`, { url })),
      evaluate: (expression) =>
        ask(`${session}/execute/sync`, { script: `return (${expression})`, args: [] }),
      async close() {
        await fetch(session, { method: "DELETE" }).catch((error: unknown) => {
          throw new Error("WebKit did not end its session", { cause: error });
        });
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts a display that nobody sees, at the first free number. */
async function startDisplay(xvfb: string, children: ChildProcess[]): Promise<string> {
  const child = spawn(
    xvfb,
    ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  children.push(child);
  const number = child.stdio[3];
  if (!number) throw new Error("Xvfb has nowhere to tell its display");
  const [told] = (await once(number, "data", { signal: AbortSignal.timeout(STARTING_MS) })) as [
    Buffer,
  ];
  return told.toString("utf8").trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("found no free port");
  return address.port;
}

/** Address of a new session, once the driver listens. */
async function openSession(driver: string, browser: string): Promise<string> {
  for (const until = Date.now() + STARTING_MS; ; ) {
    const isReady = await fetch(`${driver}/status`).then(
      ({ ok }) => ok,
      () => false, // not listening yet
    );
    if (isReady) break;
    if (Date.now() > until) throw new Error("WebKitWebDriver does not listen");
    await new Promise((next) => setTimeout(next, 50));
  }
  const options = { binary: browser, args: ["--automation"] };
  const { sessionId } = (await ask(`${driver}/session`, {
    capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
  })) as { sessionId: string };
  return `${driver}/session/${sessionId}`;
}

/** One WebDriver command. */
async function ask(address: string, body: object): Promise<unknown> {
  const response = await fetch(address, { method: "POST", body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`WebDriver: ${JSON.stringify(value)}`);
  return value;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill();
  await gone;
}
