/** What to take away of reports that are not complete, should the process be killed before it comes to that. */
const unfinished = new Set<() => void>();

/** Notes how to leave nothing behind; returns a way to forget it. */
export function whenKilled(leave: () => void): () => void {
  unfinished.add(leave);
  return () => void unfinished.delete(leave);
}

/** Leaves nothing behind of whatever is not complete. */
export function leaveNothing(): void {
  for (const leave of unfinished) {
    try {
      leave();
    } catch {
      // Nothing can be said any more, and the others are to go as well.
    }
  }
  unfinished.clear();
}
