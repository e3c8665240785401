const WORD = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+|\d+/gu;

/** The words of a name, in small letters: of `orderDate`, `order_date`, `Order Date`, `ORDER-DATE` the same two. */
export function wordsIn(name: string): readonly string[] {
  return (name.normalize("NFC").match(WORD) ?? []).map((word) => word.toLowerCase());
}
