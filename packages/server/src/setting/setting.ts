import * as z from "zod";
import { sizeText } from "../size-text.js";

/** One thing that an operator can set from the environment. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** Name of the environment variable, e.g. `CDP_PORT`. */
  readonly env: `CDP_${string}`;
  /** Makes the value of the text; what it takes without a text is the default. */
  readonly schema: Schema;
  /** One sentence: what it does, in which unit. */
  readonly help: string;
  /** As it may stand in `.env.example`. */
  readonly example?: string;
  /** Never shown; may also be read from the file that `<env>_FILE` names. */
  readonly secret?: boolean;
  /** Option of `serve` that says the same and wins, as commander has it: `--port <number>`, `--demo`, `--no-log`. */
  readonly flag?: string;
}

/** Settings of one part of the server, by the name that code knows them by. */
export type SettingGroup = Readonly<Record<string, Setting>>;

/** What the settings of a group say. */
export type SettingValues<Group extends SettingGroup> = {
  readonly [Name in keyof Group]: z.output<Group[Name]["schema"]>;
};

/** Keeps the exact type of each setting. */
export const settingGroup = <const Group extends SettingGroup>(group: Group): Group => group;

/** A whole number between limits. */
export const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+$/, `expected a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, {
      error: `expected a whole number from ${minimum} to ${maximum}`,
    });

/** A number of bytes: `500000`, `64 KiB`, `16MiB`, `10 GB` (KB, MB, GB and TB are powers of 1000). */
export const byteSize = (minimum: number, maximum = 2 ** 50) =>
  z
    .string()
    .transform((text) => {
      const [, number = "", unit = "b"] = SIZE.exec(text.trim()) ?? [];
      return number === ""
        ? Number.NaN
        : Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));
    })
    .refine((bytes) => bytes >= minimum && bytes <= maximum, {
      error: `expected a size from ${sizeText(minimum)} to ${sizeText(maximum)}, such as 16MiB`,
    });

const SIZE = /^(\d+(?:\.\d+)?) ?((?:[kmgt]i?)?b)?$/i;
const UNITS: Readonly<Record<string, number>> = {
  ...{ b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 },
};

/** `true` or `false`, as people write them. */
export const yesOrNo = z
  .string()
  .toLowerCase()
  .refine((text) => [...YES, ...NO].includes(text), { error: "expected true or false" })
  .transform((text) => YES.includes(text));

const YES = ["true", "yes", "on", "1"];
const NO = ["false", "no", "off", "0"];

/** Texts with commas between them. */
export const textList = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
