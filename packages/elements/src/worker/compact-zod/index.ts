/**
 * The part of zod that core uses, in a tenth of the size: the bundle of the engine's worker takes it in
 * zod's place, so that core's schemas stay the only definition of what enters. A test reads the same
 * values with both and compares.
 */
import { good, type Issue, type Read, under, wrong, wrongType } from "./issue.js";
import { Schema } from "./schema.js";

export * as iso from "./iso.js";
export { ZodError } from "./issue.js";

type Shape = Readonly<Record<string, Schema>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const ofType = (name: string) =>
  new Schema({
    json: { type: name },
    measured: name === "string",
    read: (value) => (typeof value === name ? good(value) : wrongType(name, value)),
  });

export const string = () => ofType("string");
export const boolean = () => ofType("boolean");
export const unknown = () => new Schema({ optional: true, read: good });

export const number = () =>
  new Schema({
    json: { type: "number" },
    read: (value) =>
      typeof value === "number" && Number.isFinite(value)
        ? good(value)
        : wrongType("number", value),
  });

export const int = () =>
  new Schema({
    json: { type: "integer" },
    read(value) {
      if (typeof value !== "number" || !Number.isFinite(value)) return wrongType("number", value);
      if (!Number.isInteger(value)) return wrongType("int", value);
      if (Number.isSafeInteger(value)) return good(value);
      const small = value < 0;
      const limit = small ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
      return {
        ok: false,
        sure: false,
        issues: [
          {
            code: small ? "too_small" : "too_big",
            origin: "int",
            [small ? "minimum" : "maximum"]: limit,
            inclusive: true,
            path: [],
            message: `Too ${small ? "small" : "big"}: expected int to be ${small ? ">" : "<"}=${limit}`,
          },
        ],
      };
    },
  });

const listed = (values: readonly unknown[]) =>
  new Schema({
    values,
    json: { type: "string", enum: values },
    read(value) {
      if (values.includes(value)) return good(value);
      const names = values.map((one) => JSON.stringify(one));
      const expected = names.length === 1 ? names[0] : `one of ${names.join("|")}`;
      const message = `Invalid ${names.length === 1 ? "input" : "option"}: expected ${expected}`;
      return wrong({ code: "invalid_value", values, path: [], message });
    },
  });

export const literal = (value: unknown) => listed(Array.isArray(value) ? value : [value]);
const choice = (values: readonly string[]) => listed(values);
const nothing = () =>
  new Schema({
    values: [null],
    read: (value) => (value === null ? good(value) : wrongType("null", value)),
  });

export { choice as enum, nothing as null };

/** Collects the parts of an object: values by key, issues under their keys. */
class Parts {
  readonly issues: Issue[] = [];
  readonly values: Record<string, unknown> = {};

  add(key: string, read: Read): void {
    // Setting this key would change the object's prototype.
    if (key === "__proto__") return;
    if (read.ok) this.values[key] = read.value;
    else this.issues.push(...under(key, read.issues));
  }

  done(): Read {
    return this.issues.length === 0 ? good(this.values) : wrong(...this.issues);
  }
}

export const array = (item: Schema) =>
  new Schema({
    measured: true,
    read(value) {
      if (!Array.isArray(value)) return wrongType("array", value);
      const reads = value.map((one) => item.definition.read(one));
      const issues = reads.flatMap((read, i) => (read.ok ? [] : under(i, read.issues)));
      return issues.length > 0
        ? wrong(...issues)
        : good(reads.map((read) => (read.ok ? read.value : null)));
    },
  });

const unrecognized = (keys: readonly string[]): Issue => ({
  code: "unrecognized_keys",
  keys,
  path: [],
  message: `Unrecognized key${keys.length > 1 ? "s" : ""}: ${keys.map((key) => JSON.stringify(key)).join(", ")}`,
});

/** What becomes of keys that the shape does not name: an issue, dropped, or read by a schema. */
type Rest = "refused" | "dropped" | Schema;

function keyedBy(shape: Shape, rest: Rest): Schema {
  return new Schema({
    shape,
    remake: (next, other) => keyedBy(next, other ?? rest),
    read(value) {
      if (!isObject(value)) return wrongType("object", value);
      const parts = new Parts();
      for (const [key, schema] of Object.entries(shape)) {
        const read = schema.definition.read(value[key]);
        if (schema.definition.optional && !(key in value) && read.ok && read.value === undefined) {
          continue;
        }
        parts.add(key, read);
      }
      const others = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
      if (rest instanceof Schema) {
        for (const key of others) parts.add(key, rest.definition.read(value[key]));
      } else if (rest === "refused" && others.length > 0) {
        parts.issues.push(unrecognized(others));
      }
      return parts.done();
    },
  });
}

export const object = (shape: Shape) => keyedBy(shape, "dropped");
export const strictObject = (shape: Shape) => keyedBy(shape, "refused");
export const looseObject = (shape: Shape) => keyedBy(shape, unknown());

function keyed(key: Schema, item: Schema, whole: boolean): Schema {
  const names = key.definition.values;
  return new Schema({
    json: { type: "object", additionalProperties: item.definition.json ?? {} },
    read(value) {
      if (!isObject(value)) return wrongType("record", value);
      const parts = new Parts();
      const present = Object.keys(value);
      if (names && whole) {
        for (const name of names)
          parts.add(String(name), item.definition.read(value[String(name)]));
        const others = present.filter((name) => !names.includes(name));
        if (others.length > 0) parts.issues.push(unrecognized(others));
        return parts.done();
      }
      for (const name of present) {
        const read = key.definition.read(name);
        if (read.ok) parts.add(name, item.definition.read(value[name]));
        else {
          const { issues } = read;
          const message = "Invalid key in record";
          parts.issues.push({
            code: "invalid_key",
            origin: "record",
            issues,
            path: [name],
            message,
          });
        }
      }
      return parts.done();
    },
  });
}

export const record = (key: Schema, item: Schema) => keyed(key, item, true);
export const partialRecord = (key: Schema, item: Schema) => keyed(key, item, false);

export const union = (options: readonly Schema[]) =>
  new Schema({
    optional: options.some(({ definition }) => definition.optional),
    read(value) {
      const failed: Extract<Read, { ok: false }>[] = [];
      for (const { definition } of options) {
        const read = definition.read(value);
        if (read.ok) return read;
        failed.push(read);
      }
      const [only, ...more] = failed.filter(({ sure }) => !sure);
      if (only && more.length === 0) return only;
      const errors = failed.map(({ issues }) => issues);
      return wrong({ code: "invalid_union", errors, path: [], message: "Invalid input" });
    },
  });

export const discriminatedUnion = (discriminator: string, options: readonly Schema[]) =>
  new Schema({
    read(value) {
      if (!isObject(value)) return wrongType("object", value);
      const kind = value[discriminator];
      const option = options.find(({ shape }) =>
        shape[discriminator]?.definition.values?.includes(kind),
      );
      if (option) return option.definition.read(value);
      return wrong({
        code: "invalid_union",
        errors: [],
        note: "No matching discriminator",
        discriminator,
        path: [discriminator],
        message: "Invalid input",
      });
    },
  });

/** The properties of an object's JSON Schema, each with kind and limits. */
export const toJSONSchema = ({ shape }: Schema) => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(shape).map(([key, { definition }]) => [key, definition.json ?? {}]),
  ),
});
