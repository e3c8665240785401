import { gzipSync } from "node:zlib";
import { seeded, type Random } from "../../../fixtures/support/random.ts";
import { writeTar } from "../../../fixtures/support/tar-writer.ts";
import { writeZip } from "../../../fixtures/support/zip-writer.ts";
import { ASSEMBLY } from "./assembly-faults.ts";
import type { Kit } from "./kit.ts";
import { facebook, instagram } from "./native/meta.ts";
import { discord, xTwitter } from "./native/platforms.ts";
import { fhir, linkedin, netflix, spotify } from "./native/services.ts";
import { bagit, frictionless, manifested, whatsapp } from "./native/packages.ts";
import type { Native } from "./native/native.ts";
import { OWNERSHIP } from "./ownership-faults.ts";
import { person, type Person } from "./people.ts";
import { PROVIDERS, type Provider } from "./providers.ts";
import { RESIDUE } from "./residue-faults.ts";
import type { Bundle, Made } from "./truth.ts";
import type { Draft, Variant } from "./variant.ts";
import { spokenWords } from "./words.ts";

const NATIVES: readonly Native[] = [
  netflix,
  facebook,
  instagram,
  xTwitter,
  discord,
  fhir,
  linkedin,
  spotify,
  manifested,
  bagit,
  frictionless,
  whatsapp,
];

/** Ways that fit any table. */
const VARIANTS: readonly Variant[] = [...ASSEMBLY, ...OWNERSHIP, ...RESIDUE];

/** How often each kind of export is made: most companies have a layout that nobody built in. */
const KINDS: readonly (Provider | Native)[] = [
  ...PROVIDERS.flatMap((provider) =>
    Array.from(
      { length: provider.name === "generic" || provider.name === "company" ? 8 : 4 },
      () => provider,
    ),
  ),
  ...NATIVES,
];

/** What a seed stands for, without making it. */
interface Plan {
  readonly kind: Provider | Native;
  readonly variant: Variant;
  readonly label: string;
}

function planOf(random: Random): Plan {
  const kind = KINDS[random.whole(0, KINDS.length - 1)];
  if (kind === undefined) throw new Error("there is nothing to make");
  const isLeak = random.next() < 0.5;
  const all = "variants" in kind ? kind.variants : VARIANTS;
  const fitting = all.filter(
    ({ layouts, isLeak: leaks }) => leaks === isLeak && layouts?.includes(kind.name) !== false,
  );
  // By mechanism first: some have more variants than others.
  const mechanisms = [...new Set(fitting.map(({ mechanism }) => mechanism))];
  const mechanism = mechanisms[random.whole(0, mechanisms.length - 1)];
  const of = fitting.filter((variant) => variant.mechanism === mechanism);
  const variant = of[random.whole(0, of.length - 1)];
  if (variant === undefined) throw new Error(`${kind.name} has no mechanism`);
  return { kind, variant, label: `${kind.name}/${variant.mechanism}/${variant.name}` };
}

/** The label of a seed's bundle: `layout/mechanism/variant`. */
export function labelOf(seed: number): string {
  return planOf(seeded(mixedSeed(seed))).label;
}

/** The bundle of a seed: the same seed gives the same bytes. */
export function bundleOf(seed: number): Bundle {
  const random = seeded(mixedSeed(seed));
  const { kind, variant, label } = planOf(random);
  const provider = "variants" in kind ? undefined : kind;
  const words = provider?.words(random) ?? spokenWords(random);
  const issuer = "variants" in kind ? kind.issuer : kind.issuer(random);
  const people: Person[] = [];
  const next = (): Person => {
    const one = person(random, issuer, people);
    people.push(one);
    return one;
  };
  const kit: Kit = {
    random,
    layoutName: kind.name,
    issuer,
    words,
    isOdd: provider?.isOdd(words) ?? false,
    subject: next(),
    strangers: [next(), next(), next()],
    friends: [next(), next(), next()],
    member: next(),
    told: { devices: new Set(), households: new Set(), people: new Set() },
  };
  const draft = variant.make(kit, provider?.components ?? [], provider?.base(kit) ?? []);
  return {
    seed,
    label,
    layoutName: kind.name,
    mechanism: variant.mechanism,
    isLeak: variant.isLeak,
    isOdd: kit.isOdd,
    bytes: packed(random, draft, provider === undefined),
    subject: subjectFile(kit),
    ...(kit.told.policy === undefined ? {} : { policy: kit.told.policy }),
    layout: "variants" in kind ? kind.layout : kind.layout(kit),
    files: draft.files,
  };
}

/** What was asked for, and by whom: all that the controller's own records tell. */
function subjectFile({ subject, told }: Kit): string {
  const accounts = [subject.account, ...(told.alias === true ? [subject.alias] : [])];
  const list = (key: string, values: Iterable<string>): string[] => {
    const all = [...values];
    return all.length === 0 ? [] : [`${key}: [${all.join(", ")}]`];
  };
  return `${[
    "ref: FUZZ-2026-1",
    ...list(
      "accounts",
      accounts.map((one) => `"${one}"`),
    ),
    ...list("emails", [subject.email]),
    ...list("phones", told.phones === true ? [`"${subject.phone}"`] : []),
    ...list("names", told.names === true ? [`"${subject.name}"`] : []),
    ...list("devices", told.devices),
    ...list("households", told.households),
    ...list("people", told.people),
  ].join("\n")}\n`;
}

/** In a ZIP as it is, in a folder, or in an archive within it; `isWhole`: its files speak of one another. */
function packed(random: Random, { files, comment }: Draft, isWhole: boolean): Buffer {
  const options = comment === undefined ? {} : { comment };
  const inside = (prefix: string, some: readonly Made[]): { path: string; bytes: Uint8Array }[] =>
    some.map(({ path, bytes }) => ({ path: `${prefix}${path}`, bytes }));
  // Archives within would hide the comment, and a row speaks for files of its own archive only.
  const way = comment === undefined ? random.whole(0, 9) : 0;
  const rests =
    isWhole || files.some(({ truth }) => truth.some(({ whose, alone = whose }) => alone !== whose));
  switch (way) {
    case 6:
      return writeZip(inside("export-2026-11-02/", files), options);
    case 7:
      return writeZip([{ path: "export.zip", bytes: writeZip(inside("", files)), method: 0 }], options);
    case 8:
      return writeZip([{ path: "parts/export.tgz", bytes: gzipSync(writeTar(inside("", files))) }], options);
    case 9: {
      if (rests) return writeZip(inside("", files), options);
      const more = files.filter(({ path }) => path.startsWith("more/"));
      const other = files.filter(({ path }) => !path.startsWith("more/"));
      const inner = more.length === 0 ? [] : [{ path: "more.zip", bytes: writeZip(inside("", more)) }];
      return writeZip([...inside("", other), ...inner], options);
    }
    default:
      return writeZip(inside("", files), options);
  }
}

/** Neighbouring seeds begin alike. */
function mixedSeed(seed: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
}
