import type { FieldPlan } from "./field.ts";
import type { Sink } from "./format.ts";

/** A plan in which nothing means anything. */
export const NO_PLAN: FieldPlan = {
  use: () => undefined,
  isRecords: () => false,
  keyUse: () => undefined,
  line: () => [],
};

const ignore = (): void => undefined;

/** A sink that hears nothing; with the members that somebody listens to put over it. */
export const SILENT_SINK: Sink = {
  locate: ignore,
  openObject: ignore,
  closeObject: ignore,
  openList: ignore,
  closeList: ignore,
  value: ignore,
  pair: ignore,
  text: ignore,
  decoded: ignore,
  embedded: ignore,
  fact: ignore,
  content: ignore,
  recording: ignore,
  digest: ignore,
  furniture: ignore,
};
