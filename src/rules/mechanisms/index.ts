import type { Facts } from "../../model/facts.ts";
import type { Subject } from "../../model/subject.ts";
import { hiddenResidue, sharedFolder, shiftedRows, staleArchive } from "./archive.ts";
import {
  addedByHand,
  crossTalk,
  enrichment,
  householdMember,
  neighbours,
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
  neighbours,
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
/** Where nothing strange was found, only strong signs are said. */
const MIN_WITHOUT_STRAYS = 0.6;

/** A mechanism that may have brought other people's data into the bundle. */
export interface Suspicion {
  readonly id: string;
  readonly title: string;
  readonly evidence: readonly string[];
  readonly next: string;
}

/**
 * How the leak probably came about, the best first (leaks.md 4, M1 to M17). Nothing where nothing is strange, but for
 * rows that describe other files and volumes out of proportion. Text may hold paths of the bundle.
 */
export function mechanismsOf(facts: Facts, subject: Subject): readonly Suspicion[] {
  const scene = sceneOf(facts, subject);
  const isStrange = scene.strays.length > 0 || facts.subject.seen === 0;
  return MECHANISMS.flatMap((mechanism) => {
    const fit = isStrange || mechanism.needsStrays === false ? mechanism.find(scene) : undefined;
    return fit === undefined || (!isStrange && fit.score < MIN_WITHOUT_STRAYS) ? [] : [{ mechanism, fit }];
  })
    .toSorted((a, b) => b.fit.score - a.fit.score)
    .slice(0, MAX_SAID)
    .map(({ mechanism: { id, title, next }, fit: { evidence } }) => ({ id, title, evidence, next }));
}
