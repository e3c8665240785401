import { describe, expect, it } from "vitest";
import { layoutsOf, loadLayout, namespacesOf, planFor } from "../../src/layouts/index.ts";
import type { FieldUse, LineHit } from "../../src/model/field.ts";

const layouts = layoutsOf([]);
const UTTERANCE =
  "AB72C64C86AW2:1.0/2017/07/17/06/B0F00715535302W5/20:31::TNIH_2V.05eed18d-443a-48e7-9373-7bc41ca46012ZXV/1";
const RECORD = "A32TRBM6QOXJ5H#1500272434384#AB72C64C86AW2#B0F00715535302W5";

const say = ({ use, text }: LineHit): string => {
  if (use.is !== "identifier") return `${use.is} ${text}`;
  return `${use.layout} ${use.kind} ${use.role}${use.namespace === "" ? "" : ` [${use.namespace}]`}${use.trusted ? "" : " (untrusted)"} ${text}`;
};
const valuesOf = (use: FieldUse | undefined, text: string): readonly string[] => {
  if (use === undefined) return [];
  const hits = use.is === "composite" ? (use.parts(text) ?? []) : [{ use, text }];
  return hits.map(say);
};
const read = (path: string, text: string): readonly string[] =>
  valuesOf(layouts.planFor("a.json").use(path.split("/")), text);

describe("amazon-alexa's fields", () => {
  it.each([
    "customerId",
    "customer_id",
    "Customer ID",
    "registeredCustomerId",
    "activity/registeredCustomerId",
    "records/[]/deviceOwnerCustomerId",
    "Last Known Customer ID",
  ])("knows the account in %s", (path) => {
    expect(read(path, "A32TRBM6QOXJ5H")).toEqual([
      "amazon-alexa account owner [amazon-customer] A32TRBM6QOXJ5H",
    ]);
  });

  it.each([
    ["customerId", "4711", ["generic account owner 4711"]],
    [
      "customerId",
      "amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ",
      ["amazon-alexa account owner [amazon-directed] amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ"],
    ],
    ["queueCustomerId", "4711", ["generic account owner 4711"]],
    [
      "mediaOwnerCustomerId",
      "A32TRBM6QOXJ5H",
      ["amazon-alexa account reference [amazon-customer] A32TRBM6QOXJ5H"],
    ],
    ["mediaOwnerCustomerId", "4711", ["amazon-alexa account reference 4711"]],
    ["serialNumber", "G090LF1181840BFC", ["amazon-alexa device owner [amazon-device] G090LF1181840BFC"]],
    ["serialNumber", "SN-1", ["generic device owner SN-1"]],
    ["device_serial_number", "HPV2Y03T", ["generic device owner HPV2Y03T"]],
    ["deviceType", "AB72C64C86AW2", ["amazon-alexa device catalogue AB72C64C86AW2"]],
    ["marketplaceId", "ATVPDKIKX0DER", ["amazon-alexa account catalogue ATVPDKIKX0DER"]],
    [
      "activity/id",
      RECORD,
      [
        "amazon-alexa account owner [amazon-customer] A32TRBM6QOXJ5H",
        "time 1500272434384",
        "amazon-alexa device owner [amazon-device] B0F00715535302W5",
      ],
    ],
    ["id", "4711", []],
    [
      "recordItemKey",
      "1625037867407#AWZZ5CVHX2CD#G000RA1102560JBR#1625037865869-0",
      ["time 1625037867407", "amazon-alexa device owner [amazon-device] G000RA1102560JBR"],
    ],
    [
      "utteranceId",
      UTTERANCE,
      ["hour 2017/07/17/06", "amazon-alexa device owner [amazon-device] B0F00715535302W5"],
    ],
    [
      "description",
      `{"firstUtteranceId":"${UTTERANCE}"}`,
      ["amazon-alexa device owner [amazon-device] B0F00715535302W5"],
    ],
    ["anything", "nothing", []],
    [
      "participants/[]/customerId",
      "A32TRBM6QOXJ5H",
      ["amazon-alexa account party [amazon-customer] A32TRBM6QOXJ5H"],
    ],
    ["contacts/[]/customerId", "4711", ["generic any reference 4711"]],
  ])("reads %s %j", (path, text, expected) => {
    expect(read(path, text)).toEqual(expected);
  });
});

