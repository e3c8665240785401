import { wordParagraph, writeDocx, writeXlsx } from "../../../fixtures/support/office-writer.ts";
import { pdfOfLines, savedAgain } from "../../../fixtures/support/pdf.ts";
import { databaseOf } from "../../../fixtures/support/sqlite.ts";
import { mp3WithId3 } from "../../../fixtures/support/tagged-audio.ts";
import { shortWav } from "../../../fixtures/support/wav.ts";
import { whoseIs, type Kit } from "./kit.ts";
import type { Person } from "./people.ts";
import type { Made } from "./truth.ts";
import { adding, type Variant } from "./variant.ts";

/** Residue is found by fields and labels of words that need no layout, so not where the words are odd. */
const PLAIN = ["generic", "amazon-alexa"] as const;

/** M13: what documents and recordings keep of whom they were made for before. */
export const RESIDUE: readonly Variant[] = [
  adding("M13", "a hidden sheet", true, (kit) => [workbook(kit, kit.strangers[0])], PLAIN),
  adding("M13", "twin: a hidden sheet of the subject", false, (kit) => [workbook(kit, kit.subject)], PLAIN),
  adding("M13", "an earlier state of a letter", true, (kit) => [savedLetter(kit, kit.strangers[0])], PLAIN),
  adding(
    "M13",
    "twin: a letter that was saved twice",
    false,
    (kit) => [savedLetter(kit, kit.subject)],
    PLAIN,
  ),
  adding("M13", "a comment in a document", true, (kit) => [document(kit, kit.strangers[0])], PLAIN),
  adding("M13", "twin: a comment of a clerk", false, (kit) => [document(kit, kit.subject)], PLAIN),
  adding("M13", "a tag in a recording", true, (kit) => [tagged(kit, kit.strangers[0])], PLAIN),
  adding(
    "M13",
    "twin: a tag of the subject in a recording",
    false,
    (kit) => [tagged(kit, kit.subject)],
    PLAIN,
  ),
  adding("M13", "deleted rows in a database", true, (kit) => [database(kit, kit.strangers[0], true)], PLAIN),
  // Nothing in what is left of a row says which column a value stood in; the table's live rows do.
  adding(
    "M13",
    "deleted rows in a database, bare",
    true,
    (kit) => [database(kit, kit.strangers[0], false)],
    PLAIN,
  ),
  {
    mechanism: "M13",
    name: "a comment of the archive",
    isLeak: true,
    layouts: PLAIN,
    make: (kit, _components, base) => ({
      // Evidence against, which makes it held; no record of its own is promised for it.
      files: base.map((file, index) => (index === 0 ? { ...file, holds: true, isVague: true } : file)),
      comment: `${kit.words.account}: ${kit.strangers[0].account}`,
    }),
  },
  {
    mechanism: "M13",
    name: "twin: a comment of the archive that names a program",
    isLeak: false,
    make: (_kit, _components, base) => ({ files: base, comment: "made by export-service 4.2" }),
  },
];

function label(kit: Kit): string {
  return kit.words.account;
}

function workbook(kit: Kit, hidden: Person): Made {
  const { subject } = kit;
  const head = [label(kit), kit.words.time, "event"];
  const rows = (one: Person, many: number): string[][] =>
    Array.from({ length: many }, (_, index) => [one.account, `2025-03-0${index + 1}`, "visit"]);
  return {
    path: "more/visits.xlsx",
    bytes: writeXlsx({
      sheets: [
        { name: "Visits", rows: [head, ...rows(subject, 3)] },
        { name: "Work", state: "hidden", rows: [head, ...rows(hidden, 2)] },
      ],
    }),
    truth: [
      { unit: "record", count: 3, whose: "own" },
      { unit: "record", count: 2, whose: whoseIs(kit, hidden) },
    ],
  };
}

function savedLetter(kit: Kit, before: Person): Made {
  const latin = /^[\x20-\xff]*$/.test(label(kit)) ? label(kit) : "Customer ID";
  const lines = (one: Person): string[] => [
    "Dear customer,",
    `${latin}: ${one.account}`,
    "your data is attached.",
  ];
  return {
    path: "more/letter.pdf",
    bytes: savedAgain(pdfOfLines(lines(before)), lines(kit.subject)),
    truth: [
      { unit: "record", count: 1, whose: "own" },
      { unit: "record", count: 1, whose: whoseIs(kit, before) },
    ],
    // Whether the same line in two states is one record or two is not settled by the words.
    ...(before === kit.subject ? { isVague: true } : {}),
  };
}

function document(kit: Kit, inComment: Person): Made {
  const comment = inComment === kit.subject ? "checked" : `${label(kit)}: ${inComment.account}`;
  return {
    path: "more/letter.docx",
    bytes: writeDocx({
      body: wordParagraph("Dear customer,") + wordParagraph(`${label(kit)}: ${kit.subject.account}`),
      links: [["comments", "comments.xml"]],
      parts: {
        "word/comments.xml": `<w:comments xmlns:w="urn:w"><w:comment w:id="0" w:author="Carl Clerk">${wordParagraph(comment)}</w:comment></w:comments>`,
      },
    }),
    truth: [
      { unit: "record", count: 1, whose: "own" },
      ...(inComment === kit.subject ? [] : [{ unit: "record", count: 1, whose: "stray" } as const]),
    ],
  };
}

function tagged(kit: Kit, one: Person): Made {
  const text = `${label(kit)}: ${one.account}`;
  const isLatin = /^[\x20-\xff]*$/.test(text);
  const inWav = isLatin && kit.random.next() < 0.5;
  return {
    path: `more/memo.${inWav ? "wav" : "mp3"}`,
    bytes: inWav
      ? shortWav(kit.random.whole(1, 999), { ICMT: text })
      : mp3WithId3({ [label(kit)]: one.account }),
    truth: [{ unit: "recording", count: 1, whose: whoseIs(kit, one) }],
  };
}

/** Rows that were deleted and never wiped: their text stands in free room of the file's pages. */
function database(kit: Kit, deleted: Person, isLabelled: boolean): Made {
  const insert = (one: Person): string =>
    `INSERT INTO t VALUES ('${one.account}', '${isLabelled ? JSON.stringify({ customerId: one.account }) : "visit of the shop"}');`;
  const statements = [
    "PRAGMA secure_delete = OFF;",
    `CREATE TABLE t ("customer_id", "event");`,
    insert(kit.subject).repeat(3),
    insert(deleted).repeat(2),
    `DELETE FROM t WHERE customer_id = '${deleted.account}';`,
  ];
  return {
    path: "more/visits.db",
    bytes: databaseOf(statements.join(" ")),
    truth: [
      { unit: "record", count: 3, whose: "own" },
      { unit: "record", count: 1, whose: "stray" },
    ],
    isVague: true,
  };
}
