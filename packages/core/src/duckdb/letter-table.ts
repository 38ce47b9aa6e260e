import { DeadLetter } from "../schema/dead-letter.js";
import { packFields, unpackFields } from "../seal/index.js";
import type { Column } from "./column.js";
import { idOfText, idText } from "./id-text.js";
import type { NameTable } from "./name-table.js";
import {
  bytesAt,
  nullableNumberAt,
  nullableTextAt,
  numberAt,
  textAt,
  type Values,
} from "./read-value.js";
import type { SealedTable } from "./sealed-table.js";

/** Columns of dead letters; in a sealed store what was read, found and expected is in a box, and the source a token. */
export function letterColumns(names: NameTable): readonly Column<DeadLetter>[] {
  const { keys } = names;
  if (keys === null) return PLAIN_COLUMNS;
  const sealer = keys.sealer(PURPOSE);
  const source = ({ position }: DeadLetter) => idText(position.source, names);
  return [
    ...PLAIN_COLUMNS.filter(({ name }) => !BOXED.includes(name) && name !== "source"),
    { name: "source", type: "VARCHAR", of: source },
    {
      name: "box",
      type: "BLOB",
      of: (letter) => {
        const { id, rule, field, found, expected, raw, encoding } = letter;
        const packed = packFields([field, found, expected, raw, encoding]);
        return sealer.seal(packed, `${id} ${rule} ${source(letter)}`);
      },
    },
  ];
}

const PURPOSE = "dead_letter";

/** The boxes of dead letters. */
export const SEALED_LETTERS: SealedTable = {
  table: "dead_letter",
  purpose: PURPOSE,
  beside: ["id", "rule", "source"],
  boundTo: (texts) => texts.join(" "),
};

const BOXED = ["field", "found", "expected", "raw", "encoding"];

const PLAIN_COLUMNS: readonly Column<DeadLetter>[] = [
  { name: "id", type: "VARCHAR", of: ({ id }) => id },
  { name: "kind", type: "VARCHAR", of: ({ kind }) => kind },
  { name: "rule", type: "VARCHAR", of: ({ rule }) => rule },
  { name: "field", type: "VARCHAR", of: ({ field }) => field },
  { name: "found", type: "VARCHAR", of: ({ found }) => found },
  { name: "expected", type: "VARCHAR", of: ({ expected }) => expected },
  { name: "source", type: "VARCHAR", of: ({ position }) => position.source },
  { name: "line", type: "BIGINT", of: ({ position }) => position.line },
  { name: "byte_offset", type: "BIGINT", of: ({ position }) => position.offset },
  { name: "raw", type: "VARCHAR", of: ({ raw }) => raw },
  { name: "encoding", type: "VARCHAR", of: ({ encoding }) => encoding },
  {
    name: "rejected_at",
    type: "BIGINT",
    of: ({ rejectedAt }) => rejectedAt,
  },
];

const SHARED_SELECT = "id, kind, rule, source, line, byte_offset, rejected_at";

/** What to select for `readLetters`, in its order. */
export function letterSelect({ keys }: NameTable): string {
  return `${SHARED_SELECT}, ${keys === null ? BOXED.join(", ") : "box"}`;
}

/** Rows of `letterSelect` as dead letters. @throws CoreError `sealed_data_changed` */
export function readLetters(values: Values, names: NameTable): DeadLetter[] {
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, row) => {
    const [id, rule, source] = [0, 2, 3].map((column) => textAt(of(column), row));
    const [field, found, expected, raw, encoding] =
      names.keys === null
        ? BOXED.map((_name, i) => nullableTextAt(of(7 + i), row))
        : unpackFields(
            names.keys.sealer(PURPOSE).open(bytesAt(of(7), row), {
              bound: `${id} ${rule} ${source}`,
              where: `the dead letter ${id}`,
            }),
          );
    return DeadLetter.parse({
      id,
      kind: nullableTextAt(of(1), row),
      rule,
      field,
      found,
      expected,
      position: {
        source: names.keys === null ? source : idOfText(source ?? "", names),
        line: numberAt(of(4), row),
        offset: numberAt(of(5), row),
      },
      raw,
      encoding,
      rejectedAt: nullableNumberAt(of(6), row),
    });
  });
}
