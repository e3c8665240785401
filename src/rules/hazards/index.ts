import { DIFFERING_HAZARDS } from "./differs.ts";
import { HIDING_HAZARDS } from "./hides.ts";
import { HARMLESS_HAZARDS } from "./notes.ts";
import type { Hazard } from "./hazard.ts";

/** Every hazard of an archive, in the order in which they are reported. */
export const HAZARDS: readonly Hazard[] = [...HIDING_HAZARDS, ...DIFFERING_HAZARDS, ...HARMLESS_HAZARDS];
