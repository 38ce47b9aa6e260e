import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hmac, type StoreKeys } from "@cdp-whatif/core/seal";

/** What stands for the id of a customer in the log: sixteen hex digits, the same for the same id. */
export type Marker = (id: string) => string;

/**
 * Marks by a key of the store; where that is not sealed, by a key of its own that lies in the folder of the log.
 *
 * @remarks Who can read that key can try ids one by one, as they can in the store itself.
 */
export function markerOf(keys: StoreKeys | null | undefined, folder: string): Marker {
  if (keys !== null && keys !== undefined) return (id) => keys.ids.mark(id);
  const mac = new Hmac(ownKey(folder));
  return (id) => mac.of(id).toString("hex", 0, 8);
}

function ownKey(folder: string): Buffer {
  const path = join(folder, "subject.key");
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32), { mode: 0o600, flag: "wx" });
  }
  return readFileSync(path);
}
