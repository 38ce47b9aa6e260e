import type { Command, Option } from "commander";

/** Shells that a script can be made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

interface Node {
  /** Names of the commands that lead here, e.g. `dead-letters list`; empty for the program. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly help: string }[];
  readonly options: readonly Option[];
}

/** A script that completes commands, options and their values, and file names, made from the program itself. */
export function completionScript(program: Command, shell: Shell): string {
  const nodes = nodesOf(program, []);
  const name = program.name();
  if (shell === "fish") return fishScript(nodes, name);
  const bash = bashScript(nodes, name);
  return shell === "bash"
    ? bash
    : `#compdef ${name}\nautoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

function nodesOf(command: Command, path: readonly string[]): Node[] {
  const commands = command.commands.filter((one) => one.name() !== "help");
  const here = {
    path: path.join(" "),
    commands: commands.map((one) => ({ name: one.name(), help: one.description() })),
    options: [...command.options, ...command.createHelp().visibleOptions(command)].filter(
      (option, i, all) => all.findIndex(({ flags }) => flags === option.flags) === i,
    ),
  };
  return [here, ...commands.flatMap((one) => nodesOf(one, [...path, one.name()]))];
}

const takesValue = ({ required, optional }: Option) => required || optional;
const longOf = ({ long, short }: Option) => long ?? short ?? "";

function bashScript(nodes: readonly Node[], name: string): string {
  const cases = (of: (node: Node) => string) =>
    nodes.map((node) => `    "${node.path}") words="${of(node)}" ;;`).join("\n");
  const choices = nodes.flatMap(({ path, options }) =>
    options.flatMap((option) =>
      option.argChoices === undefined
        ? []
        : [`    "${path} ${longOf(option)}") words="${option.argChoices.join(" ")}" ;;`],
    ),
  );
  const valued = nodes.map(
    ({ path, options }) =>
      `    "${path}") words="${options.filter(takesValue).map(longOf).join(" ")}" ;;`,
  );
  return `# Completion of ${name} for bash: source <(${name} completion bash)
_cdp_whatif() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local path="" word words="" i skip=0
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if ((skip)); then skip=0; continue; fi
    case "$word" in
      -*) _cdp_whatif_valued "$path"; [[ " $words " == *" $word "* ]] && skip=1 ;;
      *) _cdp_whatif_commands "$path"; [[ " $words " == *" $word "* ]] && path="\${path:+$path }$word" ;;
    esac
  done
  words=""
  case "$path $previous" in
${choices.join("\n")}
  esac
  if [[ -n "$words" ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  _cdp_whatif_valued "$path"
  if [[ "$previous" == -* && " $words " == *" $previous "* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
    return
  fi
  if [[ "$current" == -* ]]; then
    _cdp_whatif_options "$path"
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  _cdp_whatif_commands "$path"
  if [[ -n "$words" ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
_cdp_whatif_commands() {
  case "$1" in
${cases(({ commands }) => commands.map((one) => one.name).join(" "))}
    *) words="" ;;
  esac
}
_cdp_whatif_options() {
  case "$1" in
${cases(({ options }) => options.map(longOf).join(" "))}
    *) words="" ;;
  esac
}
_cdp_whatif_valued() {
  case "$1" in
${valued.join("\n")}
    *) words="" ;;
  esac
}
complete -F _cdp_whatif ${name}
`;
}

function fishScript(nodes: readonly Node[], name: string): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = nodes.flatMap(({ path, commands, options }) => {
    const names = path === "" ? [] : path.split(" ");
    const inner = commands.map((one) => one.name).join(" ");
    const seen = names.map((one) => `__fish_seen_subcommand_from ${one}`);
    const at = path === "" ? "__fish_use_subcommand" : seen.join("; and ");
    const open =
      inner === "" || path === "" ? at : `${at}; and not __fish_seen_subcommand_from ${inner}`;
    return [
      ...commands.map(
        (one) => `complete -c ${name} -f -n ${quoted(open)} -a ${one.name} -d ${quoted(one.help)}`,
      ),
      ...options.map((option) => {
        const long = option.long === undefined ? "" : ` -l ${option.long.slice(2)}`;
        const short = option.short === undefined ? "" : ` -s ${option.short.slice(1)}`;
        const values =
          option.argChoices === undefined ? "" : ` -x -a ${quoted(option.argChoices.join(" "))}`;
        const value = values !== "" ? values : takesValue(option) ? " -r" : "";
        return `complete -c ${name} -n ${quoted(at)}${long}${short}${value} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return `# Completion of ${name} for fish: ${name} completion fish | source\n${lines.join("\n")}\n`;
}
