import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFormat } from "../../src/formats/index.ts";
import { mailFormat } from "../../src/formats/mail/index.ts";
import { builtinLayouts, planFor } from "../../src/layouts/index.ts";
import { joined, latin1, told, type ReadOptions, type Told } from "../support/bytes.ts";

const plan = planFor("Mail/All mail.mbox", builtinLayouts(), { given: new Set() });

function read(text: string | Uint8Array, options: ReadOptions = {}): Promise<Told> {
  return told(mailFormat, typeof text === "string" ? latin1(text) : text, { plan, ...options });
}

const HEADER = [
  "Delivered-To: anna@example.org",
  "Received: by mail.example.org with SMTP id a1; Sat, 3 Jan 2018 01:05:34 +0100",
  "Message-ID: <1@shop.example>",
  "From: Ben Roth <ben@example.net>",
  "To: anna@example.org",
  "Date: Wed, 3 Jan 2018 01:05:34 +0100",
];

function mail(body: readonly string[], header: readonly string[] = HEADER): string {
  return [...header, "", ...body, ""].join("\r\n");
}

describe("a mail", () => {
  it("is one record: its mailbox, its people, its time", async () => {
    const found = await read(mail(["Hallo"]));
    expect(found.values).toEqual([
      "From=ben@example.net",
      "Name=Ben Roth",
      "To=anna@example.org",
      "Date=2018-01-03T00:05:34.000Z",
      "Delivered-To=anna@example.org",
    ]);
    expect(found.places).toContain("header Delivered-To");
    expect(found.refused).toBeUndefined();
    expect(found.open).toBe(0);
  });

  it("reads the same, whatever the chunks are, and consumes all of it", async () => {
    const text = mail(["Your customer number: A3ZK8W2P6R4N1V", ""]);
    for (const chunkBytes of [1, 7, 64]) {
      const found = await read(text, { chunkBytes });
      expect(found.values).toEqual((await read(text)).values);
      expect(found.consumed).toBe(text.length);
    }
  });

  it("has every address of a list, with groups, comments, quotes and encoded words", async () => {
    const found = await read(
      mail(
        [],
        [
          'From: "Roth, Ben" <ben@example.net>, clara@example.com (Clara Sommer)',
          "To: Freunde: =?utf-8?Q?Anna_M=C3=BCller?= <anna@example.org>,",
          "\t<@relay.example:dora@example.com>;, emil@example.com",
          "Cc: =?iso-8859-1?B?SvZyZw==?= =?iso-8859-1?B?IEtsZWlu?= <joerg@example.com>",
          "Subject: x",
        ],
      ),
    );
    expect(found.values).toEqual([
      "From=ben@example.net",
      "Name=Roth, Ben",
      "From=clara@example.com",
      "Name=Clara Sommer",
      "To=anna@example.org",
      "Name=Anna Müller",
      "To=dora@example.com",
      "To=emil@example.com",
      "Cc=joerg@example.com",
      "Name=Jörg Klein",
    ]);
    expect(found.decoded.join("\n")).toContain("Anna Müller");
  });

  it("belongs to the mailbox of the last delivery, not to those it came through", async () => {
    const found = await read(
      mail(
        [],
        [
          "Return-Path: <bounce@shop.example>",
          "X-Original-To: verein@example.com",
          "Delivered-To: anna@example.org",
          "Received: from a by b for <anna@example.com>; Wed, 3 Jan 2018 01:05:34 +0100",
          "Delivered-To: anna@uni.example.edu",
          "From: ben@example.net",
        ],
      ),
    );
    expect(found.values.filter((value) => /^(?:Delivered|X-Orig|Forwarded|Received)/.test(value))).toEqual([
      "Received=anna@example.com",
      "Forwarded-Through=verein@example.com",
      "Delivered-To=anna@example.org",
      "Forwarded-Through=anna@uni.example.edu",
    ]);
  });

  it.each([
    ["X-Original-To: ben@example.net", "X-Original-To=ben@example.net"],
    ["Envelope-To: ben@example.net", "Envelope-To=ben@example.net"],
    ["X-Apparently-To: ben@example.net via 10.0.0.1; Sat, 3 Jan 2018", "X-Apparently-To=ben@example.net"],
    ["Delivered-To: example.net-ben@example.net", "Delivered-To=ben@example.net"],
    ["Delivered-To: mailing list users@lists.example", "Forwarded-Through=users@lists.example"],
    ["Envelope-To: anna@example.org, ben@example.net", "Forwarded-Through=ben@example.net"],
    [
      "List-Id: Users <users.lists.example>\r\nDelivered-To: users@lists.example",
      "Forwarded-Through=users@lists.example",
    ],
  ])("knows %s", async (field, value) => {
    const found = await read(mail([], [field, "From: clara@example.com", "Message-ID: <1@a.example>"]));
    expect(found.values).toContain(value);
  });

  it("belongs to the next mailbox where the last address is cut off", async () => {
    const found = await read(
      mail(["x"], ["Delivered-To: ben@e", "Delivered-To: ben@example.net", ...HEADER.slice(1)]),
    );
    expect(found.values).toContain("Delivered-To=ben@example.net");
  });

  it("only mentions what its text labels, decoded from any encoding", async () => {
    const line = (text: string): string => Buffer.from(text).toString("base64");
    const bodies = [
      ["Content-Type: text/plain", "", "Customer number: A3ZK8W2P6R4N1V"],
      ["Content-Transfer-Encoding: base64", "", line("Customer number: A3ZK8W2P6R4N1V")],
      ["Content-Transfer-Encoding: quoted-printable", "", "Customer num=", "ber:=20A3ZK8W2P6R4N=31V"],
      [
        "Content-Type: text/html",
        "",
        "<p>Customer&#32;number:</p> <td>Customer number: A3ZK<b>8W2P6R4N1V</b>",
      ],
      [
        "Content-Type: text/plain; charset=utf-16le",
        "Content-Transfer-Encoding: base64",
        "",
        Buffer.from("Customer number: A3ZK8W2P6R4N1V", "utf16le").toString("base64"),
      ],
    ];
    for (const body of bodies) {
      const found = await read([...HEADER, ...body].join("\n"));
      expect(found.values.filter((value) => value.includes("A3ZK8W2P6R4N1V"))).toHaveLength(1);
      expect(found.refused).toBeUndefined();
    }
  });

  it("gives attachments as ranges of its bytes, and mails in it too", async () => {
    const text = mail(
      [
        "preamble",
        "--b1",
        'Content-Type: multipart/alternative; boundary="b2"',
        "",
        "--b2",
        "Content-Type: text/plain",
        "",
        "text",
        "--b2--",
        "--b1",
        "Content-Type: application/pdf; name*0*=utf-8''Rechnu; name*1*=ng%20%C3%A4.pdf",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment",
        "",
        "JVBERi0xLjQK",
        "JVBERi0xLjQK",
        "--b1",
        "Content-Type: message/rfc822",
        "",
        "From: clara@example.com",
        "",
        "--b1--",
        "epilogue",
      ],
      [...HEADER, 'Content-Type: multipart/mixed; boundary="b1"'],
    );
    for (const chunkBytes of [1, 7, 4096]) {
      const found = await read(text, { chunkBytes });
      expect(found.refused).toBeUndefined();
      expect(found.embedded.map(({ name }) => name)).toEqual([
        "attachments/Rechnung ä.pdf",
        "attachments/unnamed",
      ]);
      const pieces = found.embedded.map(({ content }) => {
        if (content.is !== "range") throw new Error("no range");
        const [start, length] = content.range;
        return `${content.encoding} ${text.slice(start, start + length)}`;
      });
      expect(pieces).toEqual(["base64 JVBERi0xLjQK\r\nJVBERi0xLjQK", "none From: clara@example.com\r\n"]);
      // The inner mail is an entry of its own.
      expect(found.values).not.toContain("From=clara@example.com");
    }
  });

  it("hides no text of a page behind scripts and styles that do not end", async () => {
    const label = "Kundennummer: A3ZK8W2P6R4N1V";
    for (const before of [
      "<svg><script/></svg>",
      "<svg><style>a{}</svg>",
      "<style>a{}</style>",
      "<p><script>x</script>",
    ]) {
      const page = `<html><body>${before}<p>${label}</p></body></html>`;
      const found = await read(mail([page], [...HEADER, "Content-Type: text/html"]));
      expect(found.values.join(), before).toContain("A3ZK8W2P6R4N1V");
    }
  });

  it("unpacks files in uuencode that stand in its text", async () => {
    const found = await read(mail(["see below", "begin 644 bill.txt", "#0V%T", "`", "end", "thanks"]));
    expect(found.embedded).toHaveLength(1);
    const content = found.embedded[0]?.content;
    expect(content?.is === "bytes" ? Buffer.from(content.bytes).toString() : "").toBe("Cat");
    expect(found.refused).toBeUndefined();
    const prose = await read(mail(["begin 644 of the story", "Once upon a time there was a long sentence."]));
    expect(prose.embedded).toEqual([]);
  });

  it.each([
    ["application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", ["MIAG"]],
    [
      "multipart/encrypted; boundary=b; protocol=x",
      ["--b", "Content-Type: application/octet-stream", "", "x", "--b--"],
    ],
    ["text/plain", ["-----BEGIN PGP MESSAGE-----", "", "hQEMA", "-----END PGP MESSAGE-----"]],
  ])("is encrypted when it is %s, and its header is read all the same", async (type, body) => {
    const found = await read(mail(body, [...HEADER, `Content-Type: ${type}`]));
    expect(found.refused?.reason).toBe("encrypted");
    expect(found.refused?.message).toContain("line ");
    expect(found.values).toContain("Delivered-To=anna@example.org");
    expect(found.embedded).toEqual([]);
  });

  it("says what it could not read", async () => {
    const parts = [...HEADER, "Content-Type: multipart/mixed; boundary=b"];
    expect((await read(mail(["--b", "", "text"], parts))).refused?.reason).toBe("damaged");
    expect((await read(mail(["x"], [...HEADER, "Content-Type: multipart/mixed"]))).refused?.reason).toBe(
      "damaged",
    );
    const unknown = [...HEADER, "Content-Transfer-Encoding: x-secret"];
    expect((await read(mail(["x"], unknown))).refused?.reason).toBe("unsupported-format");
    expect((await read(mail(["\0\u0001\u0002".repeat(40)]))).refused?.reason).toBe("damaged");
    const deep = Array.from({ length: 100 }, (_, depth) => [
      `--b${depth}`,
      `Content-Type: multipart/mixed; boundary=b${depth + 1}`,
      "",
    ]).flat();
    const nested = await read(mail(deep, [...HEADER, "Content-Type: multipart/mixed; boundary=b0"]));
    expect(nested.refused?.reason).toBe("over-limit");
  });

  it("does not mind a boundary or a field of megabytes", async () => {
    const long = "b".repeat(5_000_000);
    const found = await read(
      mail([`--${long}`, "", "x"], [...HEADER, `Content-Type: multipart/mixed; boundary=${long}`]),
    );
    expect(found.refused?.reason).toBe("over-limit");
    const many = await read(mail([], [...HEADER, ...Array.from({ length: 100_000 }, (_, n) => `X-${n}: y`)]));
    expect(many.refused).toBeUndefined();
  });

  it("ends where an archive begins that follows it", async () => {
    const text = mail(["x", "PK\x03\x04 archive"]);
    const found = await read(text);
    expect(found.consumed).toBe(text.indexOf("PK"));
    const binary = mail(
      [
        "--b",
        "Content-Type: application/zip",
        "Content-Transfer-Encoding: binary",
        "",
        "PK\x03\x04 own",
        "--b--",
      ],
      [...HEADER, "Content-Type: multipart/mixed; boundary=b"],
    );
    expect((await read(binary)).consumed).toBe(binary.length);
  });
});

