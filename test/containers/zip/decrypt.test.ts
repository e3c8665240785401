import { createHmac, pbkdf2Sync } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Encryption } from "../../../src/containers/container.ts";
import {
  aesField,
  decrypt,
  type EncryptedEntry,
  hasChecksum,
  Passwords,
} from "../../../src/containers/zip/decrypt.ts";
import { NotInspected } from "../../../src/model/errors.ts";
import { hasTool, inChunks, type PackedEntry, packedWith } from "../../support/packed-entries.ts";

const ROWS = Array.from({ length: 40 }, (_, row) => {
  const day = String(1 + (row % 28)).padStart(2, "0");
  return `2018-05-${day},account-${(row * row) % 997},played a song\n`;
}).join("");
const CRC = 0x382f_df3e;

interface Case {
  readonly name: string;
  readonly packed: Buffer;
  /** ROWS if not given. */
  readonly size?: number;
  readonly crc: number;
  readonly encryption: Encryption;
}

/** ROWS, deflated and encrypted with "secret" by 7-Zip 26.02 and Info-ZIP Zip 3.0. */
const CASES: readonly Case[] = [
  {
    name: "ZipCrypto of 7-Zip",
    crc: CRC,
    encryption: { kind: "zipcrypto", header: 0, flags: 1, time: 6972 },
    packed: base64(
      "kXE/hZRICwKWplf9hqPdZQlhscMvqpFawYwvv/7rRXV8tta2ptZQq0Nm0hVngW286OZZBH1TkJUFvqISAx2l6+kxpvV4gru0" +
        "PU9fZOsAiV4/e9/t4deF/dEEmeZFJxWjrD/pcoWz4RToBSarCGsFaeozJjbgl+QTeOfgp5U3eH39Kxjrg0+bTWOIvfVJDICr" +
        "dOKKbaMtjk5Vp6CeZJtIL6RjNJxjW9G2kLS+ngzRSbpLlTQ6EwbzfKaj+CFTRnLVXmw4TCPTdsOYm7nexIp6P/2JXWA8zZLe" +
        "KV/mFsiZg2wvtB7YJSn9lurdWNTIHtbzV3eeN/mL",
    ),
  },
  {
    name: "ZipCrypto of Info-ZIP, checked by the time",
    crc: CRC,
    encryption: { kind: "zipcrypto", header: 0, flags: 9, time: 6972 },
    packed: base64(
      "Y0skmrjw+/gLN6q3XZz7ZTycdNONZ73K7XVvkvRybWPh6uhH2UFDTDnH57VX689foD1de4KzwvZow3zinV1v02TtdSk09w+i" +
        "h8Rm1Ns49LAF5OWnYx+a7V+JsIPNhXfK8o5WtFYm5XQMuGgP+tI2PdYRGnnMPqrvvF7lIZkNAZCBOo1dNoG5iLyu7d9E6gr2" +
        "hnj//SlrhPXBd/qbiWg4Mf85v+AFY8VE5awRQzqQLXzbPs9LfSdZcse3iUdxdnZTXV0g7L/y7wrGrgnOkEcYtix65PRuuO+b" +
        "woo7hlBZEpmIJNyZ14NfLlAmZqhZuMOh6KEeLSc/S6iELZncDg==",
    ),
  },
  {
    name: "AES-128, AE-2",
    crc: 0,
    encryption: { kind: "aes", header: 0, flags: 1, time: 6972, aes: { version: 2, strength: 1 } },
    packed: base64(
      "+lcpAsxKDjMdAy9aR+PphxmUMBCD/bWuc+CI6oV1GXB20r9JI0MF1HT1d4V991Fi0ZPPRcsqErr+HjRKSOevroCnaVwGxqmm" +
        "c9QARhU1edeVsI1zC2eHz/n9bo90FS799qAqabFMFosWxYYjTYR7Zd9LyKdfxaHdpHpS8ZTQnhr7utl7LcD/CmlPCXT26bfO" +
        "kj63K5EFjimGZGeRC5YiPTxWL4fRG8p7oBuINtKODcIgfVp9mJtKYa+0P9N7QNcefyvQ3xQyQOnMExdosk+iRzxkmfOCEAXY" +
        "0czhXlGRnAql9F6ebdafGSI3TZAhEbnIkqcddrfik6oiX58z+ZI=",
    ),
  },
  {
    name: "AES-256, AE-1",
    crc: CRC,
    encryption: { kind: "aes", header: 0, flags: 1, time: 6972, aes: { version: 1, strength: 3 } },
    packed: base64(
      "3hmmhCD/Mtffcppk6npw1DobLpmLnhlMlsBqp3ABGh3L/gkGigJGH7KsVMqsebeklB+SFJ8eD5c0q1wsdm1HAvjf0MmFsXN0" +
        "LYft7+jwlmt4E5n2u5M6pXm0WRgxnnrGxo8mzleUyFO0sZsl3DnsdaQ5bZGJcpQRkBQj8A1Rebb13wWVEPmNMCjJYW9m6Rm/" +
        "LozyZfN8/We05R4mIY0ByWkqkO98HuKPsQbNUpu5bbIrzG+48MdptK4RT3hXSAL2OifAb2yuSfiz281waLs8HVDPeKymyhu8" +
        "b3eaDb550lGiN7qLrcRj+5yxfzTpvpSx/chKcr02AS7MvwD5AmC5pPgP1zeOpg==",
    ),
  },
];

