import type { FieldUse } from "../model/field.ts";
import { isWeak, rankOf, type Kind } from "../model/kinds.ts";
import type { FieldSpec, GroupSpec } from "./layout.ts";

/** How much a field weighs as an owner's: the rank of its kind, -1 where it is no owner's or of a weak kind. */
export type OwnerRank = number;

/** What the generic words say of a field. Addresses beside an account are owners only beside a stranger's: -1. */
export function ownerRankOfUse(use: FieldUse | undefined): OwnerRank {
  if (use?.is !== "identifier" || use.role !== "owner") return -1;
  return rankOfKind(use.kind);
}

/** What a field of a layout says. */
export function ownerRankOf(spec: FieldSpec): OwnerRank {
  if (spec.groups !== undefined) return Math.max(-1, ...Object.values(spec.groups).map(rankOfGroup));
  return spec.kind === undefined || spec.role === undefined
    ? -1
    : rankOfGroup({ ...spec, kind: spec.kind, role: spec.role });
}

/** How reports call what a field became. */
export function meaningOf(spec: FieldSpec): string {
  if (spec.groups !== undefined) return "pattern";
  if (spec.is !== undefined) return spec.is;
  return spec.role === "owner"
    ? `owner (${spec.attached === true ? "attached " : ""}${spec.kind ?? "any"})`
    : (spec.role ?? "any");
}

function rankOfGroup(spec: GroupSpec): OwnerRank {
  if ("is" in spec || spec.role !== "owner" || spec.attached === true) return -1;
  return rankOfKind(spec.kind);
}

function rankOfKind(kind: Kind | "any"): OwnerRank {
  if (kind === "any") return rankOf("account");
  return isWeak(kind) ? -1 : rankOf(kind);
}
