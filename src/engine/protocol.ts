import type { Container, Listed, Locator } from "../containers/index.ts";
import type { DigestName } from "../model/digest.ts";
import type { Gathered } from "../model/evidence.ts";
import type { NotInspectedReason } from "../model/fate.ts";
import type { Stamps } from "../model/file-stamp.ts";
import type { Limits } from "../model/limits.ts";
import type { FieldObservation } from "../model/observed.ts";
import type { Wanted } from "../sweep/identifiers.ts";
import type { Lease } from "./leases.ts";
import type { OtherBytes } from "./own-bytes.ts";
import type { Policy } from "../model/policy.ts";
import type { Subject } from "../model/subject.ts";
import type { RegistrySource } from "./registered.ts";

/** A layout that was named by the user, as text: a worker compiles its own. */
export interface LayoutText {
  readonly text: string;
  readonly fileName: string;
}

/** What a worker is started with. */
export interface WorkerSetup {
  readonly subject: Subject;
  readonly policy: Policy;
  readonly given: readonly LayoutText[];
  readonly givenBuiltins: readonly string[];
  readonly limits: Limits;
  /** Paths of the containers, by part. */
  readonly parts: readonly string[];
  /** Which files they must be. */
  readonly stamps?: Stamps;
  /** Passwords that encrypted entries are tried with. */
  readonly passwords: readonly string[];
  /** Identifiers to search all entries for; undefined: they are read by their formats. */
  readonly wanted: readonly Wanted[] | undefined;
  /** Tell what the fields of the entries hold, too. */
  readonly observes?: boolean;
  /** A survey: tell which kinds of data the records hold. */
  readonly kinds?: boolean;
  /** Make digests of the sound of recordings, without their tags. */
  readonly digestsSound?: boolean;
  /** Places of records tell their spans. */
  readonly spans?: boolean;
  /** The registry of all customers: a worker opens its own. */
  readonly registry?: RegistrySource | undefined;
  /** Shared with the main thread, see `PULSE`. */
  readonly pulse: Int32Array;
}

/** Slots of the shared array by which the main thread sees a worker that spins or was killed. */
export const PULSE = {
  /** Row of the entry that is being read, -1 for none. */
  row: 0,
  /** Goes up whenever bytes were consumed. */
  beat: 1,
  /** 1 while a format parses in one call. */
  parsing: 2,
} as const;

export interface Task {
  readonly row: number;
  readonly part: number;
  /** Its name in its own archive. */
  readonly path: string;
  /** As reports show it, with the archives it lies in. */
  readonly shown: string;
  /** The archives it lies in, the outermost first. */
  readonly within: readonly Locator[];
  readonly locator: Locator;
  readonly found: Listed["found"];
  readonly archive: Listed["archive"];
  readonly lease: Lease;
  /** SHA-256 of the archives it lies in: one that comes again contains itself. */
  readonly digests: readonly string[];
  /** What files of its archive give of others beside SHA-256. */
  readonly digestsWanted: readonly DigestName[];
  /** Only of a task that searches an entry that was read. */
  readonly search?: SearchTask;
}

export interface SearchTask {
  /** What the entry was when it was read. */
  readonly sha256: string | null;
  /** Its format unpacks text of it. */
  readonly reread: boolean;
  /** Bytes of it that are entries of their own. */
  readonly others: OtherBytes;
  /** Which of the identifiers (by index) its format reported: those are no hits. Others are asked for where one is hit. */
  readonly reported: readonly number[];
}

export interface Run {
  readonly tasks: readonly Task[];
  /**
   * Hashes of the last path segment of every entry of the same archive, ascending: rows that name other files are
   * only counted. All tasks of a run lie in one archive.
   */
  readonly names: Uint32Array;
}

/** What an entry yielded, and what it contains if it is an archive. */
export interface Result {
  readonly gathered: Gathered;
  readonly contents: Container | undefined;
  /** For each entry of `contents` an index into `gathered.enclosures`; nothing, or -1: it is enclosed by nothing. */
  readonly enclosedBy: readonly number[];
  /** Only where the worker was asked to observe. */
  readonly fields?: readonly FieldObservation[];
}

export type ToWorker =
  /** Another bundle: nothing of the one before is kept. */
  | { readonly type: "setup"; readonly setup: WorkerSetup }
  | { readonly type: "run"; readonly run: Run }
  | { readonly type: "search"; readonly wanted: readonly Wanted[] }
  | { readonly type: "end" };

export type WorkerMessage =
  | { readonly type: "ready" }
  | { readonly type: "gathered"; readonly results: readonly Result[]; readonly done: boolean }
  /** `cannotRun`: the message is for whoever started the check, not for us. */
  | { readonly type: "failed"; readonly message: string; readonly cannotRun?: true };

/** FNV-1a over UTF-16 units; only sorts out names that certainly do not exist. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The last segment of a path, as it is compared: lower case, either slash. */
export function lastSegment(path: string): string {
  const segment = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  // macOS writes é as two characters, and the table that names the file as one.
  return segment.normalize("NFC").toLowerCase();
}

/** The result of an entry whose reader did not come to an end. */
export function lost(task: Task, reason: NotInspectedReason, detail: string): Result {
  const gathered = {
    row: task.row,
    fate: { kind: "not-inspected", reason, detail, format: null } as const,
    sha256: null,
    moreDigests: [],
    bytes: 0,
    claims: [],
    evidence: [],
    links: [],
    digests: [],
    enclosures: [],
    swept: [],
    suspected: [],
    weakened: [],
    decoded: false,
    facts: [],
    disagreements: [],
    registered: [],
    made: { taken: [], devices: [] },
    missing: { count: 0, own: 0, examples: [] },
    recording: false,
    layouts: [],
    lowered: [],
    deviceMade: null,
    folderThread: "",
    inherits: [],
    anchors: [],
    overflow: false,
  };
  return { gathered, contents: undefined, enclosedBy: [] };
}
