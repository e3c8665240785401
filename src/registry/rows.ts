import { ROW_KINDS } from "./header.ts";
import type { StrongKind } from "../model/kinds.ts";

const DAY_MILLIS = 86_400_000;
/** The number of an owner, or of a span of days, in a row. */
const NUMBER_BITS = 28;
export const MAX_NUMBER = 2 ** NUMBER_BITS - 1;
const NUMBER_MASK = MAX_NUMBER;
const KIND_MASK = 0b111;
const TENURE_FLAG = 0x8000_0000;
/** Rows of a bucket; one of chance holds 48. */
export const MAX_BUCKET_ROWS = 4096;
/** Rows of one identifier; what is of more customers names none of them. */
export const MAX_ROWS_OF_ONE = 255;

/** The last word of a row: whose it is, or where its span of days stands that says whose. */
export function ownerWord(kindNumber: number, owner: number): number {
  return ((kindNumber << NUMBER_BITS) | owner) >>> 0;
}

export function asTenure(word: number, tenure: number): number {
  return (TENURE_FLAG | (word & (KIND_MASK << NUMBER_BITS)) | tenure) >>> 0;
}

export function isTenure(word: number): boolean {
  return (word & TENURE_FLAG) !== 0;
}

export function numberOf(word: number): number {
  return word & NUMBER_MASK;
}

/** Undefined for a word that no registry holds. */
export function kindOf(word: number): StrongKind | undefined {
  return ROW_KINDS[(word >>> NUMBER_BITS) & KIND_MASK];
}

export function kindNumber(kind: StrongKind): number {
  return ROW_KINDS.indexOf(kind);
}

/** Days of a span in one word; 0 for always. `from`, `until`: `YYYY-MM-DD` from 1970 to 2149. */
export function daysWord(from: string | undefined, until: string | undefined): number {
  return (dayNumber(from) | (dayNumber(until) << 16)) >>> 0;
}

export function daysOf(word: number): {
  readonly from: string | undefined;
  readonly until: string | undefined;
} {
  return { from: dayText(word & 0xffff), until: dayText(word >>> 16) };
}

/** Whether a day can stand in a registry. */
export function isKept(day: string): boolean {
  const found = dayNumber(day);
  return found > 0 && found <= 0xffff;
}

/** A sum that tells whether a span of days is as it was written. */
export function tenureSum(number: number, owner: number, days: number): number {
  const one = Math.imul(number ^ 0x5bd1e995, 0x9e3779b1) ^ owner;
  const two = Math.imul(one ^ (one >>> 15), 0x85ebca6b) ^ days;
  return Math.imul(two ^ (two >>> 13), 0xc2b2ae35) >>> 0;
}

function dayNumber(day: string | undefined): number {
  return day === undefined ? 0 : Date.parse(`${day}T00:00:00Z`) / DAY_MILLIS + 1;
}

function dayText(value: number): string | undefined {
  return value === 0 ? undefined : new Date((value - 1) * DAY_MILLIS).toISOString().slice(0, 10);
}
