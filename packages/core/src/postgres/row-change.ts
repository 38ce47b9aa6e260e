import type { Change, ChangeRow } from "../schema/change.js";
import { columnValue } from "./column-value.js";
import { type LogMessage, type Relation, type Tuple, UNCHANGED } from "./decode-message.js";

/** A change of a row, before it has its stamp and place. */
export type RowChange = Pick<Change, "op" | "table" | "before" | "after" | "unknown">;

/** The changes that a message of the log tells: one, or of a TRUNCATE one a table; none if it is of no row. */
export function rowChanges(
  message: LogMessage,
  relations: ReadonlyMap<number, Relation>,
): readonly RowChange[] {
  switch (message.tag) {
    case "insert": {
      const relation = relationOf(relations, message.relation);
      return [{ ...written("create", relation, { after: message.after, before: null }) }];
    }
    case "update": {
      const relation = relationOf(relations, message.relation);
      return [written("update", relation, message)];
    }
    case "delete": {
      const relation = relationOf(relations, message.relation);
      const before = rowOf(message.before, relation, { keyOnly: !relation.fullIdentity });
      return [{ op: "delete", table: relation.table, before, after: null }];
    }
    case "truncate":
      return message.relations.map((id) => {
        const { table } = relationOf(relations, id);
        return { op: "truncate", table, before: null, after: null };
      });
    default:
      return [];
  }
}

function written(
  op: "create" | "update",
  relation: Relation,
  { before, after }: { readonly before: Tuple | null; readonly after: Tuple },
): RowChange {
  // A large value that did not change is not told again; the row before has it where the identity is full.
  const whole = after.map((value, i) =>
    value === UNCHANGED && relation.fullIdentity ? (before?.[i] ?? UNCHANGED) : value,
  );
  const unknown = relation.columns.flatMap(({ name }, i) => (whole[i] === UNCHANGED ? [name] : []));
  return {
    op,
    table: relation.table,
    before: before === null ? null : rowOf(before, relation, { keyOnly: !relation.fullIdentity }),
    after: rowOf(whole, relation, { keyOnly: false }),
    ...(unknown.length > 0 && { unknown }),
  };
}

function rowOf(
  tuple: Tuple,
  { columns }: Relation,
  { keyOnly }: { readonly keyOnly: boolean },
): ChangeRow {
  return Object.fromEntries(
    columns.flatMap(({ name, type, key }, i) => {
      const text = tuple[i];
      if (text === undefined || text === UNCHANGED || (keyOnly && !key)) return [];
      return [[name, columnValue(text, type)]];
    }),
  );
}

function relationOf(relations: ReadonlyMap<number, Relation>, id: number): Relation {
  const relation = relations.get(id);
  if (relation !== undefined) return relation;
  throw new RangeError(`the log changes relation ${id} before it describes it`);
}
