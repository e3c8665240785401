import { createHash } from "node:crypto";
import { pdfOfLines } from "../../../../fixtures/support/pdf.ts";
import { emptyJpeg } from "../../../../fixtures/support/pictures.ts";
import { shortWav } from "../../../../fixtures/support/wav.ts";
import { moment, some, type Kit } from "../kit.ts";
import { ISSUERS, type Issuer, type Person } from "../people.ts";
import type { Made, Whose } from "../truth.ts";
import { csv, digits, json, right, text, told, wrong, type Native } from "./native.ts";

const PLAIN: Issuer = ISSUERS.find(({ name }) => name === "mixed") ?? digits(8, "4");

/** Files that say nothing of whose they are, of whom `owner` is the owner. */
function nameless(kit: Kit, prefix: string, whose: Whose): readonly Made[] {
  const record = (count: number): Made["truth"] => [{ unit: "record", count, whose }];
  const visits = some(kit).map(() => [moment(kit.random), kit.random.pick(["start", "offers"])]);
  return [
    csv(`${prefix}visits.csv`, ["at", "page"], visits, record(visits.length)),
    text(`${prefix}letter.txt`, `Your data of ${kit.random.whole(1, 28)} May.\n`, record(1)),
    {
      path: `${prefix}invoice.pdf`,
      bytes: pdfOfLines([`Invoice ${kit.random.whole(100, 999)}`, "1 kettle  49.90 EUR"]),
      truth: record(1),
    },
    {
      path: `${prefix}call.wav`,
      bytes: shortWav(kit.random.whole(1, 99_999)),
      truth: [{ unit: "recording", count: 1, whose }],
    },
    {
      path: `${prefix}picture.jpg`,
      bytes: Buffer.concat([emptyJpeg()]),
      truth: [{ unit: "recording", count: 1, whose }],
    },
  ];
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

type Listed = readonly [file: Made, owner: Person];

function manifest(kit: Kit, rows: readonly Listed[], shift = 0): Made {
  const cells = rows.map(([{ path }, { account }], index) => [
    path,
    account,
    digestOf(rows[(index + shift) % rows.length]?.[0].bytes ?? new Uint8Array(0)),
  ]);
  const strays = rows.filter(([, owner]) => owner !== kit.subject).length;
  return csv("manifest.csv", ["path", "account", "sha256"], cells, [
    ...told(rows.length - strays, "own"),
    ...(strays === 0 ? [] : told(strays, "stray")),
  ]);
}

const manifestGood = (kit: Kit): readonly Made[] => {
  const files = [...nameless(kit, "", "own"), ...nameless(kit, "more/", "own")];
  return [
    manifest(
      kit,
      files.map((file) => [file, kit.subject]),
    ),
    ...files,
  ];
};

/** The smallest thing that a company can ship: a row for each file (issue 5, section 1). No layout is needed. */
export const manifested: Native = {
  name: "manifest",
  layout: {},
  issuer: PLAIN,
  good: manifestGood,
  variants: [
    right("manifest", "M9", "every file in its row", manifestGood),
    wrong("manifest", "M1", "files of somebody else, in rows of theirs", (kit) => {
      const files = nameless(kit, "", "own");
      const others = nameless(kit, "other/", "stray");
      return [
        manifest(kit, [
          ...files.map((file): Listed => [file, kit.subject]),
          ...others.map((file): Listed => [file, kit.strangers[0]]),
        ]),
        ...files,
        ...others,
      ];
    }),
    wrong("manifest", "M14", "files in no row", (kit) => {
      const files = nameless(kit, "", "own");
      return [
        manifest(
          kit,
          files.map((file) => [file, kit.subject]),
        ),
        ...files,
        ...nameless(kit, "other/", "unattributed"),
      ];
    }),
    wrong("manifest", "M9", "digests of the next row", (kit) => {
      // Pictures are alike, so the shift is not seen at two of them.
      const files = nameless(kit, "", "unattributed");
      return [
        manifest(
          kit,
          files.map((file) => [file, kit.subject]),
          1,
        ),
        ...files,
      ];
    }),
    wrong("manifest", "M11", "a row for each file, and one more file of that name", (kit) => {
      const files = nameless(kit, "", "own");
      const [first] = nameless(kit, "", "unattributed");
      return [
        manifest(
          kit,
          files.map((file) => [file, kit.subject]),
        ),
        ...files,
        ...(first === undefined ? [] : [{ ...first, isVague: true as const }]),
      ];
    }),
  ],
};

const bagGood = (kit: Kit, owners: readonly Person[] = [kit.subject, kit.subject]): readonly Made[] => {
  const rows = owners.flatMap(({ account }) => some(kit, 1, 4).map(() => [account, "lamp"]));
  const strays = rows.filter(([account]) => account !== kit.subject.account).length;
  const orders = csv("bag/data/orders.csv", ["customer_id", "item"], rows, [
    ...told(rows.length - strays, "own"),
    ...(strays === 0 ? [] : told(strays, "stray")),
  ]);
  const rest: Whose = strays === 0 ? "own" : "unattributed";
  return [
    text("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", [
      { unit: "record", count: 1, whose: rest, alone: "unattributed" },
    ]),
    text(
      "bag/bag-info.txt",
      `Source-Organization: ACME\nContact-Email: privacy@acme.example\nExternal-Identifier: ${kit.subject.account}\n`,
      [{ unit: "record", count: 1, whose: "own", alone: "unattributed" }],
    ),
    text("bag/manifest-sha256.txt", `${digestOf(orders.bytes)}  data/orders.csv\n`, []),
    orders,
  ];
};

export const bagit: Native = {
  name: "bagit",
  layout: { builtin: "bagit" },
  issuer: PLAIN,
  good: (kit) => bagGood(kit),
  variants: [
    right("bagit", "M9", "a bag whose digests agree", (kit) => bagGood(kit)),
    wrong("bagit", "M2", "rows of somebody else in the bag", (kit) =>
      bagGood(kit, [kit.subject, kit.strangers[0]]),
    ),
  ],
};

const packageGood = (kit: Kit, second: Person = kit.subject): readonly Made[] => {
  const [visits] = nameless(kit, "data/", "own");
  const orders = csv(
    "data/orders.csv",
    ["day", "item"],
    [["2026-03-01", "lamp"]],
    [{ unit: "record", count: 1, whose: second === kit.subject ? "own" : "stray" }],
  );
  if (visits === undefined) return [];
  const resources = [visits, orders].map(({ path, bytes }, index) => ({
    name: `part-${index}`,
    path,
    hash: `sha256:${digestOf(bytes)}`,
    customerId: (index === 0 ? kit.subject : second).account,
  }));
  const descriptor = json("datapackage.json", { name: "export", resources }, [
    ...told(second === kit.subject ? 2 : 1, "own"),
    ...(second === kit.subject ? [] : told(1, "stray")),
  ]);
  return [descriptor, visits, orders];
};

export const frictionless: Native = {
  name: "frictionless",
  layout: { builtin: "frictionless" },
  issuer: PLAIN,
  good: (kit) => packageGood(kit),
  variants: [
    right("frictionless", "M9", "resources whose digests agree", (kit) => packageGood(kit)),
    wrong("frictionless", "M1", "a resource of somebody else", (kit) => packageGood(kit, kit.strangers[0])),
  ],
};

function whatsappChat(kit: Kit, people: readonly Person[], isAmong: boolean): Made {
  const lines = some(kit, 4, 9).map((index) => {
    const who = people[index % people.length] ?? kit.subject;
    return `[${String(1 + index).padStart(2, "0")}.03.26, 08:0${index}:00] \u202a${who.phone}\u202c: bis morgen`;
  });
  return text(
    "WhatsApp/_chat.txt",
    `${lines.join("\r\n")}\r\n`,
    told(lines.length, isAmong ? "context" : "stray"),
  );
}

const whatsappGood = (kit: Kit): readonly Made[] => {
  kit.told.phones = true;
  const profile = json(
    "profile.json",
    { customerId: kit.subject.account, since: "2014-03-09" },
    told(1, "own"),
  );
  return [profile, whatsappChat(kit, [kit.subject, ...kit.friends], true)];
};

export const whatsapp: Native = {
  name: "whatsapp",
  layout: {},
  issuer: PLAIN,
  good: whatsappGood,
  variants: [
    right("whatsapp", "M16", "a group chat", whatsappGood),
    wrong("whatsapp", "M6", "a chat of others", (kit) => [
      ...whatsappGood(kit).slice(0, 1),
      whatsappChat(kit, kit.strangers, false),
    ]),
  ],
};
