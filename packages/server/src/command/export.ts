import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { PassThrough, Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type BehaviourRecord, behaviourResponse, CoreError, reasonOf } from "@cdp-whatif/core";
import { sealStream } from "@cdp-whatif/core/seal";
import { EXPORT, expectKeys } from "./encryption.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { ExportKind } from "./export-kind.js";
import { twinOfStore } from "./fit.js";
import { simulateFile } from "./simulate.js";
import { type StoreOptions, withStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What `export` takes. */
export interface ExportOptions extends StoreOptions {
  readonly out?: string;
  /** Seals what is written. */
  readonly encrypt?: boolean;
  /** For `results`: the request, and the twin to ask. */
  readonly request?: string;
  readonly twin?: string;
}

/** Rows read from the store at once. */
const PAGE = 5000;

/** Writes behaviour rows (JSON lines), the twin or the answer to a request (JSON) to a file or to standard output. */
export async function exportData(
  terminal: Terminal,
  kind: ExportKind,
  options: ExportOptions,
): Promise<ExitCode> {
  const target = options.encrypt ? sealedSink(terminal, options.out) : sink(terminal, options.out);
  let demo: boolean;
  switch (kind) {
    case "behaviour":
      demo = await withStore(terminal, options, async ({ store }) => {
        let anyDemo = false;
        let after: { at: number; key: string } | undefined;
        for (;;) {
          const rows: BehaviourRecord[] = await store.behaviour({ limit: PAGE, after });
          for (const row of rows) {
            anyDemo ||= row.demo;
            await target.write(`${JSON.stringify(behaviourResponse(row))}\n`);
          }
          after = rows.at(-1);
          if (rows.length < PAGE) return anyDemo;
        }
      });
      break;
    case "twin": {
      const twin = await withStore(terminal, options, ({ store, catalogue }) =>
        twinOfStore(store, catalogue),
      );
      demo = twin.demo;
      await target.write(`${JSON.stringify(twin)}\n`);
      break;
    }
    case "results": {
      if (options.request === undefined) {
        throw new CoreError("invalid_input", "export results needs --request FILE");
      }
      const answer = await simulateFile(terminal, options.request, options);
      demo = answer.provenance.demo;
      await target.write(`${JSON.stringify(answer)}\n`);
    }
  }
  await target.end();
  if (demo) terminal.err("The export holds demo data; every part made from it says demo: true.");
  return EXIT.fine;
}

interface Sink {
  readonly write: (text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A sink whose text lies sealed in the file. @throws CoreError `invalid_input` without a key or a file */
function sealedSink(terminal: Terminal, out: string | undefined): Sink {
  if (out === undefined) {
    throw new CoreError("invalid_input", "export --encrypt writes bytes: it needs --out FILE");
  }
  const plain = new PassThrough();
  const sealed = sealStream(plain, { key: expectKeys().current, purpose: EXPORT });
  const file = createWriteStream(resolve(terminal.folder, out), { mode: 0o600 });
  const done = pipeline(Readable.from(sealed), file).catch((cause: unknown) => {
    throw new CoreError("file_unreadable", `${out} cannot be written: ${reasonOf(cause)}`, [], {
      cause,
    });
  });
  done.catch(() => undefined);
  return {
    async write(text) {
      if (!plain.write(text)) await Promise.race([once(plain, "drain"), done]);
    },
    async end() {
      plain.end();
      await done;
    },
  };
}

function sink(terminal: Terminal, out: string | undefined): Sink {
  if (out === undefined) {
    return {
      write: async (text) => terminal.out(text.slice(0, -1)),
      end: async () => undefined,
    };
  }
  const stream: Writable = createWriteStream(resolve(terminal.folder, out));
  const failed = once(stream, "error").then(([error]) => {
    throw new CoreError("file_unreadable", `${out} cannot be written: ${String(error)}`, [], {
      cause: error,
    });
  });
  failed.catch(() => undefined);
  return {
    async write(text) {
      if (!stream.write(text)) await Promise.race([once(stream, "drain"), failed]);
    },
    async end() {
      stream.end();
      await Promise.race([once(stream, "finish"), failed]);
    },
  };
}
