import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type FileSeal, plainFiles, resealFile } from "../protection/file-seal.js";
import { writeDurably } from "./write-durably.js";

/** A message that waits for one target, as its file holds it. */
export const Letter = z.object({
  /** The `webhook-id`: the same at every try. */
  id: z.string(),
  body: z.string(),
  /** Of one that was set aside: why. */
  lastError: z.string().optional(),
});
export type Letter = z.infer<typeof Letter>;

/**
 * What waits for one target: a file for each message, `pending/` or, set aside, `dead/`. Names are numbers of equal
 * length, so their order is that of the messages.
 */
export class Mailbox {
  readonly #pending: string;
  readonly #dead: string;
  readonly #seal: FileSeal;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, seal: FileSeal = plainFiles) {
    this.#seal = seal;
    this.#pending = join(folder, "pending");
    this.#dead = join(folder, "dead");
  }

  async open(): Promise<void> {
    await mkdir(this.#pending, { recursive: true });
    await mkdir(this.#dead, { recursive: true });
  }

  async put(number: number, letter: Letter): Promise<void> {
    const name = `${String(number).padStart(16, "0")}.json`;
    await this.#write(name, letter);
  }

  /** Names of what waits, oldest first. */
  pending(): Promise<string[]> {
    return letters(this.#pending);
  }

  /** Names of what was set aside, oldest first. */
  dead(): Promise<string[]> {
    return letters(this.#dead);
  }

  async read(name: string): Promise<Letter> {
    const content = await readFile(join(this.#pending, name));
    return Letter.parse(JSON.parse(this.#seal.open(content, name)));
  }

  done(name: string): Promise<void> {
    return this.#inTurn(() => rm(join(this.#pending, name), { force: true }));
  }

  /** Seals what another key than the current one seals again. */
  async reseal(): Promise<void> {
    for (const folder of [this.#pending, this.#dead]) {
      for (const name of await letters(folder)) {
        const path = join(folder, name);
        // What was taken meanwhile is gone.
        await this.#inTurn(async () => {
          if (existsSync(path)) await resealFile(path, this.#seal);
        });
      }
    }
  }

  /** Keeps a message that could not be delivered. */
  setAside(name: string, letter: Letter): Promise<void> {
    return this.#inTurn(async () => {
      // It moves in one step: in both places, a resending could be lost.
      await this.#write(name, letter);
      await rename(join(this.#pending, name), join(this.#dead, name));
    });
  }

  /** Moves all that was set aside back, to be tried again. @returns how many */
  resend(): Promise<number> {
    return this.#inTurn(async () => {
      const names = await this.dead();
      for (const name of names) await rename(join(this.#dead, name), join(this.#pending, name));
      return names.length;
    });
  }

  /** Files are moved and taken away one at a time, so that none comes back that was gone. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #write(name: string, letter: Letter): Promise<void> {
    return writeDurably(join(this.#pending, name), this.#seal.seal(JSON.stringify(letter), name));
  }
}

async function letters(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
}
