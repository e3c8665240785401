import { Command } from "commander";
import { vi } from "vitest";

/** What a command printed, and the exit code it asked for. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly told: string;
}

/** Runs commands in this process; what they print is kept from the terminal. Throws what they throw. */
export async function ran(
  add: (program: Command, done: (exitCode: number) => void) => void,
  ...words: readonly string[]
): Promise<Ran> {
  const written = { out: "", told: "" };
  const into = (key: keyof typeof written) => (chunk: unknown, done?: unknown) => {
    written[key] += String(chunk);
    if (typeof done === "function") (done as () => void)();
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(into("out")),
    vi.spyOn(process.stderr, "write").mockImplementation(into("told")),
  ];
  let exitCode = -1;
  const program = new Command("straycheck")
    .exitOverride()
    .configureOutput({ writeErr: (text) => (written.told += text) });
  add(program, (code) => (exitCode = code));
  try {
    await program.parseAsync([...words], { from: "user" });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return { exitCode, ...written };
}
