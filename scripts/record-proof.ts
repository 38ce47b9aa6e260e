import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether the long form is asked for: `npm run proof` sets PROOF=1. */
export const isProof: boolean = process.env.PROOF === "1";

/**
 * Keeps the figures of a proof for `docs/proof/<name>.md`; does nothing in the short form.
 *
 * @param name - of the page, kebab-case
 * @param title - what was shown, as a sentence
 * @param figures - rows of the page's table: what → value with its unit
 */
export function recordProof(
  name: string,
  title: string,
  figures: Readonly<Record<string, string | number>>,
): void {
  const folder = process.env.PROOF_FOLDER;
  if (!isProof || folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ title, figures }));
}
