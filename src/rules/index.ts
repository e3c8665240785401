import type { Rule } from "../model/facts.ts";
import { anchorUnused } from "./anchor-unused.ts";
import { conflict } from "./conflict.ts";
import { couldInherit } from "./could-inherit.ts";
import { HAZARD_RULES, subjectNotSeen } from "./container.ts";
import { deletedItem } from "./deleted-item.ts";
import { detailLost, digestMismatch, missingFiles, notInspected } from "./entries.ts";
import { fieldsDisagree } from "./fields-disagree.ts";
import { foreignName } from "./foreign-name.ts";
import { identifierNotSeen } from "./identifier-not-seen.ts";
import { layoutLowers } from "./layout-lowers.ts";
import { linkAmbiguous, linkOverruled, linkVoid } from "./links.ts";
import { notInManifest } from "./not-in-manifest.ts";
import { notRegistered } from "./not-registered.ts";
import { ownMissing } from "./own-missing.ts";
import { outOfProportion, recordCount } from "./record-count.ts";
import { registryIdentifier, registryMention, registryNamed } from "./registry.ts";
import { releasedBefore } from "./released-before.ts";
import { recordingOutlier } from "./recording-outlier.ts";
import { strayCounterparty } from "./stray-counterparty.ts";
import { STRAY_RULES } from "./stray-identifier.ts";
import { strayProduct } from "./stray-product.ts";
import { strayThread } from "./stray-thread.ts";
import { sweptIdentifier, sweptMention } from "./swept.ts";
import { UNATTRIBUTED_RULES } from "./unattributed.ts";

export { HAZARDS } from "./hazards/index.ts";
export { mechanismsOf } from "./mechanisms/index.ts";

/** Every rule, in the order in which their findings are reported. */
export const RULES: readonly Rule[] = [
  ...STRAY_RULES,
  strayThread,
  strayCounterparty,
  strayProduct,
  conflict,
  sweptIdentifier,
  registryIdentifier,
  subjectNotSeen,
  foreignName,
  registryNamed,
  releasedBefore,
  notInspected,
  ...UNATTRIBUTED_RULES,
  linkOverruled,
  linkVoid,
  linkAmbiguous,
  fieldsDisagree,
  notRegistered,
  digestMismatch,
  ...HAZARD_RULES,
  sweptMention,
  registryMention,
  outOfProportion,
  missingFiles,
  ownMissing,
  recordCount,
  notInManifest,
  detailLost,
  recordingOutlier,
  anchorUnused,
  couldInherit,
  deletedItem,
  identifierNotSeen,
  layoutLowers,
];
