import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutsOf } from "../../src/layouts/index.ts";

const layouts = layoutsOf([]);
const UTTERANCE =
  "AB72C64C86AW2:1.0/2017/07/17/06/B0F00715535302W5/20:31::TNIH_2V.05eed18d-443a-48e7-9373-7bc41ca46012ZXV/1";
const RECORD = "A32TRBM6QOXJ5H#1500272434384#AB72C64C86AW2#B0F00715535302W5";

/** What a line yields: `account owner A32…`, namespace in brackets. */
function read(line: string): readonly string[] {
  return layouts
    .planFor("letter.txt")
    .line(line)
    .map(({ use, text }) => {
      if (use.is !== "identifier") return `${use.is} ${text}`;
      return `${use.kind} ${use.role}${use.namespace === "" ? "" : ` [${use.namespace}]`} ${text}`;
    });
}

describe("labelled lines", () => {
  it.each([
    ["accountId: A32TRBM6QOXJ5H", ["account owner A32TRBM6QOXJ5H"]],
    ["Customer ID: A32TRBM6QOXJ5H", ["account owner [amazon-customer] A32TRBM6QOXJ5H"]],
    ["  Kundennummer = 4711-22", ["account owner 4711-22"]],
    ["N° de client : C-1001.", ["account owner C-1001"]],
    ["numéro d'abonné: 77123", ["account owner 77123"]],
    ["- Gerätenummer: GN-4711", ["device owner GN-4711"]],
    ["12. Seriennummer: HPV2Y03T", ["device owner HPV2Y03T"]],
    [
      '{"customerId":"A32TRBM6QOXJ5H","deviceType":"AB72C64C86AW2"}',
      ["account owner [amazon-customer] A32TRBM6QOXJ5H"],
    ],
    [
      '{\\"mediaOwnerCustomerId\\":\\"A32TRBM6QOXJ5H\\"}',
      ["account reference [amazon-customer] A32TRBM6QOXJ5H"],
    ],
    ["**Customer ID:** 4711", ["account owner 4711"]],
    ["ctx.customerId=4711", ["account owner 4711"]],
    ["2018-05-01 06:20:31 INFO req.ctx.customerId=4711 done", ["account owner 4711"]],
    ["user.account.id: 4711-22", ["account owner 4711-22"]],
    ["sender.accountId=A32TRBM6QOXJ5H", []],
    ["www.customer.id=4711", []],
    ["https://www.customer.id: 4711", []],
    ["2018-05-01 06:20:31 INFO com.acme.billing.Customer: 4711 loaded", []],
    ["customer.csv: 4711", []],
    [
      "2018-05-01  customerId: 4711  serialNumber: G090LF1181840BFC",
      ["account owner 4711", "device owner [amazon-device] G090LF1181840BFC"],
    ],
    ["user id: 123456 | household id: hh-5521", ["account owner 123456", "household owner hh-5521"]],
    ["Kundennummer: 123 456 789", ["account owner 123456789"]],
    ["E-Mail: Anna Müller <anna@example.org>", ["email owner-beside-account anna@example.org"]],
    [
      "Telefon: +49 (0)170 123-4567  Kundennummer: 4711",
      ["phone owner-beside-account +49 (0)170 123-4567", "account owner 4711"],
    ],
    [
      "Time: 2018-05-01 06:20:31, Audio file: clips/0001 a.wav",
      ["time 2018-05-01 06:20:31", "names-file clips/0001 a.wav"],
    ],
    ['file: "my clip.wav"; customer id: 4711', ["names-file my clip.wav", "account owner 4711"]],
    [
      `recordKey: ${RECORD}`,
      [
        "account owner [amazon-customer] A32TRBM6QOXJ5H",
        "time 1500272434384",
        "device owner [amazon-device] B0F00715535302W5",
      ],
    ],
    ["utteranceId: " + UTTERANCE, ["hour 2017/07/17/06", "device owner [amazon-device] B0F00715535302W5"]],
    ["Customer\u00a0ID:\u00a04711", ["account owner 4711"]],
    ["customerId => C-4711", ["account owner C-4711"]],
    ["customerId := C-4711", ["account owner C-4711"]],
    ['$row["customerId"] = "C-4711";', ["account owner C-4711"]],
    ["2018-05-01T06:20:31Z INFO customer id: C-4711 logged in", ["account owner C-4711"]],
    ["May  1 06:20:31 host app[123]: customer id: C-4711", ["account owner C-4711"]],
    ["<13>1 2018-05-01T06:20:31.5Z host app[12]: customerId: C-4711", ["account owner C-4711"]],
    ["[2018-05-01 06:20:31] [INFO] com.a.B: customerId: C-4711", ["account owner C-4711"]],
    ["06:20:31.123 WARN [main] App - customer id: C-4711", ["account owner C-4711"]],
  ])("reads %j", (line, expected) => {
    expect(read(line)).toEqual(expected);
  });

  it.each([
    ["Please quote your customer ID: 4711 when you call", "account reference 4711"],
    ["The other customer id: 4711", "account reference 4711"],
    ["2018-05-01 06:20 Please quote customer id: 4711", "account reference 4711"],
    ["2018-05-01 06:20 Anna: customer id: 4711", "account reference 4711"],
    ["INFO for you: the customer id: 4711", "account reference 4711"],
    ["2018-05-01 06:20:31 INFO he says that customer id: 4711", "account reference 4711"],
    ["https://example.org/page?customerId=4711&x=1", "account reference 4711"],
    ["write to our desk, or by e-mail: desk@example.org", "email reference desk@example.org"],
  ])("takes %j for prose, which mentions but never owns", (line, expected) => {
    expect(read(line)).toEqual([expected]);
  });

  it.each([
    "Customer ID: see below",
    "Customer ID:",
    "Customer ID: n/a",
    "Kundennummer: 0",
    "client_id: 4711",
    "order id: 4711",
    "Name: Anna 2",
    "From: anna@example.org",
    "deviceType: AB72C64C86AW2",
    "id: 4711",
    "at 12:30 we met",
    "https://example.org/a:b=c",
    "the file: is gone.",
    ":::::",
    "====",
    "",
  ])("finds nobody in %j", (line) => {
    expect(read(line)).toEqual([]);
  });
});

