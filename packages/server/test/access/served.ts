import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { type IssuedKey, issueKey } from "../../src/access/key-change.js";
import { changeKeys } from "../../src/access/key-file.js";
import type { AccessOptions } from "../../src/access/options.js";
import type { Role } from "../../src/access/role.js";
import type { Tag } from "../../src/access/scope.js";
import { createService, type Service, type ServiceOptions } from "../../src/index.js";

/** A folder for keys, a clock that stands until it is moved, and services that are closed together. */
export function accessBench() {
  const folder = mkdtempSync(join(tmpdir(), "access-"));
  const services: Service[] = [];
  const clock = { now: Date.parse("2026-03-01T00:00:00Z") };
  let files = 0;
  return {
    clock,
    /** A path at which there is no file yet. */
    keysPath: () => join(folder, `keys-${++files}.json`),
    serve(access: AccessOptions | undefined, options: Partial<ServiceOptions> = {}) {
      const service = createService({
        store: memoryStore(),
        catalogue: builtInCatalogue,
        ...(access && { access: { now: () => clock.now, elapsed: () => clock.now, ...access } }),
        ...options,
      });
      services.push(service);
      return service.app;
    },
    /** Puts a new key into a file. */
    async addKey(
      path: string,
      role: Role,
      {
        tags = null,
        expires = null,
      }: { tags?: readonly Tag[] | null; expires?: number | null } = {},
    ): Promise<IssuedKey> {
      const issued = issueKey({ name: role, role, tags, expires }, { now: clock.now });
      await changeKeys(path, (keys) => ({ keys: [...keys, issued.record], result: undefined }));
      return issued;
    },
    async close() {
      for (const service of services) await service.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A request that says who asks. */
export const bearer = (text: string): RequestInit => ({
  headers: { authorization: `Bearer ${text}` },
});

/** A key of the right form that nobody has. */
export const UNKNOWN = `cdp_${"0".repeat(12)}_${"0".repeat(64)}`;
