import {
  containerKindOf,
  type Container,
  type Content,
  type ContentReader,
  type ContainerKind,
} from "../containers/index.ts";
import { EntrySink } from "../attribution/entry-sink.ts";
import type { Matcher } from "../attribution/matcher.ts";
import { rawBytes, recognise } from "../formats/index.ts";
import { NotInspected } from "../model/errors.ts";
import type { Claim, Gathered } from "../model/evidence.ts";
import type { Fate } from "../model/fate.ts";
import type { FieldPlan, LineHit, TokenShape } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { ShapeScanner } from "../sweep/shapes.ts";
import type { TokenTable } from "../sweep/token-table.ts";
import { TokenScanner } from "../sweep/tokens.ts";
import type { KeptTexts } from "./kept-texts.ts";
import type { FieldObserver } from "./field-observer.ts";
import { listContents } from "./list-contents.ts";
import { leftOver } from "./members.ts";
import { MoreDigests } from "./more-digests.ts";
import { onlyAgainst } from "./notes.ts";
import { isArchive, otherBytesOf, ownBytes } from "./own-bytes.ts";
import { observeKinds } from "./people/kind-observer.ts";
import { partsOfEntry, remainderOf } from "./parts-of-entry.ts";
import { asNotInspected, newReading, readEntry } from "./read-entry.ts";
import type { Result, Task } from "./protocol.ts";
import { tokensKnown } from "./registered.ts";
import { bytePlace, openEntry, unitsOf } from "./units.ts";

/** What the layouts say of one entry. */
export interface EntryPlan extends FieldPlan {
  readonly inherits: Gathered["inherits"];
  readonly anchors: readonly { readonly id: string; readonly path: string; readonly field: string }[];
  readonly thread: string;
  nameHits(): readonly LineHit[];
  readonly shapes: readonly TokenShape[];
  readonly deviceMade: string | null;
  matched(): readonly string[];
  lowered(): Gathered["lowered"];
}

export interface Inspector {
  readonly reader: ContentReader;
  readonly matcher: Matcher;
  /** The subject's accounts as written. */
  readonly ownAccounts: readonly string[];
  readonly planFor: (path: string, shown: string) => EntryPlan;
  readonly exists: (target: string) => boolean;
  readonly limits: Limits;
  readonly canDecrypt: boolean;
  readonly parts: readonly string[];
  readonly texts: KeptTexts;
  readonly digestsSound: boolean;
  readonly spans: boolean;
  /** Looks on while an entry is read. */
  readonly observe?: ((plan: FieldPlan, sink: Sink) => FieldObserver) | undefined;
  /** A survey: the records' kinds of data are noticed. */
  readonly kinds: boolean;
  /** With a registry of all customers: everything that looks like an identifier is looked up. */
  readonly tokens: TokenTable | undefined;
  /** Called before an entry is parsed and whenever bytes were consumed. */
  readonly beat: (parsing: boolean) => void;
}

