import type { FieldUse } from "../model/field.ts";
import type { Embedded, ObjectAs, Sink } from "../model/format.ts";
import type { Place } from "../model/place.ts";

/** Hands everything on; who looks on changes what they need to see. */
export class PassingSink implements Sink {
  readonly #inner: Sink;

  constructor(inner: Sink) {
    this.#inner = inner;
  }

  value(use: FieldUse, text: string): void {
    this.#inner.value(use, text);
  }

  pair(use: FieldUse | undefined, text: string): void {
    this.#inner.pair(use, text);
  }

  text(line: string): void {
    this.#inner.text(line);
  }

  openObject(as?: ObjectAs): void {
    this.#inner.openObject(as);
  }

  closeObject(): void {
    this.#inner.closeObject();
  }

  openList(records: boolean, inline: boolean, hasHead?: boolean): void {
    this.#inner.openList(records, inline, hasHead);
  }

  closeList(): void {
    this.#inner.closeList();
  }

  locate(here: () => Place): void {
    this.#inner.locate(here);
  }

  decoded(text: string): void {
    this.#inner.decoded(text);
  }

  get glued(): Sink["glued"] {
    return this.#inner.glued;
  }

  embedded(file: Embedded): void {
    this.#inner.embedded(file);
  }

  fact(name: string, value: string | number): void {
    this.#inner.fact(name, value);
  }

  content(): void {
    this.#inner.content();
  }

  recording(): void {
    this.#inner.recording();
  }

  digest(digest: string, path: string): void {
    this.#inner.digest(digest, path);
  }

  furniture(): void {
    this.#inner.furniture();
  }
}
