import * as z from "zod";

const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Where an issuer says that its public keys are.
 *
 * @throws Error when it does not answer, or answers for another issuer
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function discoverKeys(
  issuer: string,
  { timeoutMs }: { timeoutMs: number },
): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const answer = await fetch(url, {
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
    headers: { accept: "application/json" },
  });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status} from ${url}, expected 200`);
  const found = Discovery.parse(await answer.json());
  if (found.issuer !== issuer)
    throw new Error(`${url} speaks for ${found.issuer}, expected ${issuer}`);
  return found.jwks_uri;
}
