import type { Place } from "../model/place.ts";
import type { SignatureTable } from "./signatures.ts";

/** Identifiers of one recording whose places are kept; more stand in none but files that were made to. */
const MAX_PLACES = 256;

/**
 * Where the identifiers of a recording stand. They stand all over the file, while its one record is closed at the end:
 * where that is says nothing.
 */
export class RecordingPlaces {
  readonly #first = new Map<number, Place>();

  /** The first place of an identifier counts. */
  note(match: number, here: () => Place): void {
    if (this.#first.size < MAX_PLACES && !this.#first.has(match)) this.#first.set(match, here());
  }

  /** Of what decides whose it is: of all foreign owners; where none is, of all owners; else of all who are named. */
  deciding(table: SignatureTable): readonly Place[] {
    const noted = [...this.#first].flatMap(([index, place]) => {
      const match = table.matches[index];
      return match === undefined ? [] : [{ match, place }];
    });
    const owners = noted.filter(({ match }) => match.role === "owner");
    const foreign = owners.filter(({ match }) => match.outcome === "foreign");
    const told = foreign.length > 0 ? foreign : owners.length > 0 ? owners : noted;
    return told.map(({ place }) => place);
  }
}
