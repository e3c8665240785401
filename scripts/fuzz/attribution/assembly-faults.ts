import { activity, recordings, type Component } from "./components.ts";
import { moment, some, table, thingColumns, things, whoseIs, type Kit, type RowMade } from "./kit.ts";
import { namesake, type Person } from "./people.ts";
import { mixedRecordings, shiftedDigests } from "./recording-faults.ts";
import type { Made, Whose } from "./truth.ts";
import { adding, type Variant } from "./variant.ts";

/** M1, M2, M8 to M12, M14, M15, M17: how parts of several exports come together while they are made. */
export const ASSEMBLY: readonly Variant[] = [
  adding("M1", "component of another request", true, (kit, components) =>
    componentOf(kit, components, kit.strangers[0]),
  ),
  adding("M1", "two components of another request", true, (kit, components) => [
    ...componentOf(kit, components, kit.strangers[0]),
    ...componentOf(kit, components, kit.strangers[0], "more2/"),
  ]),
  adding("M1", "twin: another component of the subject", false, (kit, components) =>
    componentOf(kit, components, kit.subject),
  ),
  adding("M1", "twin: component under the account's other name", false, (kit, components) => {
    kit.told.alias = true;
    return componentOf(kit, components, aliased(kit));
  }),

  adding("M2", "some rows of somebody else", true, (kit) => [mixedRows(kit, kit.random.whole(1, 3))]),
  adding("M2", "one row among many", true, (kit) => [mixedRows(kit, 1, 60)]),
  adding("M2", "recordings of somebody else", true, (kit) => mixedRecordings(kit, true)),
  adding("M2", "recordings that nothing names", true, (kit) => mixedRecordings(kit, false)),
  adding("M2", "twin: many own rows", false, (kit) => [mixedRows(kit, 0, 60)]),
  adding("M2", "twin: placeholders beside the account", false, (kit) => [placeholders(kit)]),

  adding("M8", "somebody of the same name and almost the same number", true, (kit, components) =>
    componentOf(kit, components, namesake(kit.random, kit.subject, kit.issuer)),
  ),
  adding("M8", "twin: people of the same name are mentioned", false, (kit) => [namesMentioned(kit)]),

  adding("M9", "every row's digest is that of the next file", true, (kit) => shiftedDigests(kit)),
  adding("M9", "rows of the neighbours in the table", true, (kit) => [fanOut(kit)]),
  adding("M9", "twin: every row's digest is that of its file", false, (kit) => shiftedDigests(kit, 0)),
  adding("M9", "twin: rows twice", false, (kit) => [twice(kit)]),

  whole("M10", "the export of an earlier request", true),
  whole("M15", "the export of somebody else", true),
  whole("M15", "twin: the export of the subject", false),

  {
    mechanism: "M11",
    name: "a file of an earlier request stands there twice",
    isLeak: true,
    make: (kit, components, base) => {
      const [table] = componentOf(kit, components, kit.subject);
      const [other] = componentOf(kit, components, kit.strangers[0]);
      if (table === undefined || other === undefined) return { files: base };
      return {
        files: [
          { ...other, holds: true, isVague: true },
          ...base,
          { ...table, path: other.path, isVague: true },
        ],
      };
    },
  },
  adding("M11", "twin: two manifests", false, (kit) => [
    ...recordings(kit, kit.subject, "a/"),
    ...recordings(kit, kit.subject, "b/"),
  ]),

  adding("M12", "a file of somebody else that breaks off", true, (kit) => [cutOff(kit, kit.strangers[0])]),
  adding("M12", "lines of two people take turns", true, (kit) => [interleaved(kit)]),
  adding("M12", "twin: a file of the subject in lines", false, (kit) => [interleaved(kit, kit.subject)]),

  adding("M14", "a letter to somebody else", true, (kit) => [letter(kit, kit.strangers[0])], [
    "generic",
    "amazon-alexa",
  ]),
  adding("M14", "a note without any identifier", true, (kit) => [note(kit)]),
  adding("M14", "twin: a letter to the subject", false, (kit) => [letter(kit, kit.subject)], [
    "generic",
    "amazon-alexa",
  ]),

  adding("M17", "rows of a test customer", true, (kit) => [mixedRows(kit, 2, 5, testCustomer(kit))], [
    "generic",
    "company",
  ]),
  adding("M17", "rows of another tenant", true, (kit) => [tenants(kit)], ["generic", "company"]),
  adding("M17", "twin: articles whose numbers look like accounts", false, (kit) => [catalogue(kit)]),
  adding(
    "M17",
    "twin: rows that name nobody, in an export of one account",
    false,
    (kit) => [activity(kit, "more/", "own")],
    ["company"],
  ),
];

function whole(mechanism: string, name: string, isLeak: boolean): Variant {
  return {
    mechanism,
    name,
    isLeak,
    make: (kit, components, base) => {
      if (!isLeak) return { files: base };
      const [stranger] = kit.strangers;
      // Their identifiers are of the subject's kinds, or nothing could be compared.
      kit.told.devices.add(kit.subject.device);
      const files = [0, 1].flatMap((index) => componentOf(kit, components, stranger, `part-${index}/`));
      return { files };
    },
  };
}

/** A service's files about one person; each record in it says whose it is. */
function componentOf(
  kit: Kit,
  components: readonly Component[],
  owner: Person,
  folder = "more/",
): readonly Made[] {
  for (;;) {
    const component = components[kit.random.whole(0, components.length - 1)];
    kit.told.devices.add(kit.subject.device);
    const made = component?.(kit, owner, folder) ?? [];
    if (made.length > 0) return made;
  }
}

