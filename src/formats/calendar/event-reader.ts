import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { attachedName } from "../mail/attached-name.ts";
import { DecodedText } from "../mail/decoded-text.ts";
import { Problems } from "../mail/problems.ts";
import { References } from "../references.ts";
import type { Property, PropertyTaker } from "../vcard/content-lines.ts";
import { hasControls } from "../vcard/controls.ts";
import { linesOfText } from "../vcard/property-head.ts";

/** Components that are records; all others belong to what is around them. */
const RECORDS = new Set(["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY"]);

const PEOPLE = new Set(["ATTENDEE", "ORGANIZER", "X-OWNER"]);

/** Parameters in which further people stand. */
const PEOPLE_PARAMETERS = ["EMAIL", "SENT-BY", "DELEGATED-TO", "DELEGATED-FROM"] as const;

/** Numbers of programs, times and rules. `UID` often looks like an e-mail address. */
const SILENT =
  /^(?:VERSION|PRODID|UID|SEQUENCE|RECURRENCE-ID|RELATED-TO|METHOD|CALSCALE|STATUS|TRANSP|PRIORITY|CLASS|DTSTAMP|DTEND|CREATED|LAST-MODIFIED|RRULE|RDATE|EXDATE|TZ\w*|X-WR-TIMEZONE|X-LIC-LOCATION|X-WR-RELCALID|X-MICROSOFT-.*|X-MS-OLK-.*|X-MOZ-.*|X-APPLE-EWS-.*)$/;

/** Reads the events of a calendar from their properties. */
export class EventReader implements PropertyTaker {
  readonly #context: ReadContext;
  readonly #out: Sink;
  readonly #references: References;
  readonly #decoded: DecodedText;
  readonly problems = new Problems();
  /** Names of the components around the current line. */
  readonly #components: string[] = [];
  /** How many of them were open when the record began; 0 for outside of any. */
  #record = 0;
  #isListed = false;
  #events = 0;
  #hasContent = false;
  #property = "";

