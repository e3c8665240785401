/** Why an entry was not (fully) inspected. Closed list: a new cause is a new word here, in the schema and in `WORDS`. */
export const NOT_INSPECTED_REASONS = [
  "encrypted",
  "unsupported-compression",
  "unsupported-format",
  "unknown-format",
  "nested-archive",
  "link",
  "special-file",
  "damaged",
  "checksum-mismatch",
  "size-mismatch",
  "trailing-data",
  "no-text",
  "over-limit",
  "timed-out",
  "crashed",
  "unreadable",
  "never-reached",
] as const;
export type NotInspectedReason = (typeof NOT_INSPECTED_REASONS)[number];

/** How an entry ended. There is no third fate. */
export type Fate =
  | { readonly kind: "inspected"; readonly format: string; readonly furniture: boolean }
  | {
      readonly kind: "not-inspected";
      readonly reason: NotInspectedReason;
      readonly detail: string;
      readonly format: string | null;
    };

/** One sentence part for each reason, as it stands after "not inspected: ". */
export const REASON_WORDS: Readonly<Record<NotInspectedReason, string>> = {
  encrypted: "it is encrypted",
  "unsupported-compression": "its compression method cannot be read",
  "unsupported-format": "its format is known but cannot be read yet",
  "unknown-format": "its format is unknown",
  "nested-archive": "it is an archive of its own",
  link: "it is a link to another file",
  "special-file": "it is no regular file",
  damaged: "it is damaged",
  "checksum-mismatch": "its content does not match its checksum",
  "size-mismatch": "its size is not the one the archive declares",
  "trailing-data": "data follows the end of its content",
  "no-text": "it holds no text that could be read",
  "over-limit": "it is over a limit",
  "timed-out": "reading it took too long",
  crashed: "the reader of this format failed",
  unreadable: "it could not be read from the disk",
  "never-reached": "the check ended before it was read",
};
