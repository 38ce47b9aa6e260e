import type { BehaviourRecord, BehaviourRow, RecordStore } from "@cdp-whatif/core";
import { releaseMemory } from "../release-memory.js";
import { type ByteStore, boundedBytes } from "./byte-store.js";
import { type CellPage, PageWriter } from "./cell-page.js";

/** A page together with where its bytes are: valid until the next `await`. */
export interface OpenPage {
  readonly page: CellPage;
  readonly bytes: ByteStore;
}

/** The serialised rows of the cells that were asked for. */
export interface CellPages {
  /** The page if it is there already; null where only the store can answer; undefined when unknown. */
  peek(persona: string, region: string): OpenPage | null | undefined;
  /** Reads the page from the store unless it is there; `peek` has it then, if commits let it be read at all. */
  open(persona: string, region: string): Promise<void>;
  /** Forgets the cells that a commit touched. */
  forget(cells: readonly Pick<BehaviourRecord, "persona" | "region">[]): void;
  /** Forgets everything. */
  clear(): void;
  /** Reads a page in the background, after those asked for before. */
  want(persona: string, region: string): void;
  /** Reads the whole store once, until done or `signal` aborts; until then only the store answers. */
  warm(signal: AbortSignal): Promise<void>;
  /** Writes bytes and reads them back. @throws Error when they differ */
  probe(): Promise<void>;
  readonly statistics: PageStatistics;
  close(): void;
}

/** What the cache has done so far. */
export interface PageStatistics {
  pages: number;
  bytes: number;
  hits: number;
  misses: number;
}

/** Where pages come from and how much memory they may take. */
export interface CellPagesOptions {
  readonly store: RecordStore;
  /** Told why a cell could not be read in the background. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** Bytes kept in memory; those beyond go to a scratch file in `folder`. */
  readonly budgetBytes: number;
  readonly folder: string;
}

/** Bytes of forgotten pages that are let lie before everything is dropped and read anew. */
const GARBAGE_BYTES = 64 * 2 ** 20;

/** Bytes of pages written, after which what their rows left behind is given back. */
const WORTH_RELEASE = 2 ** 23;

/** How often a cell is read anew that commits keep touching, before it is left to the store. */
const READ_ATTEMPTS = 3;

/** Creates an empty cache of pages. */
export function createCellPages(options: CellPagesOptions): CellPages {
  const { store, onFailure = () => undefined } = options;
  const pages = new Map<string, CellPage | null>();
  const reading = new Map<string, Promise<void>>();
  const statistics: PageStatistics = { pages: 0, bytes: 0, hits: 0, misses: 0 };
  let bytes = boundedBytes(options);
  let garbage = 0;
  /** Cells that a commit touched while the store was being read for them. */
  const stale = new Set<string>();

  /** Cells that commits touched while the whole store was being read. */
  const touched = new Set<string>();
  let warming = false;
  let wanted: Promise<void> = Promise.resolve();

  const keep = (key: string, page: CellPage | null) => {
    pages.set(key, page);
    if (page === null) return;
    statistics.pages += 1;
    statistics.bytes += page.bytes;
  };
  const clear = () => {
    for (const key of reading.keys()) stale.add(key);
    pages.clear();
    bytes.close();
    bytes = boundedBytes(options);
    garbage = 0;
    statistics.pages = 0;
    statistics.bytes = 0;
  };
  const drop = (key: string) => {
    if (reading.has(key)) stale.add(key);
    const page = pages.get(key);
    if (!pages.delete(key) || !page) return;
    garbage += page.bytes;
    statistics.pages -= 1;
    statistics.bytes -= page.bytes;
  };
  const read = async (key: string, persona: string, region: string): Promise<void> => {
    try {
      // What a commit touched meanwhile may be missing from what the store returned: then once more.
      for (let attempt = 0; attempt < READ_ATTEMPTS; attempt += 1) {
        stale.delete(key);
        const writer = new PageWriter();
        await store.eachBehaviour({ persona, region }, (row) => writer.add(row));
        if (stale.has(key)) continue;
        keep(key, writer.finish(bytes));
        return;
      }
    } finally {
      reading.delete(key);
      stale.delete(key);
    }
  };
  const open = (persona: string, region: string): Promise<void> => {
    const key = cellKey(persona, region);
    if (pages.has(key)) return Promise.resolve();
    let pending = reading.get(key);
    if (pending === undefined) {
      pending = read(key, persona, region);
      reading.set(key, pending);
    }
    return pending;
  };

  return {
    peek(persona, region) {
      const page = pages.get(cellKey(persona, region));
      if (page === undefined) {
        statistics.misses += 1;
        return undefined;
      }
      statistics.hits += 1;
      return page && { page, bytes };
    },
    open,
    forget(records) {
      const keys = new Set(records.map(({ persona, region }) => cellKey(persona, region)));
      for (const key of keys) {
        drop(key);
        if (warming) touched.add(key);
      }
      if (garbage > GARBAGE_BYTES) clear();
    },
    clear,
    want(persona, region) {
      if (warming || reading.has(cellKey(persona, region))) return;
      const before = wanted;
      wanted = before.then(() => open(persona, region)).catch(onFailure);
    },
    async warm(signal) {
      if (signal.aborted) return;
      const writer = new PageWriter();
      let [open, written]: [BehaviourRow | null, number] = [null, 0];
      const finish = () => {
        if (open === null) return;
        const key = cellKey(open.persona, open.region);
        if (touched.has(key) || pages.has(key) || reading.has(key)) return writer.clear();
        const page = writer.finish(bytes);
        keep(key, page);
        written += page?.bytes ?? 0;
        if (written < WORTH_RELEASE) return;
        // The engine would let the rows' garbage grow to several times what is alive.
        written = 0;
        releaseMemory();
      };
      warming = true;
      touched.clear();
      try {
        await store.eachBehaviour({}, (row) => {
          signal.throwIfAborted();
          if (open?.persona !== row.persona || open.region !== row.region) finish();
          open = row;
          writer.add(row);
        });
        finish();
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        warming = false;
      }
    },
    async probe() {
      const sent = Buffer.from(`probe ${statistics.hits}`);
      const scratch = boundedBytes({ ...options, budgetBytes: 0 });
      try {
        const found = Buffer.alloc(sent.byteLength);
        scratch.read(scratch.append(sent), sent.byteLength, found, 0);
        if (!found.equals(sent))
          throw new Error("the page cache returned other bytes than written");
      } finally {
        scratch.close();
      }
    },
    statistics,
    close: () => bytes.close(),
  };
}

/** Names may hold any character but the one used here to part them. */
const cellKey = (persona: string, region: string) => `${persona}\u0000${region}`;