  constructor(context: ReadContext, out: Sink) {
    this.#context = context;
    this.#out = out;
    this.#references = new References(context.plan, out);
    this.#decoded = new DecodedText(out);
    out.locate(() => this.#place());
  }

  property(property: Property): boolean {
    const { name, value } = property;
    if (name === "BEGIN") return this.#begin(value.trim().toUpperCase());
    if (this.#components.length === 0) return false;
    if (name === "END") return this.#finish(value.trim().toUpperCase());
    this.#property = name;
    if (property.isCut)
      this.problems.add("over-limit", `${this.#where()}: longer than what is read of a property`);
    this.#report(property);
    this.#property = "";
    return true;
  }

  junk(line: string): boolean {
    if (this.#components.length === 0) return line.trim() === "";
    if (hasControls(line)) this.problems.add("damaged", `${this.#where()}: its bytes are no text`);
    this.#references.line(line);
    this.#references.addresses("calendar", line);
    return true;
  }

  end(): void {
    if (this.#components.length > 0) this.problems.add("damaged", `${this.#where()} has no end`);
    this.#closeTo(0);
    if (this.#isListed) this.#out.closeList();
  }

  #begin(component: string): boolean {
    if (component === "VCALENDAR" && this.#components.length > 0) {
      this.problems.add("damaged", `${this.#where()} has no end`);
      this.#closeTo(0);
    }
    if (this.#components.length === 0 && component !== "VCALENDAR" && !RECORDS.has(component)) return false;
    if (this.#components.length >= this.#context.limits.maxDepth) {
      this.problems.add(
        "over-limit",
        `${this.#where()}: parts nested deeper than ${this.#context.limits.maxDepth}`,
      );
      return false;
    }
    this.#components.push(component);
    if (!this.#hasContent) this.#out.content();
    this.#hasContent = true;
    if (component === "VCALENDAR") {
      if (this.#isListed) this.#out.closeList();
      this.#isListed = false;
      this.#out.openObject();
    } else if (this.#record === 0 && RECORDS.has(component)) {
      if (!this.#isListed) this.#out.openList(true, false);
      this.#isListed = true;
      this.#events += 1;
      this.#record = this.#components.length;
      this.#out.openObject();
    }
    return true;
  }

  #finish(component: string): boolean {
    const at = this.#components.lastIndexOf(component);
    if (at < 0) {
      this.problems.add("damaged", `${this.#where()}: an end without a beginning`);
      return true;
    }
    if (at < this.#components.length - 1)
      this.problems.add("damaged", `${this.#where()}: a part without an end`);
    this.#closeTo(at);
    return true;
  }

  #closeTo(depth: number): void {
    while (this.#components.length > depth) {
      if (this.#record === this.#components.length) {
        this.#decoded.flush();
        this.#out.closeObject();
        this.#record = 0;
      }
      if (this.#components.pop() !== "VCALENDAR") continue;
      this.#decoded.flush();
      if (this.#isListed) this.#out.closeList();
      this.#isListed = false;
      this.#out.closeObject();
    }
  }

  #report(property: Property): void {
    const { name, value, binary } = property;
    if (binary !== undefined) {
      const file = property.parameter("FILENAME") ?? property.parameter("X-FILENAME") ?? "";
      const content =
        "bytes" in binary
          ? ({ is: "bytes", bytes: binary.bytes } as const)
          : ({ is: "range", range: binary.range, encoding: "base64" } as const);
      const length = "bytes" in binary ? binary.bytes.length : binary.range[1];
      if (length > 0) this.#out.embedded({ name: attachedName(file), content });
      return;
    }
    if (hasControls(value)) this.problems.add("damaged", `${this.#where()}: its bytes are no text`);
    if (property.isDecoded) this.#decoded.add(value);
    if (SILENT.test(name) || this.#components.includes("VTIMEZONE")) {
      if (value.includes("mailto:")) this.#references.addresses("calendar", value);
      return;
    }
    if (PEOPLE.has(name)) this.#person(property);
    else if (name === "DTSTART") this.#time(value);
    else if (name === "X-WR-CALNAME") this.#calendarName(value.trim());
    else this.#references.lines("calendar", name, linesOfText(value));
  }

  #person(property: Property): void {
    const address = property.value.trim();
    this.#value(property.name, address);
    // Something else than an address may hold one.
    if (!/^mailto:[^\s:,;]*$/i.test(address)) this.#references.addresses("calendar", address);
    for (const parameter of PEOPLE_PARAMETERS) {
      const values = property.parameter(parameter)?.split(",") ?? [];
      for (const value of values)
        if (value.trim() !== address)
          this.#value(parameter === "EMAIL" ? property.name : parameter, value.trim());
    }
    const name = property.parameter("CN")?.trim() ?? "";
    if (name !== "") this.#value("NAME", name);
  }

  #time(value: string): void {
    const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?Z?)?$/.exec(value.trim());
    if (match === null) return;
    const [, year = "", month = "", day = "", hour, minute = "00", second = "00"] = match;
    const date = `${year}-${month}-${day}`;
    this.#value("DTSTART", hour === undefined ? date : `${date}T${hour}:${minute}:${second}Z`);
  }

  /** Within an event the name of a calendar is a text as any other. */
  #calendarName(name: string): void {
    if (this.#record === 0) this.#value("X-WR-CALNAME", name);
    else this.#references.line(name);
  }

  #value(name: string, text: string): void {
    const use = this.#context.plan.use(["calendar", name]);
    if (use !== undefined && text !== "") this.#out.value(use, text);
  }

  #place(): Place {
    const event = this.#record === 0 ? undefined : `event ${this.#events}`;
    if (this.#property === "")
      return event === undefined ? { unit: "object" } : { unit: "object", path: event };
    return event === undefined
      ? { unit: "object", path: this.#property }
      : { unit: "object", within: event, path: this.#property };
  }

  #where(): string {
    const event = this.#record === 0 ? "the calendar" : `event ${this.#events}`;
    return `${event}${this.#property === "" ? "" : `, ${this.#property}`}`;
  }
}
