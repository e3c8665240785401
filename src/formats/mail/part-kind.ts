import { decodeWords } from "./encoded-words.ts";
import { parseParameters } from "./parameters.ts";
import { type Transfer, transferOf } from "./transfer.ts";

/** The fields of a part's header that say how it is read; one character for each byte. */
export interface PartFields {
  readonly type: string | undefined;
  readonly disposition: string | undefined;
  readonly transfer: string | undefined;
}

/** What a part is to its mail. */
export type PartKind =
  /** `boundary` is undefined where the header does not say it. */
  | { readonly is: "multipart"; readonly subtype: string; readonly boundary: string | undefined }
  /** Text that a person wrote. */
  | { readonly is: "text" | "html"; readonly charset: string | undefined }
  /** A detached signature in binary. */
  | { readonly is: "signature" }
  /** Nothing but its header can be read. */
  | { readonly is: "encrypted" }
  /** Anything else: a file of its own. */
  | { readonly is: "file"; readonly name: string };

/** Boundaries that are longer are no program's (RFC 2046 ends at 70 characters). */
const MAX_BOUNDARY = 1024;

/** Decides what a part is, from its header. `parent`: the subtype of the multipart it stands in, empty for none. */
export function partKind(fields: PartFields, parent: string): { kind: PartKind; transfer: Transfer } {
  const standard = parent === "digest" ? "message/rfc822" : "text/plain";
  const { value, parameters } = parseParameters(fields.type ?? standard);
  const type = /^[^/\s]+\/[^/\s]+$/.test(value)
    ? value
    : value === "text"
      ? "text/plain"
      : fields.type === undefined
        ? standard
        : "text/plain";
  const disposition = parseParameters(fields.disposition ?? "");
  const name = disposition.parameters.get("filename") ?? parameters.get("name") ?? "";
  const transfer = transferOf(fields.transfer === undefined ? undefined : decodeWords(fields.transfer));
  return { kind: kindOf(type, parameters, disposition.value === "attachment", name, parent), transfer };
}

function kindOf(
  type: string,
  parameters: ReadonlyMap<string, string>,
  isAttached: boolean,
  name: string,
  parent: string,
): PartKind {
  const [main = "", subtype = ""] = type.split("/");
  if (main === "multipart") {
    const boundary = parameters.get("boundary")?.trimEnd();
    const usable = boundary !== undefined && boundary !== "" && boundary.length <= MAX_BOUNDARY;
    return { is: "multipart", subtype, boundary: usable ? boundary : undefined };
  }
  if (parent === "encrypted") return { is: "encrypted" };
  if (/^(?:x-)?pkcs7-mime$/.test(subtype) && !isReadableCms(parameters.get("smime-type") ?? ""))
    return { is: "encrypted" };
  if (/^(?:x-)?pkcs7-signature$/.test(subtype)) return { is: "signature" };
  if (type === "application/pgp-signature") return { is: "text", charset: undefined };
  if (isAttached || name !== "") return { is: "file", name };
  const charset = parameters.get("charset");
  if (main === "text" && /html|enriched|richtext/.test(subtype)) return { is: "html", charset };
  const plain =
    type === "text/plain" ||
    type === "text/rfc822-headers" ||
    type === "text/x-markdown" ||
    type === "text/markdown";
  // Reports on the delivery of a mail are `field: value` lines about addresses.
  if (plain || /^message\/(?:delivery-status|disposition-notification|feedback-report)$/.test(type))
    return { is: "text", charset };
  return { is: "file", name };
}

/** Kinds of CMS content that are not encrypted (RFC 8551, 3.2.2). */
function isReadableCms(smimeType: string): boolean {
  return /^(?:signed-data|signed-receipt|certs-only|compressed-data)$/i.test(smimeType);
}
