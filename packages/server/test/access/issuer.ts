import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A key of an issuer, by its name. */
export interface IssuerKey extends Pair {
  readonly kid: string;
  readonly alg: string;
}

/** A new pair of keys. */
export async function newKey(kid: string, alg = "ES256"): Promise<IssuerKey> {
  return { kid, alg, ...(await generateKeyPair(alg, { extractable: true })) };
}

/** A real issuer on a port of loopback: its discovery document, and the public keys that it has at the moment. */
export async function startIssuer() {
  let keys: IssuerKey[] = [];
  let down = false;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? "");
    const document =
      request.url === "/.well-known/openid-configuration"
        ? { issuer, jwks_uri: `${issuer}/keys` }
        : { keys: await Promise.all(keys.map(publicKey)) };
    response.writeHead(down ? 500 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    asked,
    publish(...next: IssuerKey[]) {
      keys = next;
    },
    fail(failing: boolean) {
      down = failing;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

async function publicKey({ kid, alg, publicKey: key }: IssuerKey) {
  return { ...(await exportJWK(key)), kid, alg, use: "sig" };
}

/** Claims of a token, and what signs it. */
export interface TokenWish {
  readonly key: IssuerKey;
  readonly claims: JWTPayload;
  readonly kid?: string;
}

/** A token, signed. */
export function sign({ key, claims, kid = key.kid }: TokenWish): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid }).sign(key.privateKey);
}
