import type { Command } from "commander";
import { VERSION } from "../src/version.js";

/** The manual page of the program, in the macros of man(7), made from the program itself. */
export function manPage(
  program: Command,
  exitCodes: readonly (readonly [number, string])[],
): string {
  const name = program.name();
  const commands = leavesOf(program, []);
  return `${[
    `.TH ${name.toUpperCase()} 1 "" "${name} ${VERSION}" "User commands"`,
    ".SH NAME",
    `${escaped(name)} \\- ${escaped(lower(program.description()))}`,
    ".SH SYNOPSIS",
    `.B ${escaped(name)}`,
    ".I command",
    "[options]",
    ".SH COMMANDS",
    ...commands.flatMap(({ path, command }) => [
      `.SS ${escaped([...path, command.usage().replace("[options] ", "").replace("[options]", "")].join(" ").trim())}`,
      `${escaped(upper(command.description()))}.`,
      ...command
        .createHelp()
        .visibleArguments(command)
        .flatMap((argument) => [
          ".TP",
          `.I ${escaped(argument.name())}`,
          escaped(argument.description),
        ]),
      ...command
        .createHelp()
        .visibleOptions(command)
        .flatMap((option) => [".TP", `.B ${escaped(option.flags)}`, escaped(option.description)]),
    ]),
    ".SH ENVIRONMENT",
    `Every setting of the server is a variable named CDP_\\&...; ${escaped(name)} serve \\-\\-check prints those that hold.`,
    ".TP",
    ".B NO_COLOR",
    "Nothing is coloured in any case.",
    ".SH EXIT STATUS",
    ...exitCodes.flatMap(([code, meaning]) => [".TP", `.B ${code}`, `${escaped(meaning)}.`]),
  ].join("\n")}\n`;
}

function leavesOf(
  command: Command,
  path: readonly string[],
): { path: string[]; command: Command }[] {
  return command.commands
    .filter((one) => one.name() !== "help")
    .flatMap((one) => {
      const here = [...path, one.name()];
      const inner = leavesOf(one, here);
      // A command with others below it may do something by itself, too.
      const acts = inner.length === 0 || Reflect.get(one, "_actionHandler") !== null;
      return [...(acts ? [{ path: here, command: one }] : []), ...inner];
    });
}

const lower = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);
const upper = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Text that no macro or escape is read from. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/^([.'])/gm, "\\&$1")
    .replaceAll("…", "...");
}
