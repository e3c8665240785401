import { embedDataUri, unescaped } from "../xml/embedded.ts";
import type { HtmlReport } from "./report.ts";

/** Elements that show or play the file they name. */
const FILE_FIELDS: Readonly<Record<string, string>> = {
  audio: "audio file",
  video: "video file",
  img: "image file",
  source: "media file",
  embed: "media file",
  object: "media file",
  track: "media file",
  a: "file",
};

/** Pages and their looks: a link to one says nothing of whose it is. */
const PAGE = /\.(?:x?html?|php|aspx?|jsp|cgi|css|m?js|xml|json)$/i;
const SCHEME = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;
const MAX_ADDRESS = 2048;

/** The file of the same export that an address names, and the field that says so; undefined for other addresses. */
export function fileOf(
  element: string,
  address: string,
): { readonly field: string; readonly name: string } | undefined {
  const field = FILE_FIELDS[element];
  if (field === undefined || address.length > MAX_ADDRESS || SCHEME.test(address) || address.startsWith("#"))
    return undefined;
  const name = unescaped(address.replace(/[?#].*$/s, "")).trim();
  return /\.[A-Za-z0-9]{1,5}$/.test(name) && !PAGE.test(name) ? { field, name } : undefined;
}

/** What an address says by itself: a mail address, a telephone number, a file in a `data:` address, parameters. */
export function reportAddress(address: string, report: HtmlReport): void {
  const start = address.trimStart();
  const scheme = /^[a-z]+:/i.exec(start)?.[0].toLowerCase();
  if (scheme === "data:") {
    embedDataUri(start, report.sink);
    return;
  }
  if (start.length > MAX_ADDRESS * 8) return report.words(start);
  const rest = start.slice(scheme?.length ?? 0);
  if (scheme === "mailto:") {
    const [to = "", parameters = ""] = rest.split("?", 2);
    for (const one of unescaped(to).split(/[,;]/))
      if (one.includes("@")) report.words(`email: ${one.trim()}`);
    if (parameters !== "") report.words(unescaped(`?${parameters}`));
  } else if (scheme === "tel:" || scheme === "sms:" || scheme === "callto:") {
    report.words(`phone: ${unescaped(rest.split(/[?;]/, 1)[0] ?? "")}`);
  } else if (scheme === "javascript:") {
    report.words(unescaped(rest));
  } else if (start.includes("%") || hasKnownParameter(start, report)) {
    // Parameters of an address only mention somebody; the layouts know that by the mark before them.
    report.words(unescaped(start.replace(/^https?:\/\//i, "")));
  }
}

/** Looked at before the address is searched: most parameters say nothing, and pages are full of them. */
function hasKnownParameter(address: string, report: HtmlReport): boolean {
  for (let at = address.indexOf("="); at >= 0; at = address.indexOf("=", at + 1)) {
    const name = /[?&#;]([^?&#;]*)$/.exec(address.slice(Math.max(0, at - MAX_PARAMETER - 1), at))?.[1];
    if (name !== undefined && report.labels.isLabel(name)) return true;
  }
  return false;
}

/** Characters of the name of a parameter. */
const MAX_PARAMETER = 60;