/** Reads one entry: bytes → format → structure → evidence. Never throws: what fails is the entry's fate. */
export async function inspectEntry(task: Task, inspector: Inspector): Promise<Result> {
  const plan = inspector.planFor(task.path, task.shown);
  let tokens = inspector.tokens && new TokenScanner(inspector.tokens, inspector.limits);
  tokens?.look(task.path, () => ({ unit: "name" }));
  const shapes = (text: string, here: () => Place): void => {
    tokens?.look(text, here);
    inspector.texts.add(task.row, text);
    for (const { literal, hits } of plan.shapes)
      if (text.includes(literal))
        for (const word of text.split(/\s+/)) {
          const found = hits(word);
          if (found.length > 0) sink.swept(found, here());
        }
  };
  const lookUp = (text: string, here: () => Place): void => tokens?.look(text, here, true);
  const { matcher, exists, limits } = inspector;
  const sink = new EntrySink(matcher, plan, exists, limits, shapes, tokens && lookUp);
  const observer = inspector.observe?.(plan, sink);
  const sweep = new ShapeScanner(plan.shapes, inspector.ownAccounts, (hits, offset) =>
    sink.swept(hits, offset),
  );
  const digests = new MoreDigests(task.digestsWanted);
  let content: Content | undefined;
  let name: string | null = null;
  let problem: NotInspected | undefined;
  let contents: Container | undefined;
  const reading = newReading();
  try {
    content = await openEntry(task, inspector);
    content.tap = (chunk) => {
      sweep.push(chunk);
      tokens?.push(chunk);
      digests.push(chunk);
    };
    const isSeen = task.found === "again";
    const kind = isSeen ? undefined : await archiveKind(content, task);
    // Its bytes are those of what it holds.
    if (isSeen || kind !== undefined) tokens = undefined;
    if (isSeen) name = rawBytes.name;
    else if (kind !== undefined) {
      name = kind;
      contents = await listContents(content, kind, task, inspector);
    } else {
      const between = inspector.kinds ? observeKinds(plan, sink, sink) : observer;
      await readEntry(content, task, inspector, between?.plan ?? plan, between?.sink ?? sink, reading);
    }
  } catch (error) {
    problem = asNotInspected(error);
    reading.consumed = problem.consumed;
  }
  const { members, consumed } = reading;
  contents ??= reading.contents;
  name ??= reading.format?.name ?? null;
  try {
    // The digest covers everything, also what the format did not read or choked on.
    await content?.settle(() => inspector.beat(false));
  } catch (error) {
    problem ??= asNotInspected(error);
  }
  // What a damaged entry holds before it breaks off counts as well.
  sweep.end();
  tokens?.end();
  const sha256 = content?.sha256() ?? null;
  if (contents?.observations.some(({ rule }) => rule === "too-many-entries") === true)
    problem ??= new NotInspected("over-limit", "it lists more entries than it may");
  if (contents !== undefined && sha256 !== null && task.digests.includes(sha256)) {
    contents = undefined;
    problem ??= new NotInspected("over-limit", "an archive that contains itself");
  }
  sink.nameHits(plan.nameHits());
  const isDeep = task.within.length >= inspector.limits.maxNesting;
  const embedded = isDeep ? [] : sink.embeddedFiles;
  if (isDeep && sink.embeddedFiles.length > 0)
    problem ??= new NotInspected(
      "over-limit",
      `files in files, more than ${inspector.limits.maxNesting} deep`,
    );
  const remainder =
    content !== undefined && consumed !== undefined && consumed < content.size
      ? remainderOf(consumed, content.size)
      : undefined;
  const parts =
    contents !== undefined && members === undefined
      ? { contents, enclosedBy: [] }
      : partsOfEntry(
          contents === undefined || members === undefined ? undefined : leftOver(contents, members.taken),
          embedded,
          sink.embeddedFiles.length,
          remainder,
        );
  const isOwn = isArchive(parts.contents)
    ? () => false
    : ownBytes(otherBytesOf(parts.contents?.entries ?? []));
  const isNamed = tokens?.hits(true).some(({ offsets }) => offsets.some(isOwn)) ?? false;
  const unitAt = isNamed || sink.sweptInBytes(isOwn) ? await unitsOf(task, inspector) : () => undefined;
  const found = sink.finish({ isOwn, placeOf: (offset) => bytePlace(offset, unitAt(offset)) });
  const { evidence, furniture } =
    task.found === "notes" || task.found === "again" ? onlyAgainst(found, sink.table.claims) : found;
  const { disagreements, registered, made } = found;
  const { links, missing, recording, overflow, swept, suspected, weakened, decoded, facts } = found;
  const fate: Fate =
    problem === undefined
      ? { kind: "inspected", format: name ?? "empty", furniture }
      : { kind: "not-inspected", reason: problem.reason, detail: problem.message, format: name };
  const gathered = {
    row: task.row,
    fate,
    sha256,
    moreDigests: sha256 === null ? [] : digests.end(),
    bytes: content?.bytesRead() ?? 0,
    claims: sink.table.claims,
    evidence,
    links,
    enclosures: parts.enclosedBy.length === 0 ? [] : [...found.enclosures, found.whole],
    swept: task.found === "again" ? [] : swept,
    suspected: task.found === "again" ? [] : suspected,
    weakened,
    decoded,
    facts,
    digests: found.digests,
    disagreements,
    registered,
    made,
    missing,
    recording,
    layouts: plan.matched(),
    lowered: plan.lowered(),
    deviceMade: plan.deviceMade,
    folderThread: plan.thread,
    inherits: plan.inherits,
    anchors: plan.anchors.map(({ id, path, field }) => {
      return { id, path, claims: saidIn(field, sink.table.claims) };
    }),
    overflow,
    ...(reading.sound === undefined ? {} : { sound: reading.sound }),
    ...(tokens && { known: tokensKnown(tokens, sink.customers, isOwn, unitAt, isOneRecord(evidence)) }),
  };
  const { contents: within, enclosedBy } = parts;
  return { gathered, contents: within, enclosedBy, ...(observer && { fields: observer.fields() }) };
}

/** A document in which no line is a record of its own. */
function isOneRecord(evidence: Gathered["evidence"]): boolean {
  const [only, another] = evidence;
  return another === undefined && only?.unit === "record" && only.count === 1;
}

/** Owners of the subject that stand in the field `field` (folded). */
function saidIn(field: string, claims: readonly Claim[]): readonly number[] {
  return [...claims.entries()]
    .filter(([, claim]) => claim.role === "owner" && claim.outcome === "mine")
    .filter(([, claim]) => claim.field.trim().toLowerCase() === field)
    .map(([index]) => index);
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
