import { CannotRun, messageOf } from "../model/errors.ts";
import { isRecord } from "./members.ts";
import { unambiguousJson } from "./unambiguous-json.ts";

/** Bytes of a receipt; one has two or three thousand, more with many accepted entries. */
export const MAX_RECEIPT_BYTES = 1024 * 1024;

const MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
/** Older and newer versions keep the envelope at the same place. */
const MEDIA_TYPES = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d+\.\d+\+json|\+json;version=\d+\.\d+)$/;

/** A signed envelope as the bundle holds it; nothing of it is to be believed before its signature was verified. */
export interface Envelope {
  /** Base64. */
  readonly payload: string;
  readonly payloadType: string;
  /** Base64. */
  readonly signatures: readonly string[];
  /** By which name the bundle calls its key. Decides nothing. */
  readonly hint: string | undefined;
}

/** A Sigstore bundle of version 0.3, signed with a key of one's own: no certificate, no transparency log. */
export function bundleText(payload: Buffer, payloadType: string, signature: Buffer, hint: string): string {
  const bundle = {
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString("base64"),
      payloadType,
      signatures: [{ sig: signature.toString("base64"), keyid: "" }],
    },
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/** The envelope in a Sigstore bundle; members that are not known are passed over. Throws `CannotRun` for anything else. */
export function envelopeOf(text: string, fileName: string): Envelope {
  const refuse = (problem: string): CannotRun => new CannotRun(`${fileName} is no receipt: ${problem}`);
  let bundle: unknown;
  try {
    bundle = unambiguousJson(text);
  } catch (error) {
    if (text.trim() === "") throw new CannotRun(`${fileName} is empty: no receipt`);
    throw refuse(messageOf(error));
  }
  if (!isRecord(bundle)) throw refuse("it is no JSON object");
  const { mediaType, dsseEnvelope: envelope, verificationMaterial: material } = bundle;
  if (typeof mediaType !== "string" || !MEDIA_TYPES.test(mediaType))
    throw refuse("it is no Sigstore bundle (mediaType)");
  if (!isRecord(envelope)) throw refuse("it holds no signed statement (dsseEnvelope)");
  const { payload, payloadType, signatures } = envelope;
  if (typeof payload !== "string" || typeof payloadType !== "string")
    throw refuse("its envelope has no payload, or no type of it");
  const publicKey = isRecord(material) ? material["publicKey"] : undefined;
  const hint = isRecord(publicKey) ? publicKey["hint"] : undefined;
  return {
    payload,
    payloadType,
    signatures: (Array.isArray(signatures) ? signatures : []).map((signature: unknown) =>
      isRecord(signature) && typeof signature["sig"] === "string" ? signature["sig"] : "",
    ),
    hint: typeof hint === "string" ? hint : undefined,
  };
}
