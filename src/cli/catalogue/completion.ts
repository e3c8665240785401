import type { Command, Option } from "commander";

/** What completion knows of the program besides its options. */
export interface KnownWords {
  /** What a flag takes (`--report`), by its long name. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** What a command takes as its argument (`schema`), by its words. */
  readonly operands: Readonly<Record<string, readonly string[]>>;
}

/** A command as completion sees it: words that lead to it, options, arguments that are known words. */
interface Known {
  readonly words: readonly string[];
  readonly summary: string;
  readonly operands: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly {
    readonly flag: string;
    readonly summary: string;
    readonly takesValue: boolean;
    /** Empty where any value may follow, a file for example. */
    readonly values: readonly string[];
  }[];
}

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that completes the commands and options of `program`, made from the program itself. */
export function completionFor(shell: Shell, program: Command, words: KnownWords): string {
  const known = [...walk(program, [], words)];
  switch (shell) {
    case "bash":
      return bash(known);
    case "zsh":
      return zsh(known);
    case "fish":
      return fish(known);
  }
}

function* walk(command: Command, words: readonly string[], all: KnownWords): Generator<Known> {
  yield {
    words,
    summary: command.description(),
    operands: all.operands[words.join(" ")] ?? [],
    subcommands: command.commands.map((one) => ({ name: one.name(), summary: one.description() })),
    options: command.options.flatMap((option) => flagsOf(option, words, all)),
  };
  for (const sub of command.commands) yield* walk(sub, [...words, sub.name()], all);
}

function flagsOf(option: Option, words: readonly string[], all: KnownWords): Known["options"] {
  const takesValue = option.required || option.optional;
  // `--report` of `explain` is a file.
  const values =
    option.argChoices ?? all.values[[...words, option.long].join(" ")] ?? all.values[option.long ?? ""] ?? [];
  return [option.long, option.short]
    .filter((flag) => flag !== undefined && flag !== null)
    .map((flag) => ({ flag, summary: option.description, takesValue, values }));
}

/** All options of the default command are the program's as well. */
function optionsAt(known: readonly Known[], { words, options }: Known): Known["options"] {
  const check = known.find((one) => one.words.join(" ") === "check");
  return words.length === 0 ? [...options, ...(check?.options ?? [])] : options;
}

/** Lines of a `case` on the command and the flag before the word: what the flag takes; nothing where a file may follow. */
function valueCases(known: readonly Known[], line: (values: readonly string[]) => string): readonly string[] {
  return known.flatMap((one) =>
    optionsAt(known, one)
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, values }) => `    "${[...one.words, flag].join(" ")}") ${line(values)} ;;`),
  );
}

function bash(known: readonly Known[]): string {
  const cases = known.map((one) => {
    const offered = [
      ...one.subcommands.map(({ name }) => name),
      ...one.operands,
      ...optionsAt(known, one).map(({ flag }) => flag),
    ];
    return `    "${one.words.join(" ")}") words="${offered.join(" ")}" ;;`;
  });
  const values = valueCases(known, (words) =>
    words.length === 0
      ? "COMPREPLY=(); return"
      : `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$current")); return`,
  );
  const names = known.map(({ words }) => words.join(" ")).filter((name) => name !== "");
  return `# bash completion for straycheck: source it, or put it into bash-completion's folder.
_straycheck() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${command:+$command }$word" in
      ${names.map((name) => `"${name}"`).join(" | ")}) command="\${command:+$command }$word" ;;
    esac
  done
  case "\${command:+$command }$before" in
${values.join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _straycheck straycheck
`;
}

function zsh(known: readonly Known[]): string {
  const cases = known.map((one) => {
    const offered = [
      ...one.subcommands.map(({ name, summary }) => quoted(`${colon(name)}:${summary}`)),
      ...one.operands.map((word) => quoted(colon(word))),
      ...optionsAt(known, one).map(({ flag, summary }) => quoted(`${colon(flag)}:${summary}`)),
    ];
    return `    "${one.words.join(" ")}") offered=(${offered.join(" ")}) ;;`;
  });
  const values = valueCases(known, (words) =>
    words.length === 0 ? "_files; return" : `compadd -S '' -- ${words.join(" ")}; return`,
  );
  const names = known.map(({ words }) => words.join(" ")).filter((name) => name !== "");
  return `#compdef straycheck
_straycheck() {
  local command="" word
  local -a offered
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    case "\${command:+$command }$word" in
      ${names.map((name) => `"${name}"`).join(" | ")}) command="\${command:+$command }$word" ;;
    esac
  done
  case "\${command:+$command }\${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
  esac
  _describe -t commands straycheck offered
  _files
}
if [ "$funcstack[1]" = "_straycheck" ]; then _straycheck "$@"; else compdef _straycheck straycheck; fi
`;
}

function fish(known: readonly Known[]): string {
  const lines = ["# fish completion for straycheck"];
  for (const one of known) {
    const [first, second] = one.words;
    const inside =
      second !== undefined
        ? `__fish_seen_subcommand_from ${first ?? ""}; and __fish_seen_subcommand_from ${second}`
        : first === undefined
          ? "__fish_use_subcommand"
          : `__fish_seen_subcommand_from ${first}`;
    for (const { name, summary } of one.subcommands)
      lines.push(`complete -c straycheck -n ${quoted(inside)} -a ${name} -d ${quoted(summary)}`);
    if (one.operands.length > 0)
      lines.push(`complete -c straycheck -f -n ${quoted(inside)} -a ${quoted(one.operands.join(" "))}`);
    for (const { flag, summary, takesValue, values } of optionsAt(known, one)) {
      const name = flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
      lines.push(
        `complete -c straycheck -n ${quoted(inside)} ${name}${takesValue ? " -r" : ""}${values.length > 0 ? ` -f -a ${quoted(values.join(" "))}` : ""} -d ${quoted(summary)}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "").replaceAll("'", "")}'`;
}

function colon(text: string): string {
  return text.replaceAll(":", String.raw`\:`);
}
