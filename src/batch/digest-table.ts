const WORDS = 4;
const FIRST_SLOTS = 4096;
/** Digests that are kept: some 28 bytes each, so under 300 MB. */
const MAX_DIGESTS = 5_000_000;

/** Who first had a digest. */
export interface Holder {
  readonly request: number;
  readonly position: number;
  readonly flags: number;
}

/** Digests of files and of sound in columns of numbers: a map of texts takes five times more memory. */
export class DigestTable {
  #size = 0;
  #slots = FIRST_SLOTS;
  #keys = new Uint32Array(FIRST_SLOTS * WORDS);
  /** Request + 1; 0 for an empty slot. */
  #requests = new Uint32Array(FIRST_SLOTS);
  #positions = new Uint32Array(FIRST_SLOTS);
  #flags = new Uint8Array(FIRST_SLOTS);
  isComplete = true;

  /** Who had this digest (32 hex digits) first; undefined, when nobody had: from now on this one has. */
  claim(digest: string, request: number, position: number, flags: number): Holder | undefined {
    const key = Uint32Array.from({ length: WORDS }, (_, at) =>
      Number.parseInt(digest.slice(at * 8, at * 8 + 8), 16),
    );
    const slot = this.#find(key);
    const known = this.#requests[slot] ?? 0;
    if (known > 0)
      return {
        request: known - 1,
        position: this.#positions[slot] ?? 0,
        flags: this.#flags[slot] ?? 0,
      };
    if (this.#size >= MAX_DIGESTS) {
      this.isComplete = false;
      return undefined;
    }
    this.#put(slot, key, request + 1, position, flags);
    this.#size += 1;
    if (this.#size * 3 > this.#slots * 2) this.#grow();
    return undefined;
  }

  /** The slot of a key, or the empty one where it belongs. Digests are spread evenly already. */
  #find(key: Uint32Array): number {
    const keys = this.#keys;
    for (let slot = (key[0] ?? 0) % this.#slots; ; slot = (slot + 1) % this.#slots) {
      if (this.#requests[slot] === 0) return slot;
      const at = slot * WORDS;
      if (key.every((word, index) => keys[at + index] === word)) return slot;
    }
  }

  #put(slot: number, key: Uint32Array, request: number, position: number, flags: number): void {
    this.#keys.set(key, slot * WORDS);
    this.#requests[slot] = request;
    this.#positions[slot] = position;
    this.#flags[slot] = flags;
  }

  #grow(): void {
    const [keys, requests, positions, flags] = [this.#keys, this.#requests, this.#positions, this.#flags];
    this.#slots *= 2;
    this.#keys = new Uint32Array(this.#slots * WORDS);
    this.#requests = new Uint32Array(this.#slots);
    this.#positions = new Uint32Array(this.#slots);
    this.#flags = new Uint8Array(this.#slots);
    for (const [slot, request] of requests.entries()) {
      if (request === 0) continue;
      const key = keys.subarray(slot * WORDS, (slot + 1) * WORDS);
      this.#put(this.#find(key), key, request, positions[slot] ?? 0, flags[slot] ?? 0);
    }
  }
}
