import type {
  Claim,
  DigestLine,
  Enclosure,
  Evidence,
  Fact,
  Gathered,
  Link,
  Swept,
} from "../model/evidence.ts";

/** What one entry yielded, before the engine adds fate and digest. */
export interface SinkResult {
  readonly evidence: readonly Evidence[];
  readonly links: readonly Link[];
  readonly digests: readonly DigestLine[];
  /** What encloses each of `embeddedFiles`. */
  readonly enclosures: readonly Enclosure[];
  /** What the entry as a whole claims: it encloses files in it of which no place is known. */
  readonly whole: Enclosure;
  readonly facts: readonly Fact[];
  readonly swept: readonly Swept[];
  readonly suspected: readonly Claim[];
  readonly weakened: readonly string[];
  readonly decoded: boolean;
  readonly disagreements: Gathered["disagreements"];
  readonly registered: Gathered["registered"];
  readonly made: Gathered["made"];
  readonly missing: Gathered["missing"];
  readonly recording: boolean;
  readonly furniture: boolean;
  readonly overflow: boolean;
}