function base64(text: string): Buffer {
  return Buffer.from(text, "base64");
}

/** Deflate, all at once. */
async function* inflated(data: AsyncIterable<Uint8Array>, packed: number): AsyncGenerator<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of data) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(packed);
  let content: Buffer;
  try {
    content = inflateRawSync(bytes, { maxOutputLength: 10_000_000 });
  } catch {
    throw new NotInspected("damaged", "its compressed data is damaged");
  }
  yield content;
}

async function opened(
  one: Omit<Case, "name">,
  passwords: Passwords | readonly string[],
  unpack = inflated,
): Promise<string> {
  const entry: EncryptedEntry = {
    packed: one.packed.length,
    size: one.size ?? ROWS.length,
    crc: one.crc,
    encryption: one.encryption,
  };
  const list = passwords instanceof Passwords ? passwords : new Passwords(passwords);
  const chunks: Buffer[] = [];
  for await (const chunk of decrypt(() => inChunks(one.packed, 100), entry, list, unpack))
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function problemOf(one: Omit<Case, "name">, passwords: readonly string[]): Promise<NotInspected> {
  try {
    await opened(one, passwords);
  } catch (error) {
    if (error instanceof NotInspected) return error;
    throw error;
  }
  throw new Error("it opened");
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(CASES)("$name", (one) => {
  it("opens with its password, also among others", async () => {
    expect(await opened(one, ["secret"])).toBe(ROWS);
    expect(await opened(one, ["Secret", "secret ", "", "secret", "other"])).toBe(ROWS);
  });

  it("says so when no password was given, or none opens it", async () => {
    expect(await problemOf(one, [])).toMatchObject({ reason: "encrypted" });
    const wrong = await problemOf(one, ["Secret", "secret "]);
    expect(wrong).toMatchObject({ reason: "encrypted" });
    expect(wrong.message).toBe("none of the passwords given opens it");
  });

  it("is not read on where there is more than declared", async () => {
    for (const passwords of [["secret"], ["other", "secret"]]) {
      const problem = await problemOf({ ...one, size: ROWS.length - 1 }, passwords);
      expect(problem.reason).toBe(one.encryption.kind === "aes" ? "size-mismatch" : "encrypted");
    }
  });

  it("never shows a password in what it says", async () => {
    for (const passwords of [["hunter2hunter2"], ["hunter2hunter2", "hunter3hunter3"]])
      expect((await problemOf(one, passwords)).message).not.toContain("hunter");
  });

  it("ends in a reason wherever it breaks off", async () => {
    for (let length = 0; length < one.packed.length; length += 5) {
      const cut = { ...one, packed: one.packed.subarray(0, length) };
      expect(["damaged", "encrypted"]).toContain((await problemOf(cut, ["secret"])).reason);
    }
  });

  it("ends in a reason, or in its content, wherever a bit is flipped", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(one.packed.length - 1), fc.nat(7), async (at, bit) => {
        const packed = Buffer.from(one.packed);
        packed[at] = (packed[at] ?? 0) ^ (1 << bit);
        // Not every bit matters to ZipCrypto: its random bytes, and those behind the end of Deflate, mean nothing.
        const content = await opened({ ...one, packed }, ["secret"]).catch((error: unknown) => error);
        if (content instanceof NotInspected) expect(["damaged", "encrypted"]).toContain(content.reason);
        else expect([content, one.encryption.kind]).toEqual([ROWS, "zipcrypto"]);
      }),
      { numRuns: 60 },
    );
  });

  it("is opened without a worker thread and without a look at the network", async () => {
    const forbidden = vi.fn(() => {
      throw new Error("not here");
    });
    vi.stubGlobal("Worker", forbidden);
    vi.stubGlobal("fetch", forbidden);
    expect(await opened(one, ["secret"])).toBe(ROWS);
    expect(forbidden).not.toHaveBeenCalled();
  });
});

describe("the check byte of ZipCrypto", () => {
  it("lets wrong passwords through, which the checksum then tells", async () => {
    const [one] = CASES;
    if (one === undefined) return;
    const many = Array.from({ length: 600 }, (_, index) => `wrong-${index}`);
    expect(await opened(one, [...many, "secret"])).toBe(ROWS);
    const problem = await problemOf(one, many);
    expect(problem.reason).toBe("encrypted");
  });
});

