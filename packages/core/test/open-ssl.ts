import { createHash } from "node:crypto";

/** SHA-256 of pieces one after the other, by the platform: what core's own arithmetic is compared with. */
export const openSsl = (pieces: readonly (string | Uint8Array)[]): string =>
  createHash("sha256")
    .update(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))
    .digest("hex");
