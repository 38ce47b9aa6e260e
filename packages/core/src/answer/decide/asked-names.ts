import type { Names } from "../../schema/names.js";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const camel = (key: string) =>
  key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Fields as core names them: `duration_days` is `durationDays`. Keys that are names of brands are not touched. */
export function camelFields(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [camel(key), field]));
}

/** Fields of some objects within, renamed likewise. */
export function camelWithin(value: unknown, keys: readonly string[]): unknown {
  const fields = camelFields(value);
  if (!isObject(fields)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      if (!keys.includes(key)) return [key, field];
      return [key, Array.isArray(field) ? field.map(camelFields) : camelFields(field)];
    }),
  );
}

type Ask = (text: string, pointer?: string) => string;

/** Ids of the names in a body, wherever they may stand; what is no text is left for the schema to refuse. */
export function resolveNames(value: unknown, names: Names, pointer = ""): unknown {
  if (Array.isArray(value))
    return value.map((one, i) => resolveNames(one, names, `${pointer}/${i}`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      resolveField(key, field, { names, pointer }),
    ]),
  );
}

function resolveField(
  key: string,
  field: unknown,
  { names, pointer }: { names: Names; pointer: string },
): unknown {
  const place = `${pointer}/${key}`;
  const ask: Ask | undefined = {
    brand: names.askBrand,
    brands: names.askBrand,
    target: names.askBrand,
    persona: names.askPersona,
    personas: names.askPersona,
    region: names.askRegion,
    regions: names.askRegion,
  }[key];
  if (ask) {
    const one = (text: unknown, at: string) => (typeof text === "string" ? ask(text, at) : text);
    return Array.isArray(field)
      ? field.map((text, i) => one(text, `${place}/${i}`))
      : one(field, place);
  }
  if (["margin", "price", "shareFloor", "marginFloor"].includes(key) && isObject(field)) {
    return Object.fromEntries(
      Object.entries(field).map(([brand, value]) => [
        names.askBrand(brand, `${place}/${brand}`),
        value,
      ]),
    );
  }
  return resolveNames(field, names, place);
}