/** "secret" encrypts nothing, in AES-256: salt, check value, authentication code. */
function emptyAes(): Omit<Case, "name"> {
  const salt = Buffer.from("0123456789abcdef");
  const keys = pbkdf2Sync("secret", salt, 1000, 66, "sha1");
  const code = createHmac("sha1", keys.subarray(32, 64)).digest().subarray(0, 10);
  const encryption: Encryption = {
    kind: "aes",
    header: 0,
    flags: 1,
    time: 0,
    aes: { version: 2, strength: 3 },
  };
  return { packed: Buffer.concat([salt, keys.subarray(64), code]), crc: 0, encryption };
}

describe("an empty entry in AES", () => {
  it("opens with its password alone", async () => {
    expect(await opened(emptyAes(), ["secret"], asIs)).toBe("");
    expect(await opened(emptyAes(), ["other", "secret"], asIs)).toBe("");
    expect(await problemOf(emptyAes(), ["other"])).toMatchObject({ reason: "encrypted" });
  });

  it("is damaged without its authentication code", async () => {
    const one = emptyAes();
    const packed = Buffer.from(one.packed.map((byte, at) => (at < one.packed.length - 1 ? byte : byte ^ 1)));
    await expect(opened({ ...one, packed }, ["secret"], asIs)).rejects.toThrow("authentication code");
  });
});

describe("AES", () => {
  const aes = CASES.filter(({ encryption }) => encryption.kind === "aes");

  it.each(aes)("is damaged when its authentication code is not that of its data: $name", async (one) => {
    for (const at of [-1, -10, -11, 40]) {
      const packed = Buffer.from(one.packed);
      const index = at < 0 ? packed.length + at : at;
      packed[index] = (packed[index] ?? 0) ^ 1;
      for (const passwords of [["secret"], ["other", "secret"]])
        expect(await problemOf({ ...one, packed }, passwords)).toMatchObject({ reason: "damaged" });
    }
  });

  it("has a checksum in version 1 only", () => {
    const versions = aes.map(({ encryption }) => [encryption.aes?.version, hasChecksum(encryption)]);
    expect(versions).toEqual([
      [2, false],
      [1, true],
    ]);
  });

  it("of an unknown strength, and strong encryption, cannot be opened", async () => {
    for (const one of CASES) {
      for (const change of [{ flags: 0x41 }, { kind: "aes", aes: { version: 2, strength: 7 } } as const]) {
        const encryption = { ...one.encryption, ...change };
        expect(await problemOf({ ...one, encryption }, ["secret"])).toMatchObject({ reason: "encrypted" });
      }
    }
  });
});

describe("the extra field of AES", () => {
  it("tells version, strength and the method under the encryption", () => {
    const body = Buffer.from("02004145030800", "hex");
    expect(aesField(body)).toEqual({ version: 2, strength: 3, method: 8 });
  });

  it("is not read when it is too short or of another vendor", () => {
    for (const hex of ["", "020041450308", "02004243030800"])
      expect(aesField(Buffer.from(hex, "hex"))).toBeUndefined();
  });
});

describe("a list of passwords", () => {
  it("tries the one that opened the last entry first", async () => {
    const passwords = new Passwords(["a", "b", "secret", "c"]);
    for (const one of CASES) await opened(one, passwords);
    expect([...passwords].map(String)).toEqual(["secret", "a", "b", "c"]);
  });

  it("tries letters beyond ASCII in both encodings", () => {
    expect([...new Passwords(["pässe"])]).toEqual([
      Buffer.from("pässe", "utf8"),
      Buffer.from("pässe", "latin1"),
    ]);
    expect([...new Passwords(["пароль"])]).toHaveLength(1);
  });
});

describe.runIf(hasTool("7z"))("archives of 7-Zip", () => {
  const long = Buffer.from(
    Array.from({ length: 20_000 }, (_, row) => `${row},${(row * 7919) % 65_537}\n`).join(""),
  );

  it.each(["ZipCrypto", "AES128", "AES192", "AES256"])("are opened: %s", async (name) => {
    const files = { "long.csv": long, "empty.txt": Buffer.alloc(0), "one.txt": Buffer.from("1") };
    const entries = packedWith("7z", ["a", "-tzip", `-mem=${name}`, "-psecret"], files);
    expect(entries.length).toBe(3);
    for (const entry of entries) {
      if ((entry.flags & 1) === 0) continue;
      const content = await opened(caseOf(entry), ["x", "secret"], methodOf(entry) === 0 ? asIs : inflated);
      expect(content).toBe((files as Record<string, Buffer>)[entry.name]?.toString());
    }
  });
});

function methodOf(entry: PackedEntry): number {
  return aesField(entry.extra.get(0x9901) ?? Buffer.alloc(0))?.method ?? entry.method;
}

async function* asIs(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* data;
}

function caseOf({ packed, size, crc, flags, time, extra }: PackedEntry): Omit<Case, "name"> {
  const aes = aesField(extra.get(0x9901) ?? Buffer.alloc(0));
  const encryption: Encryption = {
    kind: aes === undefined ? "zipcrypto" : "aes",
    header: 0,
    flags,
    time,
    aes,
  };
  return { packed, size, crc, encryption };
}
