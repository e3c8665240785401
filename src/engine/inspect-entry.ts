import {
  containerKindOf,
  type Container,
  type Content,
  type ContentReader,
  type ContainerKind,
} from "../containers/index.ts";
import { EntrySink } from "../attribution/entry-sink.ts";
import type { Matcher } from "../attribution/matcher.ts";
import { findFormat, rawBytes, recognise, SNIFF_BYTES } from "../formats/index.ts";
import { messageOf, NotInspected } from "../model/errors.ts";
import type { Fate } from "../model/fate.ts";
import type { FieldPlan, LineHit } from "../model/field.ts";
import type { ByteSource, Format } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import { listContents } from "./list-contents.ts";
import { onlyAgainst } from "./notes.ts";
import type { Result, Task } from "./protocol.ts";

/** What the layouts say of one entry. */
export interface EntryPlan extends FieldPlan {
  nameHits(): readonly LineHit[];
  readonly deviceMade: string | null;
  matched(): readonly string[];
}

export interface Inspector {
  readonly reader: ContentReader;
  readonly matcher: Matcher;
  readonly planFor: (path: string, shown: string) => EntryPlan;
  readonly exists: (target: string) => boolean;
  readonly limits: Limits;
  readonly canDecrypt: boolean;
  readonly parts: readonly string[];
  /** Called before an entry is parsed and whenever bytes were consumed. */
  readonly beat: (parsing: boolean) => void;
}

/** Reads one entry: bytes → format → structure → evidence. Never throws: what fails is the entry's fate. */
export async function inspectEntry(task: Task, inspector: Inspector): Promise<Result> {
  const plan = inspector.planFor(task.path, task.shown);
  const sink = new EntrySink(inspector.matcher, plan, inspector.exists, inspector.limits);
  let content: Content | undefined;
  let name: string | null = null;
  let problem: NotInspected | undefined;
  let contents: Container | undefined;
  let consumed: number | undefined;
  try {
    content = await inspector.reader.open(inspector.parts[task.part] ?? "", task.within, task.locator);
    const isSeen = task.found === "again";
    const kind = isSeen ? undefined : await archiveKind(content, task);
    if (isSeen) name = rawBytes.name;
    else if (kind !== undefined) {
      name = kind;
      contents = await listContents(content, kind, task, inspector);
    } else {
      const opened = await peek(content, inspector);
      const format = opened === undefined ? undefined : chooseFormat(opened.head, task);
      name = format?.name ?? null;
      if (opened !== undefined) consumed = await readWith(format, opened, plan, sink, task, inspector);
    }
  } catch (error) {
    problem = asNotInspected(error);
    consumed = problem.consumed;
  }
  try {
    // The digest covers everything, also what the format did not read or choked on.
    await content?.settle(() => inspector.beat(false));
  } catch (error) {
    problem ??= asNotInspected(error);
  }
  const sha256 = content?.sha256() ?? null;
  if (contents?.observations.some(({ rule }) => rule === "too-many-entries") === true)
    problem ??= new NotInspected("over-limit", "it lists more entries than it may");
  if (contents !== undefined && sha256 !== null && task.digests.includes(sha256)) {
    contents = undefined;
    problem ??= new NotInspected("over-limit", "an archive that contains itself");
  }
  if (content !== undefined && consumed !== undefined && consumed < content.size)
    contents = remainder(consumed, content.size);
  sink.nameHits(plan.nameHits());
  const found = sink.finish();
  const { evidence, furniture } =
    task.found === "notes" || task.found === "again" ? onlyAgainst(found, sink.table.claims) : found;
  const { links, digests, missing, recording, overflow } = found;
  const fate: Fate =
    problem === undefined
      ? { kind: "inspected", format: name ?? "empty", furniture }
      : { kind: "not-inspected", reason: problem.reason, detail: problem.message, format: name };
  const gathered = {
    row: task.row,
    fate,
    sha256,
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
  };
  return { gathered, contents };
}

/** Whether an entry is a container of others: by what the archive around it says, or by its first bytes. */
async function archiveKind(content: Content, task: Task): Promise<ContainerKind | undefined> {
  if (task.found === "notes") return undefined;
  if (task.archive !== undefined) return task.archive;
  const head = await content.head();
  const kind = containerKindOf(head);
  // Documents of offices and books are ZIPs, too, but formats of their own.
  return kind === "zip" && recognise(head)?.reason !== "nested-archive" ? undefined : kind;
}

/** What nobody lists is read as raw bytes where no format knows it: its text may still name somebody. */
function chooseFormat(head: Uint8Array, task: Task): Format | undefined {
  return task.found === "notes" ? rawBytes : findFormat(head, task.path);
}

/** Returns the bytes that the format consumed. */
async function readWith(
  format: Format | undefined,
  { source, state }: Peeked,
  plan: EntryPlan,
  sink: EntrySink,
  task: Task,
  inspector: Inspector,
): Promise<number> {
  const { limits } = inspector;
  const context = { plan, limits, name: task.path };
  if (format === undefined) {
    if (task.found === "carved") await rawBytes.read(source, context, sink);
    throw new NotInspected("unknown-format", "its content is of no known format");
  }
  state.parsing = format.killable;
  inspector.beat(format.killable);
  return format.read(source, context, sink);
}

/** Bytes behind the end of a file's content: an entry of its own, whatever they are. */
function remainder(consumed: number, size: number): Container {
  const length = size - consumed;
  const where = length === 1 ? `byte ${consumed}` : `bytes ${consumed} to ${size - 1}`;
  const locator = { in: "ranges", ranges: [[consumed, length]], size: length } as const;
  return {
    kind: "remainder",
    bytes: length,
    entries: [{ path: `[${where}]`, kind: "file", size: length, packed: length, locator, found: "carved" }],
    observations: [],
    notes: [],
    unclaimed: 0,
  };
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
