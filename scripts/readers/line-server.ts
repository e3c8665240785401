import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that answers each line on its standard input with one line of JSON. */
export interface LineServer {
  /** Questions wait for one another. Rejects when the process dies or is late; the next question starts another. */
  ask(line: string): Promise<unknown>;
  readonly stop: () => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly answers: AsyncIterator<string>;
  complaint: string;
}

/** Starts the process at the first question. `millis`: how long it may take for an answer before it is killed. */
export function lineServer(program: string, words: readonly string[], millis: number): LineServer {
  let running: Running | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let isStopped = false;

  const start = (): Running => {
    const child = spawn(program, words, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" },
    });
    const { stdin, stdout, stderr } = child;
    const answers = createInterface({ input: stdout, crlfDelay: Infinity })[Symbol.asyncIterator]();
    const started: Running = { child, answers, complaint: "" };
    stdin.on("error", () => {});
    child.on("error", (error) => (started.complaint += error.message));
    stderr.on(
      "data",
      (chunk: Buffer) => (started.complaint = (started.complaint + chunk.toString()).slice(-500)),
    );
    return started;
  };
  const kill = (): void => {
    running?.child.kill("SIGKILL");
    running = undefined;
  };
  const askNow = async (line: string): Promise<unknown> => {
    if (isStopped) throw new Error("it was stopped");
    running ??= start();
    const asked = running;
    asked.child.stdin?.write(`${line}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(resolve, millis, "late");
    });
    try {
      const answer = await Promise.race([asked.answers.next(), late]);
      if (answer === "late") throw new Error(`no answer within ${millis} ms`);
      if (answer.done === true) throw new Error(`it died: ${lastLine(asked.complaint)}`);
      return JSON.parse(answer.value) as unknown;
    } catch (error) {
      kill();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    ask(line) {
      const answer = queue.then(() => askNow(line));
      queue = answer.catch(() => {});
      return answer;
    },
    stop() {
      isStopped = true;
      kill();
    },
  };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
