import { good, type Issue, type Read, ZodError } from "./issue.js";

type Check = (value: unknown) => Issue | null;

/** The part of a JSON Schema that core reads back: the kind and the limits of a parameter. */
export interface Json {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Json;
}

/** A schema as plain behaviour: how it reads, what stands in for a missing value, and its shape or options. */
export interface Definition {
  readonly read: (value: unknown) => Read;
  /** Whether limits are of its length: like zod, they are then tried on anything that has one. */
  readonly measured?: boolean;
  /** Whether an absent key of an object is all right. */
  readonly optional?: boolean;
  /** By key, for objects. */
  readonly shape?: Readonly<Record<string, Schema>>;
  /** What JSON Schema says of it, as far as core asks. */
  readonly json?: Json;
  /** The values of a literal or an enum. */
  readonly values?: readonly unknown[];
  /** The same kind of object with another shape, and another way to read further keys. */
  readonly remake?: (shape: Readonly<Record<string, Schema>>, rest?: Schema) => Schema;
}

const clone = (value: unknown): unknown => {
  if (Array.isArray(value)) return [...value];
  return typeof value === "object" && value !== null ? { ...value } : value;
};

const sizeOf = (value: unknown): number =>
  typeof value === "string" || Array.isArray(value) ? value.length : Number(value);

const hasLength = (value: unknown): boolean => typeof value === "string" || Array.isArray(value);

const originOf = (value: unknown): string => {
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "array" : "number";
};

/** The part of zod's schemas that core uses, behaving alike; a method that is not here fails when the worker starts. */
export class Schema {
  constructor(readonly definition: Definition) {}

  get shape(): Readonly<Record<string, Schema>> {
    return this.definition.shape ?? {};
  }

  safeParse(value: unknown) {
    const read = this.definition.read(value);
    return read.ok
      ? { success: true as const, data: read.value }
      : { success: false as const, error: new ZodError(read.issues) };
  }

  parse(value: unknown): unknown {
    const result = this.safeParse(value);
    if (result.success) return result.data;
    throw result.error;
  }

  meta(_meta: unknown): this {
    return this;
  }

  optional(): Schema {
    const { read } = this.definition;
    return this.#with({
      optional: true,
      read: (value) => (value === undefined ? good(value) : read(value)),
    });
  }

  nullable(): Schema {
    const { read } = this.definition;
    return this.#with({ read: (value) => (value === null ? good(value) : read(value)) });
  }

  nullish(): Schema {
    return this.nullable().optional();
  }

  /** How the keys are read that the shape does not name. */
  catchall(rest: Schema): Schema {
    return this.#remade(this.shape, rest);
  }

  default(stand: unknown): Schema {
    const { read } = this.definition;
    return this.#with({
      optional: true,
      read: (value) => (value === undefined ? good(clone(stand)) : read(value)),
    });
  }

  transform(change: (value: never) => unknown): Schema {
    const { read } = this.definition;
    return this.#with({
      read(value) {
        const before = read(value);
        return before.ok ? good(change(before.value as never)) : before;
      },
    });
  }

  min(minimum: number, message?: string): Schema {
    return this.#limit("too_small", minimum, true, message);
  }

  max(maximum: number, message?: string): Schema {
    return this.#limit("too_big", maximum, true, message);
  }

  length(length: number): Schema {
    return this.min(length).max(length);
  }

  nonnegative(): Schema {
    return this.min(0);
  }

  positive(): Schema {
    return this.#limit("too_small", 0, false);
  }

  lt(maximum: number): Schema {
    return this.#limit("too_big", maximum, false);
  }

  extend(more: Readonly<Record<string, Schema>>): Schema {
    return this.#remade({ ...this.shape, ...more });
  }

  partial(): Schema {
    return this.#remade(
      Object.fromEntries(Object.entries(this.shape).map(([key, one]) => [key, one.optional()])),
    );
  }

  #with(change: Partial<Definition>): Schema {
    return new Schema({ ...this.definition, ...change });
  }

  #remade(shape: Readonly<Record<string, Schema>>, rest?: Schema): Schema {
    const { remake } = this.definition;
    if (!remake) throw new TypeError("only an object schema has keys");
    return remake(shape, rest);
  }

  #limit(
    code: "too_small" | "too_big",
    limit: number,
    inclusive: boolean,
    message?: string,
  ): Schema {
    const told = { [code === "too_small" ? "minimum" : "maximum"]: limit };
    const numeric = inclusive && this.definition.json?.type !== "string";
    const limited = numeric ? this.#with({ json: { ...this.definition.json, ...told } }) : this;
    return limited.#check((value) => {
      const size = sizeOf(value);
      const within =
        code === "too_small"
          ? inclusive
            ? size >= limit
            : size > limit
          : inclusive
            ? size <= limit
            : size < limit;
      if (within) return null;
      const origin = originOf(value);
      const sign = `${code === "too_small" ? ">" : "<"}${inclusive ? "=" : ""}`;
      const unit = origin === "string" ? " characters" : origin === "array" ? " items" : "";
      return {
        code,
        origin,
        ...told,
        inclusive,
        path: [],
        message:
          message ??
          `Too ${code === "too_small" ? "small" : "big"}: expected ${origin} to ${unit ? "have" : "be"} ${sign}${limit}${unit}`,
      };
    });
  }

  /** A further condition; like zod, all conditions are tried once the type is right. */
  #check(check: Check): Schema {
    const { read, measured = false } = this.definition;
    return this.#with({
      read(value) {
        const before = read(value);
        if (!before.ok && before.sure && !(measured && hasLength(value))) return before;
        const issue = check(before.ok ? before.value : value);
        if (issue === null) return before;
        return {
          ok: false,
          sure: !before.ok && before.sure,
          issues: [...(before.ok ? [] : before.issues), issue],
        };
      },
    });
  }
}
