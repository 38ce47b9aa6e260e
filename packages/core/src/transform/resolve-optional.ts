import type { Rejection } from "../schema/dead-letter.js";
import type { NameResolver } from "./resolve-name.js";

/** Names that a line may leave out. */
export interface OptionalNames {
  readonly persona: string | null;
  readonly region: string | null;
  readonly brand: string | null;
  readonly repairs: readonly string[];
}

/** Resolves those of persona, region and brand that a line gives; null for those that it does not. */
export function resolveOptional(
  line: {
    readonly persona?: string | null | undefined;
    readonly region?: string | null | undefined;
    readonly brand?: string | null | undefined;
  },
  names: NameResolver,
): OptionalNames | Rejection {
  const persona = line.persona ? names.persona(line.persona, "/persona") : null;
  if (persona !== null && "rule" in persona) return persona;
  const region = line.region ? names.region(line.region, "/region") : null;
  if (region !== null && "rule" in region) return region;
  const brand = line.brand ? names.brand(line.brand, "/brand") : null;
  if (brand !== null && "rule" in brand) return brand;
  return {
    persona: persona?.id ?? null,
    region: region?.id ?? null,
    brand: brand?.id ?? null,
    repairs: [persona, region, brand].flatMap((name) => name?.repairs ?? []),
  };
}
