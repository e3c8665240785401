import { containerKindOf, type Container, type Content } from "../containers/index.ts";
import { findFormat, rawBytes, SNIFF_BYTES } from "../formats/index.ts";
import { messageOf, NotInspected } from "../model/errors.ts";
import type { FieldPlan } from "../model/field.ts";
import type { ByteSource, Format, Sink } from "../model/format.ts";
import type { Inspector } from "./inspect-entry.ts";
import { listContents } from "./list-contents.ts";
import { membersOf, type Members } from "./members.ts";
import type { Task } from "./protocol.ts";

/** What became of an entry that its format reads. Filled while it is read, so that it holds what was known when it failed. */
export interface Reading {
  format: Format | undefined;
  /** Bytes up to the end of its content. */
  consumed: number | undefined;
  /** Of a document that is a ZIP. */
  contents: Container | undefined;
  members: Members | undefined;
  /** Digest of a recording's sound or picture without what is said of it, where that is wanted. */
  sound: string | undefined;
}

export function newReading(): Reading {
  return {
    format: undefined,
    consumed: undefined,
    contents: undefined,
    members: undefined,
    sound: undefined,
  };
}

/** Finds the format of an entry that is no archive and reads it. Throws `NotInspected`. */
export async function readEntry(
  content: Content,
  task: Task,
  inspector: Inspector,
  plan: FieldPlan,
  out: Sink,
  reading: Reading,
): Promise<void> {
  const document = await documentFormat(content, task);
  if (document !== undefined) {
    reading.format = document;
    const contents = await listContents(content, "zip", task, inspector);
    reading.contents = contents;
    const { reader, parts, limits } = inspector;
    const around = { reader, part: parts[task.part] ?? "", within: [...task.within, task.locator] };
    const members = membersOf(contents, around, task.lease.bytes, () => inspector.beat(document.killable));
    reading.members = members;
    inspector.beat(document.killable);
    const source = { size: content.size, chunks: none, members: () => Promise.resolve(members.list) };
    const progress = (): void => inspector.beat(document.killable);
    await document.read(source, { plan, limits, name: task.path, progress }, out);
    return;
  }
  const opened = await peek(content, inspector);
  if (opened === undefined) return;
  // Comments and what stands between entries are read as raw bytes.
  const format = task.found === "notes" ? rawBytes : findFormat(opened.head, task.path);
  reading.format = format;
  reading.consumed = await readWith(format, opened, plan, out, task, inspector, reading);
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** The format of a document that is a ZIP: asked for before anything is read, because it is read at any offset. */
async function documentFormat(content: Content, task: Task): Promise<Format | undefined> {
  if (task.found === "notes") return undefined;
  const head = await content.head();
  if (containerKindOf(head) !== "zip") return undefined;
  const format = findFormat(head.subarray(0, SNIFF_BYTES), task.path);
  return format?.readsMembers === true ? format : undefined;
}

/** Returns the bytes that the format consumed. */
async function readWith(
  format: Format | undefined,
  { source, state }: Peeked,
  plan: FieldPlan,
  out: Sink,
  task: Task,
  inspector: Inspector,
  reading: Reading,
): Promise<number> {
  const { limits } = inspector;
  const progress = (): void => inspector.beat(state.parsing);
  const sound = inspector.digestsSound ? { sound: (digest: string) => void (reading.sound = digest) } : {};
  const spans = inspector.spans ? { spans: true } : {};
  const context = { plan, limits, name: task.path, progress, ...sound, ...spans };
  if (format === undefined) {
    // What nobody lists is read as raw bytes where no format knows it: its text may still name somebody.
    if (task.found === "carved") await rawBytes.read(source, context, out);
    throw new NotInspected("unknown-format", "its content is of no known format");
  }
  state.parsing = format.killable;
  inspector.beat(format.killable);
  return format.read(source, context, out);
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

export function asNotInspected(error: unknown): NotInspected {
  if (error instanceof NotInspected) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^E[A-Z]+$/.test(code)) return new NotInspected("unreadable", `the disk says ${code}`);
  return new NotInspected("crashed", messageOf(error));
}
