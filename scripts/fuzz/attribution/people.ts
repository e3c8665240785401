import { amazonCustomer, deviceSerial, uuid, type Random } from "../../../fixtures/support/random.ts";

/** Somebody invented, with everything that an export may call them by. */
export interface Person {
  readonly name: string;
  readonly account: string;
  /** The same account under its issuer's other name. */
  readonly alias: string;
  readonly email: string;
  readonly phone: string;
  readonly device: string;
  readonly household: string;
  readonly profile: string;
}

/** How an issuer writes its accounts. */
export interface Issuer {
  readonly name: string;
  readonly pattern: string;
  readonly make: (random: Random) => string;
}

const DIGITS = "0123456789";
const HEX = "0123456789abcdef";
const LOWER = "abcdefghjkmnpqrstuvwxyz23456789";
const FIRST = ["Anna", "Ben", "Clara", "David", "Elif", "Fatou", "Göran", "Hana", "Igor", "José"] as const;
const LAST = ["Müller", "Roth", "Sommer", "Okafor", "Nowak", "Silva", "Lindqvist", "Weiß"] as const;
const DOMAINS = ["example.org", "example.net", "example.com", "mail.example", "post.example"] as const;

/** Shapes of customer numbers, as companies write them. */
export const ISSUERS: readonly Issuer[] = [
  { name: "prefixed", pattern: "C-[0-9]{6}", make: (random) => `C-1${random.text(5, DIGITS)}` },
  { name: "digits", pattern: "[0-9]{8}", make: (random) => `4${random.text(7, DIGITS)}` },
  { name: "uuid", pattern: "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", make: uuid },
  { name: "word", pattern: "user_[a-z0-9]{10}", make: (random) => `user_${mixed(random, 10)}` },
  { name: "hex", pattern: "[0-9a-f]{24}", make: (random) => `5f${random.text(22, HEX)}` },
  { name: "mixed", pattern: "K[0-9A-Z]{9}", make: (random) => `K${mixed(random, 9).toUpperCase()}` },
];

export const AMAZON: Issuer = { name: "amazon", pattern: "A[0-9A-Z]{12,13}", make: amazonCustomer };
export const GOOGLE: Issuer = {
  name: "google",
  pattern: "[0-9]{21}",
  make: (random) => `10${random.text(19, DIGITS)}`,
};

/** Somebody whom nobody else in `others` can be taken for. */
export function person(random: Random, issuer: Issuer, others: readonly Person[]): Person {
  for (;;) {
    const [first, last] = [random.pick(FIRST), random.pick(LAST)];
    const plain = `${first}.${last}`
      .normalize("NFD")
      .replace(/[^A-Za-z.]/g, "")
      .toLowerCase();
    const made: Person = {
      name: `${first} ${last}`,
      account: issuer.make(random),
      alias: issuer.name === "amazon" ? directed(random) : issuer.make(random),
      email: `${plain}.${random.text(3, LOWER)}@${random.pick(DOMAINS)}`,
      phone: `+49 17${random.text(1, "0156")} ${1 + random.whole(0, 8)}${random.text(6, DIGITS)}`,
      device: deviceSerial(random),
      household: `hh-${random.whole(1_000, 9_999)}`,
      profile: `profile-${random.text(6, DIGITS)}`,
    };
    const isNew = others.every(
      (other) =>
        other.name !== made.name &&
        other.account !== made.account &&
        other.household !== made.household &&
        other.profile !== made.profile,
    );
    if (isNew) return made;
  }
}

/** Somebody of the same name whose number differs by one digit. */
export function namesake(random: Random, like: Person, issuer: Issuer): Person {
  const at = [...like.account.matchAll(/[0-9]/g)].at(-1 - random.whole(0, 1))?.index ?? 0;
  const digit = String((Number(like.account[at]) + random.whole(1, 9)) % 10);
  const account = `${like.account.slice(0, at)}${digit}${like.account.slice(at + 1)}`;
  return { ...person(random, issuer, [like]), name: like.name, account };
}

function directed(random: Random): string {
  return `amzn1.account.A${random.text(27, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`;
}

function mixed(random: Random, length: number): string {
  for (;;) {
    const text = random.text(length, LOWER);
    if (/[0-9].*[a-z].*[0-9]/.test(text)) return text;
  }
}
