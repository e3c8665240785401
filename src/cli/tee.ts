/**
 * Gives the events of one source to several readers in step: the next event is fetched when all have taken the last
 * one, so nothing piles up. A reader that stops early no longer counts.
 */
export function tee<T>(source: AsyncIterable<T>, readers: number): readonly AsyncIterable<T>[] {
  const iterator = source[Symbol.asyncIterator]();
  let waiting: ((step: Promise<IteratorResult<T>>) => void)[] = [];
  let active = readers;
  const advance = (): void => {
    if (active === 0 || waiting.length < active) return;
    const step = iterator.next();
    const ready = waiting;
    waiting = [];
    for (const give of ready) give(step);
  };
  return Array.from({ length: readers }, () => {
    let stopped = false;
    const leave = (): void => {
      if (stopped) return;
      stopped = true;
      active -= 1;
      advance();
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise<IteratorResult<T>>((resolve) => {
            waiting.push((step) => resolve(step));
            advance();
          }),
        return: (): Promise<IteratorResult<T>> => {
          leave();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  });
}