describe("tokens", () => {
  it("finds an utteranceId and a record key anywhere in a line", () => {
    expect(read(`played ${UTTERANCE}, then`)).toEqual(["device owner [amazon-device] B0F00715535302W5"]);
    expect(read(`/api/utterance/audio/data?id=${encodeURIComponent(UTTERANCE)}`)).toEqual([
      "device owner [amazon-device] B0F00715535302W5",
    ]);
    expect(read(`a(${RECORD})`)).toContain("account owner [amazon-customer] A32TRBM6QOXJ5H");
  });

  it("keeps a serial of another maker, in no namespace", () => {
    expect(read(RECORD.replace("B0F00715535302W5", "HPV2Y03T"))).toContain("device owner HPV2Y03T");
  });

  it("finds a token in the middle of a run that is longer than any pattern may see", () => {
    const run = `${"x".repeat(5_000)}:${RECORD}:${"y".repeat(5_000)}`;
    expect(read(run)).toContain("account owner [amazon-customer] A32TRBM6QOXJ5H");
  });
});

describe("hostile lines", () => {
  it("never throws", () => {
    const piece = fc.constantFrom(
      "customerId",
      ":",
      "=",
      " ",
      '"',
      "\\",
      "A32TRBM6QOXJ5H",
      "#",
      "%3A",
      "%",
      "\t",
      "é",
      "\ud800",
      "<",
      "1.0/",
      UTTERANCE,
      RECORD,
    );
    fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => void read(pieces.join(""))));
  });

  it.each([
    ["separators", ": ".repeat(40_000)],
    ["labels", "customer id: ".repeat(6_000)],
    ["labels without a gap", "a:".repeat(40_000)],
    ["one long word", "A".repeat(200_000) + ":"],
    ["half tokens", "A32TRBM6QOXJ5H#".repeat(6_000)],
    ["half utterances", "AB72C64C86AW2:1.0/2017/".repeat(3_000)],
    ["digits in groups", `customer id: ${"12 ".repeat(30_000)}`],
    ["a phone that does not end", `phone: ${"1 ".repeat(30_000)}`],
    ["spaces", `${" ".repeat(65_000)}:`],
    ["dots", `file: ${"a.".repeat(30_000)}`],
  ])("reads %s to the end", (_name, line) => {
    expect(Array.isArray(read(line))).toBe(true);
  });
});