describe("a plan", () => {
  it("answers the same object for the same path", () => {
    const plan = layouts.planFor("a.json");
    expect(plan.use(["a", "customerId"])).toBe(plan.use(["a", "customerId"]));
    expect(plan.use(["foo"])).toBe(plan.use(["foo"]));
  });

  it("names a layout as matched only when something of it was found", () => {
    const plan = layouts.planFor("a.json");
    valuesOf(plan.use(["customerId"]), "4711");
    plan.use(["deviceType"]);
    plan.line("Kundennummer: 4711");
    expect(plan.matched()).toEqual([]);
    valuesOf(plan.use(["customerId"]), "A32TRBM6QOXJ5H");
    expect(plan.matched()).toEqual(["amazon-alexa"]);
  });

  it("knows the arrays whose elements are records, and the lists that belong to a record", () => {
    const plan = layouts.planFor("a.json");
    expect(plan.isRecords(["customerHistoryRecords"])).toBe(true);
    expect(plan.isRecords(["a", "[]", "activities"])).toBe(true);
    expect(plan.isRecords([])).toBe(false);
    expect(plan.isRecords(["customerHistoryRecords", "[]"])).toBe(false);
    expect(plan.use(["customerHistoryRecords", "[]", "voiceHistoryRecordItems"])?.is).toBe("inline");
  });

  it("reads a column of participants as parties, and an array of them as part of its record", () => {
    expect(layouts.planFor("a.csv").use(["participants"])?.is).toBe("composite");
    expect(layouts.planFor("a.json").use(["participants"])?.is).toBe("inline");
  });
});

