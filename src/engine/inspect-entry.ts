import type { ContentReader, Content } from "../containers/index.ts";
import { EntrySink } from "../attribution/entry-sink.ts";
import type { Matcher } from "../attribution/matcher.ts";
import { findFormat, SNIFF_BYTES } from "../formats/index.ts";
import { messageOf, NotInspected } from "../model/errors.ts";
import type { Gathered } from "../model/evidence.ts";
import type { Fate } from "../model/fate.ts";
import type { FieldPlan, LineHit } from "../model/field.ts";
import type { ByteSource, Format } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Task } from "./protocol.ts";

/** What the layouts say of one entry. */
export interface EntryPlan extends FieldPlan {
  nameHits(): readonly LineHit[];
  readonly deviceMade: string | null;
  matched(): readonly string[];
}

export interface Inspector {
  readonly reader: ContentReader;
  readonly matcher: Matcher;
  readonly planFor: (path: string) => EntryPlan;
  readonly exists: (target: string) => boolean;
  readonly limits: Limits;
  readonly parts: readonly string[];
  /** Called before an entry is parsed and whenever bytes were consumed. */
  readonly beat: (parsing: boolean) => void;
}

/** Reads one entry: bytes → format → structure → evidence. Never throws: what fails is the entry's fate. */
export async function inspectEntry(task: Task, inspector: Inspector): Promise<Gathered> {
  const plan = inspector.planFor(task.path);
  const sink = new EntrySink(inspector.matcher, plan, inspector.exists, inspector.limits);
  let content: Content | undefined;
  let format: Format | undefined;
  let problem: NotInspected | undefined;
  try {
    content = inspector.reader.open(inspector.parts[task.part] ?? "", task.locator);
    const opened = await peek(content, inspector);
    format = opened === undefined ? undefined : findFormat(opened.head, task.path);
    if (opened !== undefined) {
      if (format === undefined) throw new NotInspected("unknown-format", "its content is of no known format");
      opened.state.parsing = format.killable;
      await readWith(format, opened.source, plan, sink, task, inspector);
    }
  } catch (error) {
    problem = asNotInspected(error);
  }
  try {
    // The digest covers everything, also what the format did not read or choked on.
    await content?.settle(() => inspector.beat(false));
  } catch (error) {
    problem ??= asNotInspected(error);
  }
  sink.nameHits(plan.nameHits());
  const { evidence, links, digests, missing, recording, furniture, overflow } = sink.finish();
  const name = format?.name ?? null;
  const fate: Fate =
    problem === undefined
      ? { kind: "inspected", format: name ?? "empty", furniture }
      : { kind: "not-inspected", reason: problem.reason, detail: problem.message, format: name };
  return {
    row: task.row,
    fate,
    sha256: content?.sha256() ?? null,
    bytes: content?.bytesRead() ?? 0,
    claims: sink.table.claims,
    evidence,
    links,
    digests,
    missing,
    recording,
    layouts: plan.matched(),
    deviceMade: plan.deviceMade,
    overflow,
    end: content?.local?.end ?? null,
    disagreements: content?.local?.disagreements ?? [],
  };
}

async function readWith(
  format: Format,
  source: ByteSource,
  plan: EntryPlan,
  sink: EntrySink,
  task: Task,
  inspector: Inspector,
): Promise<void> {
  inspector.beat(format.killable);
  const { limits } = inspector;
  const consumed = await format.read(source, { plan, limits, name: task.path }, sink);
  if (consumed < source.size) {
    throw new NotInspected(
      "trailing-data",
      `${source.size - consumed} bytes follow the end of its ${format.name} content`,
    );
  }
}

interface Peeked {
  readonly head: Uint8Array;
  readonly source: ByteSource;
  /** Set once the format is known: how patiently its reader is watched. */
  readonly state: { parsing: boolean };
}

/** The first chunk, to find the format, and a source that begins with it. Undefined for an entry without bytes. */
async function peek(content: Content, inspector: Inspector): Promise<Peeked | undefined> {
  const iterator = content.chunks()[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return undefined;
  if (first.value.length === 0 && content.size === 0) return undefined;
  const pending: Uint8Array[] = [first.value];
  const head = first.value.subarray(0, SNIFF_BYTES);
  const state = { parsing: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const chunk of pending.splice(0)) yield chunk;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      inspector.beat(state.parsing);
      yield step.value;
    }
  }
  return { head, source: { size: content.size, chunks }, state };
}

function asNotInspected(error: unknown): NotInspected {
  if (error instanceof NotInspected) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^E[A-Z]+$/.test(code)) return new NotInspected("unreadable", `the disk says ${code}`);
  return new NotInspected("crashed", messageOf(error));
}
