import fc from "fast-check";

/** A JSON Schema, as OpenAPI 3.1 has it. */
export type Schema = Readonly<Record<string, unknown>>;
type Find = (reference: string) => Schema;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;
const listOf = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** Names and values that questions about the market are made of, so that some of them find something. */
const WORDS = [
  "Fresh_Grad",
  "新鮮人",
  "FinTech_Family",
  "Taipei",
  "臺南",
  "7-11",
  "全家",
  "FamilyMart",
  "Other",
  "rain",
  "",
  "x",
  "u1",
  "2026-01-20",
  "\u202e",
  "a".repeat(300),
];
const words = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  fc.string({ maxLength: 20 }),
);
const dates = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .integer({ min: 20_440, max: 20_520 })
      .map((day) => new Date(day * 864e5).toISOString().slice(0, 10)),
  },
  fc.constantFrom("0000-01-01", "9999-12-31", "2024-02-29"),
);

/** Values that a schema takes, as far as it says so; `depth` bounds what refers to itself. */
export function arbitraryOf(schema: Schema, find: Find, depth = 5): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === "string") return arbitraryOf(find(schema.$ref), find, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  if (choices.length > 0) return fc.oneof(...choices.map((one) => arbitraryOf(one, find, depth)));
  const parts = listOf(schema.allOf);
  if (parts.length > 0) {
    return fc
      .tuple(...parts.map((one) => arbitraryOf(one, find, depth)))
      .map((values) => Object.assign({}, ...values));
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return fc.oneof(...types.map((type) => ofType(String(type), { schema, find, depth })));
}

interface Place {
  readonly schema: Schema;
  readonly find: Find;
  readonly depth: number;
}

function ofType(type: string, place: Place): fc.Arbitrary<unknown> {
  switch (type) {
    case "object":
      return ofObject(place);
    case "array":
      return ofArray(place);
    case "integer":
      return ofNumber(place.schema).map(Math.round);
    case "number":
      return ofNumber(place.schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return ofText(place.schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function ofObject({ schema, find, depth }: Place): fc.Arbitrary<unknown> {
  const properties = Object.entries(isSchema(schema.properties) ? schema.properties : {});
  const required = Array.isArray(schema.required) ? schema.required : [];
  const shown = depth > 0 ? properties : properties.filter(([name]) => required.includes(name));
  const fields = Object.fromEntries(
    shown.flatMap(([name, one]) =>
      isSchema(one) ? [[name, arbitraryOf(one, find, depth - 1)]] : [],
    ),
  );
  const known = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  const { additionalProperties: more } = schema;
  if (!isSchema(more) || depth <= 0) return known;
  const others = fc.dictionary(
    fc.constantFrom("7-11", "FamilyMart", "全家", "x"),
    arbitraryOf(more, find, depth - 1),
    { maxKeys: 2 },
  );
  return fc.tuple(others, known).map(([a, b]) => ({ ...a, ...b }));
}

function ofArray({ schema, find, depth }: Place): fc.Arbitrary<unknown> {
  const minLength = Number(schema.minItems ?? 0);
  const maxLength = Math.min(Number(schema.maxItems ?? 3), Math.max(3, minLength));
  const item = isSchema(schema.items) ? arbitraryOf(schema.items, find, depth - 1) : fc.jsonValue();
  return fc.array(item, { minLength, maxLength: depth > 0 ? maxLength : minLength });
}

function ofNumber(schema: Schema): fc.Arbitrary<number> {
  const least = Number(schema.minimum ?? schema.exclusiveMinimum ?? -10);
  const most = Number(schema.maximum ?? schema.exclusiveMaximum ?? least + 1000);
  // Small ones: days, draws and agents cost time, and are no safer for it.
  const usual = Math.min(most, Math.max(least, 20));
  return fc.oneof(
    { weight: 8, arbitrary: fc.double({ min: Math.min(least, usual), max: usual, noNaN: true }) },
    fc.constantFrom(least, Math.min(most, least + 1)),
  );
}

function ofText(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === "date") return dates;
  if (schema.format === "date-time") return dates.map((date) => `${date}T02:00:04+08:00`);
  return words;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    0,
    -1,
    1e308,
    -0,
    0.5,
    2 ** 53,
    true,
    [],
    {},
    [[]],
    "NaN",
    "__proto__",
    "\u0000",
    "\ud800",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A value with one place in it changed: left out, replaced, doubled or joined by what nobody knows. */
export function damaged(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(), fc.constantFrom("drop", "replace", "add", "wrap"), odd)
    .map(([whole, at, how, put]) => change(whole, { at, how, put }));
}

function change(
  value: unknown,
  { at, how, put }: { at: number; how: string; put: unknown },
): unknown {
  if (typeof value !== "object" || value === null) return how === "wrap" ? [value] : put;
  const keys = Object.keys(value);
  if (how === "add" || keys.length === 0)
    return Array.isArray(value) ? [...value, put] : { ...value, unheard_of: put };
  const key = keys[at % keys.length] ?? "";
  const rest = Math.floor(at / keys.length);
  const entries = Object.entries(value).flatMap(([name, one]) => {
    if (name !== key) return [[name, one]];
    if (how === "drop" && rest % 2 === 0) return [];
    return [[name, rest % 3 === 0 ? put : change(one, { at: Math.floor(rest / 3), how, put })]];
  });
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}
