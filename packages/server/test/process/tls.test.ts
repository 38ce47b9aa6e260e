import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get as getPlain, type IncomingMessage } from "node:http";
import { Agent, type AgentOptions, get } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { opensslPath } from "../../../../scripts/programs.mjs";
import { createService, type Listening, listen, type Service } from "../../src/index.js";

const opensslIsThere = opensslPath() !== null;
const folder = mkdtempSync(join(tmpdir(), "tls-"));
const [certificateFile, keyFile] = [join(folder, "tls.crt"), join(folder, "tls.key")];
const host = "127.0.0.1";

/** A certificate of our own for loopback, and its key. */
function renew(name: string, files = { cert: certificateFile, key: keyFile }): void {
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const out = ["-keyout", files.key, "-out", files.cert, "-days", "2"];
  execFileSync(opensslPath() ?? "openssl", ["req", ...kind, ...subject, ...out], {
    stdio: "ignore",
  });
}

let service: Service;
let listening: Listening;
const told: string[] = [];
beforeAll(async () => {
  if (!opensslIsThere) return;
  renew("first");
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  listening = await listen(service.app, {
    ...{ host, port: 0, hstsSeconds: 600 },
    tls: { certificateFile, keyFile, minimumVersion: "1.3" },
    watch: {
      lookMs: 10,
      onRenewed: ({ subject }) => told.push(subject),
      onFailure: () => told.push("failure"),
    },
  });
});
afterAll(async () => {
  await listening?.close();
  await service?.close();
  rmSync(folder, { recursive: true });
});

const agent = (options: AgentOptions = {}) =>
  new Agent({ ca: readFileSync(certificateFile), ...options });
const answerOf = (asked: ReturnType<typeof get>) =>
  new Promise<IncomingMessage>((resolve, reject) =>
    asked.on("response", resolve).on("error", reject),
  );
const ask = async (by: Agent) => {
  const answer = await answerOf(get(`${listening.url}/health/live`, { agent: by }));
  const socket = answer.socket as TLSSocket;
  const name = socket.getPeerCertificate().subject?.CN;
  answer.resume();
  await new Promise((resolve) => answer.once("end", resolve));
  return {
    status: answer.statusCode,
    name,
    protocol: socket.getProtocol(),
    headers: answer.headers,
  };
};
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it.skipIf(!opensslIsThere)("speaks TLS 1.3 alone, and has browsers keep to it", async () => {
  expect(listening.url).toMatch(/^https:/);
  const found = await ask(agent());
  expect(found).toMatchObject({ status: 200, name: "first", protocol: "TLSv1.3" });
  expect(found.headers["strict-transport-security"]).toBe("max-age=600");
  await expect(ask(agent({ maxVersion: "TLSv1.2" }))).rejects.toThrow(/protocol version/);
});

it.skipIf(!opensslIsThere)("tells those who speak plain HTTP what to do instead", async () => {
  const answer = await answerOf(getPlain(listening.url.replace("https", "http")));
  const text = (await answer.toArray()).join("");
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(JSON.parse(text)).toMatchObject({ status: 400, code: "tls_required" });
  const socket = connect(listening.port, host);
  socket.write(Buffer.from([0, 1, 2, 3]));
  expect((await socket.toArray()).join("")).toMatch(/^HTTP\/1\.1 400 /);
});

it.skipIf(!opensslIsThere)(
  "takes up a renewed pair while open connections go on, and no pair that does not fit",
  async () => {
    const kept = agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(kept)).name).toBe("first");
    told.length = 0;
    renew("unfit", { cert: certificateFile, key: join(folder, "elsewhere.key") });
    await until(() => told.includes("failure"));
    expect((await ask(kept)).name).toBe("first");
    renew("second");
    await until(() => told.includes("CN=second"));
    expect((await ask(kept)).name).toBe("first");
    expect((await ask(agent())).name).toBe("second");
    kept.destroy();
  },
);

it.skipIf(!opensslIsThere)("does not start with files that it cannot use", async () => {
  const start = (tls: { certificateFile: string; keyFile: string }) =>
    listen(service.app, { host, port: 0, tls: { ...tls, minimumVersion: "1.3" } });
  const swapped = start({ certificateFile: keyFile, keyFile: certificateFile });
  await expect(swapped).rejects.toMatchObject({ code: "file_unreadable" });
  const missing = start({ certificateFile, keyFile: join(folder, "none.key") });
  await expect(missing).rejects.toMatchObject({ code: "file_not_found" });
});
