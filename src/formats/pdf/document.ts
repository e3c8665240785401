import { NotInspected } from "../../model/errors.ts";
import type { ReadContext, Sink } from "../../model/format.ts";
import { reportAttachments } from "./attached.ts";
import { cipherOf } from "./crypt.ts";
import { formsOf, reportForms } from "./forms.ts";
import { PdfFile } from "./file.ts";
import { findObjects, findTrailers, withPacked } from "./objects.ts";
import { Drawings } from "./pages.ts";
import { readPages } from "./read-pages.ts";
import { Reporter } from "./report.ts";
import { revisionName, type Reading } from "./reading.ts";
import { reportResidue } from "./residue.ts";
import { reportRevisions } from "./earlier.ts";
import { revisionEnds } from "./revisions.ts";
import { PdfStreams } from "./streams.ts";
import { reportStrings, type Whereabouts } from "./strings.ts";
import { structureOf, type Structure } from "./structure.ts";
import { bytesOf, dictOf, itemsOf } from "./values.ts";

/** Reports everything in a document. Throws the gravest reason why it was not read wholly. */
export async function readDocument(
  bytes: Uint8Array,
  header: number,
  { plan, progress }: Pick<ReadContext, "plan" | "progress">,
  out: Sink,
): Promise<void> {
  const file = parse(bytes, header);
  const structure = structureOf(file);
  const streams = new PdfStreams(file);
  const ends = revisionEnds(file);
  const reading: Reading = {
    file,
    structure,
    streams,
    report: new Reporter(out),
    where: whereabouts(file, structure, ends),
    problems: [...file.problems],
    progress: progress ?? (() => undefined),
  };
  const isDark = file.cipher === undefined && encryptionOf(file) !== undefined;
  if (!isDark) streams.check();
  reading.problems.push(...streams.problems);
  const drawings = new Drawings(file, streams);
  await readPages(reading, drawings, plan);
  if (isDark) {
    throw new NotInspected("encrypted", "it is encrypted in a way that only its pages could be read");
  }
  reportStrings(
    file,
    file.objects.filter((object) => file.isLatest(object)),
    structure,
    reading.where,
    reading.report,
  );
  await reportForms(reading, formsOf(reading, drawings));
  await reportRevisions(reading, ends);
  reportStrings(file, file.objects, structure, reading.where, reading.report);
  reportResidue(reading, drawings, ends);
  const problem = reportAttachments(file, streams, reading.where, out);
  if (problem !== undefined) reading.problems.push(problem);
  settle(reading.problems);
}

function parse(bytes: Uint8Array, header: number): PdfFile {
  const objects = findObjects(bytes, header);
  const trailers = findTrailers(bytes, header, objects);
  const plain = new PdfFile({ bytes, header, objects, trailers, problems: [], cipher: undefined });
  const encrypt = encryptionOf(plain);
  if (encrypt === undefined) return withPacked(plain);
  const id = trailers.map(({ dict }) => bytesOf(itemsOf(plain.resolve(dict.entries.get("ID")))[0]));
  const cipher = cipherOf(
    encrypt,
    id.findLast((one) => one !== undefined) ?? new Uint8Array(0),
    plain.resolve,
  );
  const file = new PdfFile({ bytes, header, objects, trailers, problems: [], cipher });
  return cipher === undefined ? file : withPacked(file);
}

function encryptionOf(file: PdfFile): ReturnType<typeof dictOf> {
  return file.trailers
    .map(({ dict }) => dictOf(file.resolve(dict.entries.get("Encrypt"))))
    .findLast((dict) => dict !== undefined);
}

function whereabouts(file: PdfFile, structure: Structure, ends: readonly number[]): Whereabouts {
  return (object, what) => {
    const revision = file.isLatest(object) ? -1 : ends.findIndex((end) => object.at < end);
    const within = revision >= 0 && revision < ends.length - 1 ? revisionName(revision, ends.length) : "";
    const page = structure.pageOf(object);
    if (page !== undefined) return { unit: "page", within, number: page, path: what };
    const use = structure.isUsed(object) ? "" : " (used by nothing)";
    return { unit: "object", within, path: `object ${object.number}${use}, ${what}` };
  };
}

/** From the gravest: what hides most comes first. */
const GRAVITY = ["encrypted", "over-limit", "damaged", "unsupported-format", "no-text"] as const;

function settle(problems: readonly NotInspected[]): void {
  for (const reason of GRAVITY) {
    const problem = problems.find((one) => one.reason === reason);
    if (problem !== undefined) throw problem;
  }
  const [other] = problems;
  if (other !== undefined) throw other;
}
