import type { Place } from "../model/place.ts";
import type { Heads } from "./heads.ts";
import { carry } from "./record-carry.ts";
import type { ObjectFrame } from "./record-frames.ts";
import type { When } from "./segments.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import type { RecordState } from "./units.ts";

/** Files that the messages of a conversation name: which one it is may be known only when all of them were read. */
export interface ConversationLinks {
  /** Links so far. */
  count(): number;
  /** From this one on they are of that conversation, where they are of none. */
  name(from: number, thread: string): void;
}

/** What is told of objects that are complete. */
export interface Closing {
  readonly table: SignatureTable;
  readonly heads: Heads;
  readonly conversation: ConversationLinks;
  readonly emitLinks: (own: Signature, state: RecordState) => void;
  readonly emitEmbedded: (own: Signature, state: RecordState) => void;
  readonly here: () => Place;
}

/** An object outside any array is complete; `isOutermost`: `parent` is the document. */
export function closeObject(
  frame: ObjectFrame,
  parent: ObjectFrame,
  isOutermost: boolean,
  closing: Closing,
): void {
  if (frame.as === "entry") closeEntry(frame, parent, isOutermost, closing);
  else closeNested(frame, parent, isOutermost, closing);
}

function closeNested(
  frame: ObjectFrame,
  parent: ObjectFrame,
  isOutermost: boolean,
  { table, heads, conversation, emitLinks, emitEmbedded, here }: Closing,
): void {
  const { state, nested, lists, objects } = frame;
  const own = state.self;
  const { thread } = state;
  lists.enclose(table.union(frame.head, own), nested, own.hasOwner, thread);
  // What somebody wrote in a conversation is part of it, also where each message is an object and none of a list.
  objects.enclose(table.empty, table.empty, false, thread);
  if (thread !== "") conversation.name(frame.linksBefore, thread);
  // A conversation with messages of its own says nothing of what stands beside it.
  const isWhole = !lists.isEmpty;
  const threadAround = parent.state.thread;
  const together = table.union(own, nested);
  if (frame.as === "head" && isOutermost) heads.add(together);
  if (own.hasOwner) {
    parent.objects.add(together, state, true, here, inside(frame, table));
    emitLinks(together, state);
  } else {
    objects.during(table.segments.around(lists.whens()));
    parent.objects.merge(objects.units());
    // Should the parent be a record, then what its nested objects say of times and files is part of it.
    if (!isOutermost) carry(state, parent.state, table.segments);
    else {
      parent.state.thread ||= thread;
      parent.state.holds |= state.holds;
      emitLinks(own, state);
    }
  }
  if (isWhole) parent.state.thread = threadAround;
  if (state.embedded.length > 0) {
    if (own.hasOwner || isOutermost) emitEmbedded(together, state);
    else parent.state.embedded.push(...state.embedded);
  }
  parent.nested = table.union(parent.nested, isWhole ? table.withoutParties(together) : together);
  parent.lists.merge(lists.units());
}

/**
 * An object of a map by identifier is a record like an element of an array, whether or not it names somebody, and says
 * nothing of those beside it. Where it names no owner and holds lists, their elements are the records.
 */
function closeEntry(
  frame: ObjectFrame,
  parent: ObjectFrame,
  isOutermost: boolean,
  { table, conversation, emitLinks, emitEmbedded, here }: Closing,
): void {
  const { state, nested, lists } = frame;
  const together = table.union(state.self, nested);
  lists.enclose(state.self, nested, together.hasOwner, state.thread);
  if (state.thread !== "") conversation.name(frame.linksBefore, state.thread);
  if (together.hasOwner || lists.isEmpty)
    parent.lists.add(together, state, together.hasOwner, here, inside(frame, table));
  // What names nobody at all says of files what the record around it does not.
  if (together.matches.length > 0 || state.thread !== "" || isOutermost) emitLinks(together, state);
  else carry(state, parent.state, table.segments);
  if (state.embedded.length > 0) emitEmbedded(together, state);
  parent.lists.merge(lists.units());
}

/** An object without a time of its own is of the time of the records in it. */
function inside({ lists, objects }: ObjectFrame, table: SignatureTable): When {
  return table.segments.around([...lists.whens(), ...objects.whens()]);
}
