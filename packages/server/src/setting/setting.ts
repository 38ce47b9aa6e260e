import * as z from "zod";

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
