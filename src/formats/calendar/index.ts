import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { decodeHead } from "../utf8.ts";
import { readProperties } from "../vcard/content-lines.ts";
import { EventReader } from "./event-reader.ts";

/** Calendars: iCalendar 2.0 and vCalendar 1.0. */
export const calendarFormat: Format = {
  name: "calendar",
  killable: false,
  about: {
    title: "Calendars (iCalendar, vCalendar)",
    recognised: "`BEGIN:VCALENDAR` at its start, or an event or a task without a calendar around it",
    reads:
      "each event, task, journal entry and block of free time is a record; attendees, organisers, delegates and their names as parties; the address that a calendar is called by (`X-WR-CALNAME`) or that Outlook names (`X-OWNER`) as the owner of all of them; when it begins; descriptions, places and comments as references; attachments within an event as entries of their own",
    leaves:
      "a calendar or event without an end: `damaged`. Time zones, rules of repetition and `UID` name nobody",
    library: null,
  },
  sniff(head: Uint8Array): Confidence {
    const text = decodeHead(head.subarray(0, 1024)) ?? "";
    return /^\ufeff?\s{0,64}BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY)\s/i.test(text) ? 3 : 0;
  },
  async read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
    const reader = new EventReader(context, out);
    const consumed = await readProperties(source, reader);
    reader.end();
    reader.problems.say(consumed);
    return consumed;
  },
};
