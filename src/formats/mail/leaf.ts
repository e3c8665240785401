import { eachRun } from "../printable-runs.ts";
import { attachedName } from "./attached-name.ts";
import type { LinePart } from "./lines.ts";
import type { PartKind } from "./part-kind.ts";
import { type BodyHost, TextBody } from "./text-body.ts";
import { base64Decoder, quotedPrintableDecoder, type Transfer } from "./transfer.ts";

/** A part without parts of its own, while it is read. */
export interface Leaf {
  /** A person wrote it: a message may end in it. */
  readonly isText: boolean;
  /** Its bytes may hold anything, also what an archive begins with. */
  readonly isBinary: boolean;
  take(line: LinePart): void;
  /** `at`: offset in the entry of its end. */
  end(at: number): void;
}

/** Bytes of a signature that are looked at; with all certificates of its chain one has some 10 KiB. */
const MAX_SIGNATURE_BYTES = 1024 * 1024;

/** `start`: offset in the entry of its first byte. */
export function leafOf(
  kind: Exclude<PartKind, { is: "multipart" }>,
  transfer: Transfer,
  start: number,
  host: BodyHost,
): Leaf {
  if (transfer === "unknown")
    host.problems.add("unsupported-format", `${host.where()}: a part in an encoding that nobody knows`);
  switch (kind.is) {
    case "text":
    case "html":
      return textLeaf(kind.is, transfer, kind.charset, host);
    case "file":
      return fileLeaf(kind.name, transfer, start, host);
    case "signature":
      return signatureLeaf(transfer, host);
    case "encrypted":
      host.problems.add("encrypted", `${host.where()}: an encrypted mail, of which only the header was read`);
      return { isText: false, isBinary: transfer === "none", take: () => undefined, end: () => undefined };
  }
}

/** Text before the first part and after the last one too, and of multiparts that name no boundary. */
export function textLeaf(
  kind: "text" | "html",
  transfer: Transfer,
  charset: string | undefined,
  host: BodyHost,
): Leaf {
  const body = new TextBody(kind, transfer, charset, host);
  return { isText: true, isBinary: false, take: (line) => body.take(line), end: () => body.end() };
}

function fileLeaf(name: string, transfer: Transfer, start: number, host: BodyHost): Leaf {
  if (transfer === "uuencode") {
    const body = new TextBody("text", "none", undefined, host);
    return { isText: false, isBinary: false, take: (line) => body.take(line), end: () => body.end() };
  }
  const encoding = transfer === "unknown" ? "none" : transfer;
  return {
    isText: false,
    isBinary: encoding === "none",
    take: () => undefined,
    end(at) {
      if (at > start)
        host.embedded({
          name: attachedName(name),
          content: { is: "range", range: [start, at - start], encoding },
        });
    },
  };
}

/** The names and addresses in the certificates of a detached signature stand in it as plain text. */
function signatureLeaf(transfer: Transfer, host: BodyHost): Leaf {
  const decoder =
    transfer === "base64"
      ? base64Decoder()
      : transfer === "quoted-printable"
        ? quotedPrintableDecoder()
        : undefined;
  const pieces: Buffer[] = [];
  let bytes = 0;
  const add = (piece: Buffer): void => {
    bytes += piece.length;
    if (bytes <= MAX_SIGNATURE_BYTES) pieces.push(piece);
  };
  return {
    isText: false,
    isBinary: decoder === undefined,
    take(line) {
      const piece = decoder === undefined ? line.bytes.subarray(line.from, line.to) : decoder.line(line);
      if (piece !== undefined) add(Buffer.from(piece));
    },
    end() {
      if (decoder !== undefined) add(decoder.end());
      if (bytes > MAX_SIGNATURE_BYTES)
        host.problems.add(
          "over-limit",
          `${host.where()}: a signature of more than ${MAX_SIGNATURE_BYTES} bytes`,
        );
      eachRun(Buffer.concat(pieces), (run) => host.line(run, true));
    },
  };
}
