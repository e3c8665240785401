import type { FindingView } from "../model/report.ts";
import { findingGroups, whereOf, type FindingGroup } from "./finding-groups.ts";
import { columns, heading, type Page } from "./text-page.ts";
import { fit, hanging, safe, visibleWidth, wrap } from "./text-width.ts";
import { counted, number } from "./text-words.ts";

/** Groups that are shown without `-v`. */
const MAX_GROUPS = 5;
/** Lines that the message of a group takes without `-v`. */
const MAX_MESSAGE_LINES = 2;
/** The narrowest column of paths. */
const MIN_PATH_COLUMNS = 20;

/** Collects findings into groups; memory grows with the groups, not with the findings. */
export interface Reasons {
  add(finding: FindingView): void;
  /** The section WHY, empty when nothing was added. */
  lines(): string[];
}

/** Starts the section WHY of one report. */
export function reasonsFor(page: Page): Reasons {
  const groups = findingGroups(page.verbose);
  return {
    add: (finding) => groups.add(finding),
    lines() {
      const all = groups.inOrder();
      return all.length === 0 ? [] : section(page, all);
    },
  };
}

function section(page: Page, groups: readonly FindingGroup[]): string[] {
  const shown = page.verbose ? groups : groups.slice(0, MAX_GROUPS);
  const lines = [heading(page, groups.every((group) => group.finding.level === "note") ? "NOTED" : "WHY")];
  for (const [index, row] of rows(page, shown).entries()) {
    const group = shown[index];
    if (group !== undefined) lines.push(row, ...details(page, group));
  }
  if (shown.length < groups.length) {
    lines.push(`  … and ${number(groups.length - shown.length)} more (use -v, or -r json)`);
  }
  return lines;
}

function rows(page: Page, groups: readonly FindingGroup[]): string[] {
  const cells = groups.map((group, index) => {
    const { owner, identifier, unit } = group.finding;
    // Without an owner or an identifier the rule's title says what this is about; it takes the place of these cells.
    const named = owner !== null || identifier !== null;
    return {
      number: `  ${index + 1}`,
      group,
      count: named ? counted(group.count, unit) : "",
      owner: named ? fit(owner ?? "", 16) : "",
      identifier: identifier === null ? "" : fit(`${identifier.kind} ${identifier.masked}`, 22),
    };
  });
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(visibleWidth));
  const numbers = widest(cells.map((row) => row.number));
  const taken =
    widest(cells.map((row) => row.count)) +
    widest(cells.map((row) => row.owner)) +
    widest(cells.map((row) => row.identifier));
  const titled = cells.some((row) => row.count === "");
  const room = Math.max(MIN_PATH_COLUMNS, page.width - numbers - taken - 12);
  const pathColumns = titled ? Math.min(room, 32) : room;
  const paths = cells.map((row) => fit(whereOf(row.group), pathColumns));
  const laid = columns(
    cells.map((row, index) => [row.number, paths[index] ?? "", row.count, row.owner, row.identifier]),
    ["left", "left", "right", "left", "left"],
  );
  const offset = numbers + 3 + widest(paths) + 3;
  return laid.map((line, index) => {
    const row = cells[index];
    if (row === undefined || row.count !== "") return line;
    const gap = " ".repeat(Math.max(1, offset - visibleWidth(line)));
    return line + gap + fit(row.group.finding.title, page.width - Math.max(offset, visibleWidth(line) + 1));
  });
}

function details(page: Page, group: FindingGroup): string[] {
  const indent = " ".repeat(6);
  const { message, title } = group.finding;
  const text = safe(message === "" ? title : message);
  const words = group.sameMessage ? text : `for example: ${text}`;
  const wrapped = wrap(words, page.width - indent.length);
  const lines = page.verbose ? wrapped : cut(wrapped, page.width - indent.length);
  const all = lines.map((line) => page.paint.dim(indent + line));
  for (const place of group.shownPlaces) all.push(...hanging(`${indent}- `, safe(place), page.width));
  const left = group.places - group.shownPlaces.length;
  if (page.verbose && left > 0)
    all.push(`${indent}… and ${counted(left, left === 1 ? "place" : "places")} more`);
  return all;
}

function cut(lines: readonly string[], width: number): string[] {
  if (lines.length <= MAX_MESSAGE_LINES) return [...lines];
  const kept = lines.slice(0, MAX_MESSAGE_LINES);
  const last = kept.pop() ?? "";
  return [...kept, visibleWidth(last) < width ? `${last}…` : `${last.slice(0, -1)}…`];
}