describe("names of entries", () => {
  const hits = (path: string): readonly string[] => layouts.planFor(path).nameHits().map(say);
  it.each([
    [
      `audio/${UTTERANCE.replaceAll(/[:/]/g, "_")}.wav`,
      ["amazon-alexa device owner [amazon-device] (untrusted) B0F00715535302W5"],
    ],
    [
      `audio/${encodeURIComponent(UTTERANCE)}.wav`,
      ["amazon-alexa device owner [amazon-device] (untrusted) B0F00715535302W5"],
    ],
    [`${RECORD}.wav`, ["amazon-alexa account owner [amazon-customer] (untrusted) A32TRBM6QOXJ5H"]],
    ["A32TRBM6QOXJ5H.wav", []],
    ["A32TRBM6QOXJ5H#1/0001.wav", []],
    ["Alexa/audio/0001.wav", []],
  ])("finds in %s", (path, expected) => {
    expect(hits(path)).toEqual(expect.arrayContaining([...expected]));
    if (expected.length === 0) expect(hits(path)).toEqual([]);
  });

  it("trusts a name only for a layout that was given", () => {
    const given = layoutsOf([], ["amazon-alexa"]);
    const found = given.planFor(`${RECORD}.wav`).nameHits();
    expect(found.every(({ use }) => use.is !== "identifier" || use.trusted)).toBe(true);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("entries that only a device makes", () => {
  it.each([
    "Alexa/audio/0001.wav",
    "Alexa/transcripts.csv",
    "a/b/Alexa/x/y/1.OPUS",
    "Alexa - Voice/1.mp3",
    "Amazon.Alexa.Audio/1.bin",

    "out.zip!/Alexa/1.wav",
    "AlexaTranscript.pdf",
  ])("knows %s", (path) => {
    const plan = layouts.planFor(path);
    expect(plan.deviceMade).toBe("amazon-alexa");
    expect(plan.matched()).toEqual(["amazon-alexa"]);
  });
  it.each([
    "music/0001.wav",
    "Alexa/settings.json",
    "Alexandra's wedding/song.mp3",
    "photos/alexa.jpg",
    "search.csv",
    "",
    "/",
    "transcript.pdf",
  ])("leaves %j", (path) => {
    expect(layouts.planFor(path).deviceMade).toBeNull();
  });
});

describe("namespacesOf", () => {
  it.each([
    ["account", "A32TRBM6QOXJ5H", ["amazon-customer"]],
    ["account", "amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ", ["amazon-directed"]],
    ["account", "K-4711", []],
    ["account", "252838291214", ["google-account", "x-user"]],
    ["device", "B0F00715535302W5", ["amazon-device"]],
    ["device", "HPV2Y03T", []],
    ["household", "hh-5521", []],
  ] as const)("puts the %s %s into %j", (kind, value, namespaces) => {
    const builtin: readonly string[] = namespaces;
    expect(layouts.namespacesOf(kind, value)).toEqual(expect.arrayContaining([...builtin]));
    expect(namespacesOf(layouts.all)(kind, ` ${value} `)).toEqual(layouts.namespacesOf(kind, value));
    if (builtin.length === 0) expect(layouts.namespacesOf(kind, value)).toEqual([]);
  });
});

describe("a layout of the user", () => {
  const own = JSON.stringify({
    layout: "straycheck-layout/1",
    name: "acme",
    title: "Acme",
    namespaces: { acme: { kind: "account", pattern: "^C-\\d{4}$", source: "us" } },
    parts: [
      {
        name: "crm",
        files: ["crm/**"],
        fields: [
          {
            at: "owner\\.ref",
            kind: "account",
            namespace: "acme",
            role: "owner",
            source: "us",
            certainty: "documented",
          },
          {
            at: ["customerId"],
            kind: "account",
            role: "reference",
            source: "us",
            certainty: "documented",
          },
          { at: "deviceType", kind: "device", role: "owner", source: "us", certainty: "documented" },
          {
            at: "rows[].key",
            pattern: "^(?<who>C-\\d{4})/(?<when>\\d{4}-\\d\\d-\\d\\d)/(?<file>.+)$",
            groups: {
              who: { kind: "account", namespace: "acme", role: "owner" },
              when: { is: "time" },
              file: { is: "names-file" },
            },
            source: "us",
            certainty: "documented",
          },
        ],
        records: ["[]", "rows[]"],
        names: [
          {
            field: "name",
            pattern: "^(?<who>C-\\d{4})\\.wav$",
            groups: { who: { kind: "account", namespace: "acme", role: "owner" } },
            source: "us",
            certainty: "documented",
          },
        ],
      },
    ],
  });

  it("comes before the built-in ones, in its own files only", async () => {
    const acme = layoutsOf([await loadLayout(own, "acme.json")]);
    const plan = acme.planFor("crm/a.json");
    expect(valuesOf(plan.use(["owner.ref"]), "C-1001")).toEqual(["acme account owner [acme] C-1001"]);
    expect(valuesOf(plan.use(["owner.ref"]), "1001")).toEqual(["acme account owner 1001"]);
    expect(valuesOf(plan.use(["customerId"]), "A32TRBM6QOXJ5H")).toEqual([
      "acme account reference A32TRBM6QOXJ5H",
    ]);
    expect(valuesOf(plan.use(["deviceType"]), "X-1")).toEqual(["acme device owner X-1"]);
    expect(valuesOf(plan.use(["rows", "[]", "key"]), "C-1001/2018-05-01/a b.wav")).toEqual([
      "acme account owner [acme] C-1001",
      "time 2018-05-01",
      "names-file a b.wav",
    ]);
    expect(valuesOf(plan.use(["rows", "[]", "key"]), "nothing")).toEqual([]);
    expect(plan.isRecords(["rows"])).toBe(true);
    expect(plan.isRecords([])).toBe(true);
    expect(plan.matched()).toEqual(["acme"]);
    expect(acme.namespacesOf("account", "C-1001")).toEqual(["acme"]);
    expect(acme.planFor("crm/C-1001.wav").nameHits().map(say)).toEqual(["acme account owner [acme] C-1001"]);
    expect(valuesOf(acme.planFor("x.json").use(["customerId"]), "A32TRBM6QOXJ5H")).toEqual([
      "amazon-alexa account owner [amazon-customer] A32TRBM6QOXJ5H",
    ]);
  });

  it("may not take the name of another layout", async () => {
    const loaded = await loadLayout(own, "acme.json");
    expect(() => layoutsOf([loaded, loaded])).toThrow(/two layouts are called "acme"/);
    expect(() => layoutsOf([], ["nope"])).toThrow(
      /there is no layout "nope"; there are amazon-alexa, .*generic/,
    );
  });

  it("works without the generic layout", () => {
    const only = layouts.all.filter((layout) => layout.name !== "generic");
    const plan = planFor("a.json", only, { given: new Set() });
    expect(valuesOf(plan.use(["customerId"]), "4711")).toEqual(["amazon-alexa account owner 4711"]);
    expect(valuesOf(plan.use(["Kundennummer"]), "4711")).toEqual([]);
  });
});
