import type { Facts } from "../../model/facts.ts";
import type { Subject } from "../../model/subject.ts";
import { hiddenResidue, sharedFolder, shiftedRows, staleArchive } from "./archive.ts";
import {
  addedByHand,
  crossTalk,
  enrichment,
  householdMember,
  resoldDevice,
  similarIdentity,
  testData,
  tooWide,
  wrongMapping,
} from "./few.ts";
import { sceneOf, type Mechanism } from "./mechanism.ts";
import { anothersExport, anothersPart, wrongRequester } from "./whole.ts";

/** Every mechanism that is looked for; other people in their right role (M16) are no leak. */
const MECHANISMS: readonly Mechanism[] = [
  anothersPart,
  crossTalk,
  wrongMapping,
  resoldDevice,
  householdMember,
  tooWide,
  enrichment,
  similarIdentity,
  shiftedRows,
  anothersExport,
  staleArchive,
  sharedFolder,
  hiddenResidue,
  addedByHand,
  wrongRequester,
  testData,
];
/** How many are said. */
const MAX_SAID = 3;

/** A mechanism that may have brought other people's data into the bundle. */
export interface Suspicion {
  readonly id: string;
  readonly title: string;
  readonly evidence: readonly string[];
  readonly next: string;
}

/**
 * How the leak probably came about, the best first (leaks.md 4, M1 to M17). Nothing where nothing is strange. Text may
 * hold paths of the bundle.
 */
export function mechanismsOf(facts: Facts, subject: Subject): readonly Suspicion[] {
  const scene = sceneOf(facts, subject);
  if (scene.strays.length === 0 && facts.subject.seen > 0) return [];
  return MECHANISMS.flatMap((mechanism) => {
    const fit = mechanism.find(scene);
    return fit === undefined ? [] : [{ mechanism, fit }];
  })
    .toSorted((a, b) => b.fit.score - a.fit.score)
    .slice(0, MAX_SAID)
    .map(({ mechanism: { id, title, next }, fit: { evidence } }) => ({ id, title, evidence, next }));
}