describe("a mailbox", () => {
  const message = (to: string, body: readonly string[] = ["Hallo"]): string =>
    [
      "From 1580847286123456789@xxx Sat Jan 03 01:05:34 +0000 2018",
      "X-GM-THRID: 1580847286123456789",
      `Delivered-To: ${to}`,
      "From: ben@example.net",
      "",
      ...body,
      "",
      "",
    ].join("\n");

  it("has a record for each message, and says which", async () => {
    const found = await read(message("anna@example.org") + message("clara@example.com"));
    expect(found.values.filter((value) => value.startsWith("Delivered"))).toEqual([
      "Delivered-To=anna@example.org",
      "Delivered-To=clara@example.com",
    ]);
    expect(found.values).toContain("X-GM-THRID=1580847286123456789");
    expect(found.places).toContain("message 2, header Delivered-To");
    expect(found.open).toBe(0);
  });

  it("begins no message at a line of prose or a quoted one", async () => {
    const body = [
      "",
      "From here on it rains.",
      ">From ben@example.net Sat Jan  3 01:05:34 2018",
      "From Monday at 10:00 2018 on",
      "we are closed",
    ];
    const found = await read(message("anna@example.org", body) + message("clara@example.com"));
    expect(found.places.filter((place) => place.includes("header Delivered-To"))).toEqual([
      "message 1, header Delivered-To",
      "message 2, header Delivered-To",
    ]);
  });

  it("reads messages that follow a mail without a line of its own", async () => {
    const found = await read(`${mail(["x"])}${message("clara@example.com")}`);
    expect(found.values).toContain("Delivered-To=clara@example.com");
  });

  it("says when the header of another mail stands in a text, because its first line is damaged", async () => {
    const from = "From anna@example.org Sat Jan  3 01:05:34 2018\r\n";
    const other = mail(["x"], ["Delivered-To: ben@example.net", ...HEADER.slice(1)]);
    for (const damaged of [
      "",
      "From anna@example.or",
      "Fr\u0001m anna@example.org Sat Jan  3 01:05:34 2018\r\n",
    ]) {
      const found = await read(`${from}${mail(["Hallo", ""])}${damaged}${other}`);
      expect(found.refused?.reason, damaged).toBe("damaged");
      expect(found.refused?.message).toContain("the header of another mail stands in the text of this one");
    }
  });

  it("minds no mail that was forwarded by hand, no bounce, no header that is a part", async () => {
    const from = "From anna@example.org Sat Jan  3 01:05:34 2018\r\n";
    const forwarded = ["Begin forwarded message:", "", ...HEADER.slice(3), "Subject: x", "", "Hallo"];
    const bounce = [
      "--- Below this line is a copy of the message.",
      "",
      "Return-Path: <a@b.example>",
      ...HEADER.slice(1),
    ];
    const quoted = ["Hallo", "", ...HEADER.map((line) => `> ${line}`)];
    for (const body of [forwarded, bounce, quoted, HEADER])
      expect((await read(`${from}${mail(body)}`)).refused, body.join("\n")).toBeUndefined();
  });

  it("says when parts of a message follow behind another one", async () => {
    const cut = message("anna@example.org", [])
      .replace("\n\n", "\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\n")
      .concat(message("clara@example.com", ["--b1", "Content-Type: application/pdf", "", "x"]));
    expect((await read(cut)).refused?.reason).toBe("damaged");
  });

  it.each(["\n", "\r\n", "\r"])("may end its lines with %j, and begin with a mark", async (end) => {
    const text = (message("anna@example.org") + message("clara@example.com")).replaceAll("\n", end);
    const found = await read(joined("\xef\xbb\xbf", text));
    expect(found.values.filter((value) => value.startsWith("Delivered"))).toHaveLength(2);
    expect(found.consumed).toBe(text.length + 3);
  });
});

