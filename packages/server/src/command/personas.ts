import { personasAnswer } from "../answer/personas.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { type StoreOptions, withStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** Lists the personas of catalogue and store. */
export function personas(
  terminal: Terminal,
  options: StoreOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  return withStore(terminal, options, async ({ store, catalogue }) => {
    const answer = personasAnswer(catalogue, await store.content(), null);
    if (options.json) terminal.out(JSON.stringify(answer));
    else {
      for (const { id, names } of answer.personas) {
        const other = [...new Set(Object.values(names))].filter((name) => name !== id);
        terminal.out(other.length === 0 ? id : `${id}  (${other.join(", ")})`);
      }
    }
    return EXIT.fine;
  });
}
