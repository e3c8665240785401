import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarFormat } from "../../src/formats/calendar/index.ts";
import { findFormat } from "../../src/formats/index.ts";
import { builtinLayouts, planFor } from "../../src/layouts/index.ts";
import { latin1, told, type ReadOptions, type Told } from "../support/bytes.ts";

const plan = planFor("Calendar/anna@example.org.ics", builtinLayouts(), { given: new Set() });

function read(text: string | Uint8Array, options: ReadOptions = {}): Promise<Told> {
  return told(calendarFormat, typeof text === "string" ? latin1(text) : text, { plan, ...options });
}

const lines = (...text: readonly string[]): string => `${text.join("\r\n")}\r\n`;

const CALENDAR = lines(
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
  "X-WR-CALNAME:anna@example.org",
  "BEGIN:VTIMEZONE",
  "TZID:Europe/Berlin",
  "BEGIN:STANDARD",
  "DTSTART:19701025T030000",
  "END:STANDARD",
  "END:VTIMEZONE",
  "BEGIN:VEVENT",
  "DTSTART;TZID=Europe/Berlin:20180501T093000",
  'ORGANIZER;CN="Roth: Ben";SENT-BY="mailto:office@example.net":mailto:ben@example.n',
  " et",
  "ATTENDEE;CUTYPE=INDIVIDUAL;CN=Anna;X-NUM-GUESTS=0:mailto:anna@example.org",
  "UID:1v3@google.com",
  "DESCRIPTION:Bring this\\, please\\nCustomer number: A3ZK8W2P6R4N1V",
  "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;FILENAME=a.txt:SGFs",
  " bG8=",
  "BEGIN:VALARM",
  "ACTION:EMAIL",
  "ATTENDEE:mailto:clara@example.com",
  "END:VALARM",
  "END:VEVENT",
  "BEGIN:VTODO",
  "DTSTART;VALUE=DATE:20180502",
  "SUMMARY:taxes",
  "END:VTODO",
  "END:VCALENDAR",
);

describe("a calendar", () => {
  it("is found by how it begins", () => {
    expect(findFormat(latin1(CALENDAR), "x.txt")?.name).toBe("calendar");
    expect(findFormat(latin1("\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n"), "")?.name).toBe("calendar");
  });

  it.each([1, 7, 4096])("has a record for each event and task, in chunks of %i bytes", async (chunkBytes) => {
    const found = await read(CALENDAR, { chunkBytes });
    expect(found.refused).toBeUndefined();
    expect(found.values).toEqual([
      "X-WR-CALNAME=anna@example.org",
      "DTSTART=2018-05-01T09:30:00Z",
      "ORGANIZER=mailto:ben@example.net",
      "SENT-BY=mailto:office@example.net",
      "NAME=Roth: Ben",
      "ATTENDEE=mailto:anna@example.org",
      "NAME=Anna",
      "Customer number=A3ZK8W2P6R4N1V",
      "ATTENDEE=mailto:clara@example.com",
      "DTSTART=2018-05-02",
    ]);
    expect(found.places).toContain("event 1, ATTENDEE");
    expect(found.consumed).toBe(CALENDAR.length);
    expect(found.open).toBe(0);
  });

  it("gives attachments as ranges of its bytes", async () => {
    const [file] = (await read(CALENDAR)).embedded;
    expect(file?.name).toBe("attachments/a.txt");
    if (file?.content.is !== "range") throw new Error("no range");
    const [start, length] = file.content.range;
    expect(Buffer.from(CALENDAR.slice(start, start + length), "base64").toString()).toBe("Hallo");
  });

  it("may stand behind another one, be in UTF-16 and have old line ends", async () => {
    const twice = await read(CALENDAR + CALENDAR);
    expect(twice.values.filter((value) => value.startsWith("X-WR-CALNAME"))).toHaveLength(2);
    expect(twice.places).toContain("event 3, ATTENDEE");
    expect((await read(Buffer.from(`\ufeff${CALENDAR}`, "utf16le"))).values).toEqual(
      (await read(CALENDAR)).values,
    );
    expect((await read(CALENDAR.replaceAll("\r\n", "\r"))).values).toEqual((await read(CALENDAR)).values);
  });

  it.each([
    ["BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE:mailto:ben@example.net\n", "damaged"],
    ["BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "damaged"],
    [`BEGIN:VEVENT\n${"BEGIN:VALARM\n".repeat(600)}`, "over-limit"],
  ])("says that %j is not whole", async (text, reason) => {
    const found = await read(text);
    expect(found.refused?.reason).toBe(reason);
    expect(found.open).toBe(0);
  });

  it("leaves what follows its end to others", async () => {
    expect((await read(`${CALENDAR}customerId,name\r\n`)).consumed).toBe(CALENDAR.length);
  });

  it("ends, whatever its bytes are", async () => {
    const sample = latin1(CALENDAR);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sample.length - 1),
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        async (length, changes, chunkBytes) => {
          const bytes = Uint8Array.from(sample.subarray(0, length + 1));
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          expect((await read(bytes, { chunkBytes })).open).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
