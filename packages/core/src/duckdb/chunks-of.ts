import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBValue,
  ResultReturnType,
} from "@duckdb/node-api";

/**
 * Chunks of a query's result as the engine makes them.
 *
 * @throws Error when the engine gives up on the way. It ends such a stream as if no more rows came, and keeps to itself why.
 */
export async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
  parameters?: DuckDBValue[],
): AsyncGenerator<DuckDBDataChunk, void, void> {
  const result = await connection.stream(sql, parameters);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    yield chunk;
  }
  if (result.returnType !== ResultReturnType.QUERY_RESULT) {
    throw new Error(
      "the engine gave up while it gave out rows, and does not say why: too little memory, or a file that cannot be read on",
    );
  }
}
