import { NotInspected } from "../../model/errors.ts";
import type { Sink } from "../../model/format.ts";
import type { PdfFile } from "./file.ts";
import type { PdfStreams } from "./streams.ts";
import type { Whereabouts } from "./strings.ts";
import { textOfString } from "./text-string.ts";
import { bytesOf, dictOf, eachWithin, referenceOf } from "./values.ts";

/** Files attached to one document that are looked into. */
const MAX_ATTACHMENTS = 1_000;

/** Bytes that the files attached to one document may have together. */
const MAX_ATTACHED_BYTES = 256 * 1024 * 1024;

/** Hands every attached file over as an entry of its own; returns why some were not. */
export function reportAttachments(
  file: PdfFile,
  streams: PdfStreams,
  where: Whereabouts,
  out: Sink,
): NotInspected | undefined {
  const attached = streams.ofRole("attachment");
  if (attached.length === 0) return undefined;
  const names = fileNames(file);
  let bytes = 0;
  for (const [index, object] of attached.entries()) {
    const name = names.get(object.number) ?? "";
    if (index >= MAX_ATTACHMENTS)
      return new NotInspected(
        "over-limit",
        `of ${attached.length} attached files only ${MAX_ATTACHMENTS} were read`,
      );
    try {
      const content = file.unpacked(object).bytes;
      bytes += content.length;
      if (bytes > MAX_ATTACHED_BYTES)
        return new NotInspected(
          "over-limit",
          `the files attached to it have more than ${MAX_ATTACHED_BYTES} bytes`,
        );
      out.locate(() => where(object, "attachment"));
      out.embedded({ name, content: { is: "bytes", bytes: Uint8Array.from(content) } });
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      return new NotInspected(error.reason, `attached file ${index + 1} could not be read: ${error.message}`);
    }
  }
  return undefined;
}

/** What the specifications of files call the streams they lead to, by the streams' numbers. */
function fileNames(file: PdfFile): Map<number, string> {
  const names = new Map<number, string>();
  for (const object of file.objects) {
    eachWithin(object.value, "", (value) => {
      const entries = dictOf(value)?.entries;
      const files = dictOf(file.resolve(entries?.get("EF")));
      if (entries === undefined || files === undefined) return;
      const raw = ["UF", "F", "Unix", "DOS", "Mac"].map((key) => bytesOf(file.resolve(entries.get(key))));
      const name = raw.find((one) => one !== undefined);
      if (name === undefined) return;
      for (const stream of files.entries.values()) {
        const reference = referenceOf(stream);
        if (reference !== undefined) names.set(reference.number, textOfString(file.text(object, name)));
      }
    });
  }
  return names;
}