function aliased({ subject }: Kit): Person {
  return { ...subject, account: subject.alias };
}

function orderRow(kit: Kit, owner: Person, whose: Whose = whoseIs(kit, owner)): RowMade {
  const { words, random } = kit;
  return { cells: { ...things(kit), [words.account]: owner.account, [words.time]: moment(random) }, whose };
}

function orderColumns(kit: Kit): readonly string[] {
  return [kit.words.time, ...thingColumns(kit, 3), kit.words.account];
}

function mixedRows(kit: Kit, strays: number, own = 8, stranger = kit.strangers[0]): Made {
  const rows = some(kit, own, own).map(() => orderRow(kit, kit.subject));
  for (let count = 0; count < strays; count += 1)
    rows.splice(kit.random.whole(0, rows.length), 0, orderRow(kit, stranger));
  return table(kit, "more/purchases", orderColumns(kit), rows);
}

const PLACEHOLDERS = [
  "",
  "n/a",
  "0",
  "null",
  "unknown",
  "00000000-0000-0000-0000-000000000000",
  "-",
] as const;

/** Rows of the subject in which other fields of an owner are filled with nothing. */
function placeholders(kit: Kit): Made {
  const { words, random } = kit;
  kit.told.devices.add(kit.subject.device);
  const rows = some(kit, 5, 9).map((): RowMade => {
    const { cells } = orderRow(kit, kit.subject);
    return {
      cells: {
        ...cells,
        [words.device]: random.pick(PLACEHOLDERS),
        [words.household]: random.pick(PLACEHOLDERS),
      },
      whose: "own",
    };
  });
  return table(kit, "more/purchases", [...orderColumns(kit), words.device, words.household], rows);
}

/** The subject's rows, in which people are mentioned who are called alike. */
function namesMentioned(kit: Kit): Made {
  const other = namesake(kit.random, kit.subject, kit.issuer);
  const rows = some(kit, 4, 8).map((): RowMade => {
    const { cells } = orderRow(kit, kit.subject);
    return {
      cells: { ...cells, name: kit.random.pick([other.name, kit.subject.name]), gift_recipient: other.name },
      whose: "own",
    };
  });
  return table(kit, "more/gifts", [...orderColumns(kit), "name", "gift_recipient"], rows);
}

/** A join that lets in the rows before and behind the subject's. */
function fanOut(kit: Kit): Made {
  const neighbour = namesake(kit.random, kit.subject, kit.issuer);
  const rows = some(kit, 3, 6).flatMap(() => [orderRow(kit, kit.subject), orderRow(kit, neighbour)]);
  return table(kit, "more/joined", orderColumns(kit), rows);
}

function twice(kit: Kit): Made {
  const rows = some(kit, 2, 5).flatMap(() => {
    const row = orderRow(kit, kit.subject);
    return [row, row];
  });
  return table(kit, "more/joined", orderColumns(kit), rows);
}

/** A file that another process was still writing. */
function cutOff(kit: Kit, owner: Person): Made {
  const { path, bytes, truth } = table(
    kit,
    "more/purchases",
    orderColumns(kit),
    some(kit, 6, 6).map(() => orderRow(kit, owner)),
    ["json"],
  );
  return {
    path,
    bytes: bytes.subarray(0, Math.floor(bytes.length * 0.8)),
    truth,
    holds: true,
    isVague: true,
  };
}

function interleaved(kit: Kit, other = kit.strangers[0]): Made {
  const rows = some(kit, 3, 7).flatMap(() => [orderRow(kit, kit.subject), orderRow(kit, other)]);
  return table(kit, "more/events", orderColumns(kit), rows, ["ndjson"]);
}

/** A letter with the number of whom it is to. */
function letter(kit: Kit, to: Person): Made {
  return table(
    kit,
    "more/letter",
    [kit.words.account],
    [{ cells: { [kit.words.account]: to.account }, whose: whoseIs(kit, to) }],
    ["lines", "pdf"],
  );
}

/** A document that says nothing of whose it is: never clean, and nobody's for certain. */
function note(kit: Kit): Made {
  return {
    path: "more/note.txt",
    bytes: Buffer.from(`Called on Monday, wants the money back. ${kit.strangers[0].name} will call again.\n`),
    truth: [{ unit: "record", count: 1, whose: "unattributed" }],
  };
}

/** A number that is kept for tests, in the form of all others. */
function testCustomer(kit: Kit): Person {
  const account = kit.subject.account.replace(/[0-9](?=.{0,4}$)/g, "9");
  return {
    ...kit.strangers[1],
    account: account === kit.subject.account ? kit.strangers[1].account : account,
  };
}

/** The same customer number in another tenant's table: the rows say so by another account. */
function tenants(kit: Kit): Made {
  const rows = some(kit, 2, 4).map(() => orderRow(kit, kit.strangers[2]));
  return table(kit, "more/tenant-2/orders", orderColumns(kit), rows);
}

/** Numbers of things in the form of the subject's account, where nobody stands for whom they could be. */
function catalogue(kit: Kit): Made {
  const { words, random } = kit;
  const [, article, , , product] = words.things;
  const rows = some(kit, 4, 8).map((): RowMade => {
    const { cells } = orderRow(kit, kit.subject);
    return {
      cells: {
        ...cells,
        [product]: kit.issuer.make(random),
        deviceType: "A3S5BH2HU6VAYF",
        marketplaceId: "ATVPDKIKX0DER",
      },
      whose: "own",
    };
  });
  return table(
    kit,
    "more/catalogue",
    [words.account, words.time, article, product, "deviceType", "marketplaceId"],
    rows,
  );
}