describe("what a mail is recognised by", () => {
  it.each([
    [mail(["x"]), ""],
    [`\r\n\r\n${mail(["x"])}`, ""],
    [`From anna@example.org Sat Jan  3 01:05:34 2018\n${mail(["x"])}`, ""],
    ["From: a@example.org\nTo: b@example.org\nSubject: x\n\ntext", ""],
    ["Subject: x\n\ntext", "a.eml"],
  ])("%j", (text, name) => {
    expect(findFormat(latin1(text), name)?.name).toBe("mail");
  });

  it("does not take a text that quotes one", () => {
    expect(
      findFormat(latin1("He wrote:\n\nFrom: a@example.org\nTo: b@example.org\n"), "a.txt")?.name,
    ).not.toBe("mail");
  });
});

describe("hostile mail", () => {
  const sample = latin1(
    `From a@b Sat Jan  3 01:05:34 2018\n${mail(
      [
        "--b",
        "Content-Type: text/html",
        "Content-Transfer-Encoding: base64",
        "",
        "PGI+aGk8L2I+",
        "--b",
        "Content-Disposition: attachment; filename=a",
        "",
        "x",
        "--b--",
      ],
      [...HEADER, "Content-Type: multipart/mixed; boundary=b"],
    )}`,
  );

  it("never throws anything but a reason, and closes what it opens", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sample.length - 1),
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.integer({ min: 1, max: 300 }),
        async (length, changes, chunkBytes) => {
          const bytes = Uint8Array.from(sample.subarray(0, length + 1));
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          const found = await read(bytes, { chunkBytes });
          expect(found.open).toBe(0);
          expect(found.consumed ?? found.refused?.consumed ?? 0).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("reads any bytes behind its header", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        const found = await read(joined(`${HEADER.join("\n")}\n\n`, noise));
        expect(found.values).toContain("Delivered-To=anna@example.org");
        expect(found.open).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it("does not take bytes in a header that are no text for a mail that was read", async () => {
    const { refused } = await read(`${HEADER.join("\n")}\n\x01\x02\x03 noise\n\nhello\n`);
    expect(refused?.reason).toBe("damaged");
  });
});
