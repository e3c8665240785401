import type { Rule } from "../model/facts.ts";
import { conflict } from "./conflict.ts";
import { couldInherit } from "./could-inherit.ts";
import { HAZARD_RULES, subjectNotSeen } from "./container.ts";
import { deletedItem } from "./deleted-item.ts";
import { detailLost, digestMismatch, missingFiles, notInspected } from "./entries.ts";
import { foreignName } from "./foreign-name.ts";
import { layoutLowers } from "./layout-lowers.ts";
import { linkAmbiguous, linkOverruled, linkVoid } from "./links.ts";
import { notInManifest } from "./not-in-manifest.ts";
import { releasedBefore } from "./released-before.ts";
import { recordingOutlier } from "./recording-outlier.ts";
import { strayCounterparty } from "./stray-counterparty.ts";
import { STRAY_RULES } from "./stray-identifier.ts";
import { strayProduct } from "./stray-product.ts";
import { strayThread } from "./stray-thread.ts";
import { sweptIdentifier, sweptMention } from "./swept.ts";
import { UNATTRIBUTED_RULES } from "./unattributed.ts";

export { HAZARDS } from "./hazards.ts";
export { mechanismsOf } from "./mechanisms/index.ts";

/** Every rule, in the order in which their findings are reported. */
export const RULES: readonly Rule[] = [
  ...STRAY_RULES,
  strayThread,
  strayCounterparty,
  strayProduct,
  conflict,
  sweptIdentifier,
  subjectNotSeen,
  foreignName,
  releasedBefore,
  notInspected,
  ...UNATTRIBUTED_RULES,
  linkOverruled,
  linkVoid,
  linkAmbiguous,
  digestMismatch,
  ...HAZARD_RULES,
  sweptMention,
  missingFiles,
  notInManifest,
  detailLost,
  recordingOutlier,
  couldInherit,
  deletedItem,
  layoutLowers,
];
