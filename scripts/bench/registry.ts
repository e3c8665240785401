// Builds a registry of invented customers, opens it and looks identifiers up. `node registry.ts <dist> <folder> <identifiers>`
// prints one line of JSON: CPU seconds to build, bytes, milliseconds to open, and look-ups a second and core.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [dist = "", folder = "", wanted = "1000000"] = process.argv.slice(2);
const IDENTIFIERS = Number(wanted);
/** Each customer has an account, an e-mail address, and a device; one device in a thousand has been resold. */
const OF_CUSTOMER = 3;
const RESOLD = 1000;
const ROWS_A_CHUNK = 3000;
const LOOKUPS = 1_000_000;
const OPENED = 21;

type Library = typeof import("../../src/registry/index.ts");
const { buildRegistry, openRegistry, readRegistryKey, writeNewKey } = (await import(
  pathToFileURL(path.join(dist, "registry/index.js")).href
)) as Library;

/** Thirteen characters of base 36 that tell nothing of their number: an odd multiplier walks through all of them. */
function scattered(number: number, salt: number): string {
  const low = Math.imul(number + 1, 0x9e3779b1) ^ salt;
  const high = Math.imul(number ^ 0x5bd1e995, 0x85ebca6b) ^ salt;
  return `A${(low >>> 0).toString(36).padStart(7, "0")}${(high >>> 0).toString(36).padStart(7, "0").slice(2)}`.toUpperCase();
}

const account = (customer: number): string => scattered(customer, 0);
const email = (customer: number): string => `${scattered(customer, 0x1234567).toLowerCase()}@example.org`;
const device = (customer: number): string => `G0${scattered(customer, 0x7654321)}`;

async function* customers(): AsyncIterable<Uint8Array> {
  yield Buffer.from("owner,kind,identifier,from,until\n");
  const last = Math.ceil(IDENTIFIERS / OF_CUSTOMER);
  let rows: string[] = [];
  for (let customer = 0; customer < last; customer++) {
    const owner = `C-${customer}`;
    const days = customer % RESOLD === 0 ? "2016-01-01,2018-02-28" : ",";
    rows.push(`${owner},account,${account(customer)},,`, `${owner},email,${email(customer)},,`);
    rows.push(`${owner},device,${device(customer)},${days}`);
    if (rows.length < ROWS_A_CHUNK) continue;
    yield Buffer.from(`${rows.join("\n")}\n`);
    rows = [];
  }
  yield Buffer.from(`${rows.join("\n")}\n`);
}

function cpuSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Identifiers of which this share is in the registry. Made before, so that only the look-up is measured. */
function asked(share: number): readonly string[] {
  const last = Math.ceil(IDENTIFIERS / OF_CUSTOMER);
  return Array.from({ length: LOOKUPS }, (_, index) => {
    const customer = Math.imul(index + 7, 0x2545f491) >>> 0;
    const isKnown = (index % 100) / 100 < share;
    // Flat strings, as a tokenizer hands them over.
    return Buffer.from(isKnown ? account(customer % last) : `Z${account(customer).slice(1)}`).toString();
  });
}

const keyFile = path.join(folder, "registry.key");
const output = path.join(folder, "registry");
writeNewKey(keyFile);
const key = readRegistryKey(keyFile);

const beforeMaking = process.cpuUsage();
let made = 0;
for await (const chunk of customers()) made += chunk.length;
const making = cpuSeconds(beforeMaking);

const started = performance.now();
const before = process.cpuUsage();
const built = await buildRegistry({
  sources: ["-"],
  format: "csv",
  columns: new Map(),
  key,
  inputs: [],
  output,
  ownersFile: undefined,
  leavesOut: false,
  replaces: false,
  standardInput: customers(),
  signal: new AbortController().signal,
  onProgress: () => {},
});
const buildSeconds = (performance.now() - started) / 1000;
const buildCpuSeconds = cpuSeconds(before) - making;
const buildPeakMiB = process.resourceUsage().maxRSS / 1024;

const opens = Array.from({ length: OPENED }, () => {
  const opening = performance.now();
  openRegistry(output, key).close();
  return performance.now() - opening;
});

function rateOf(share: number): number {
  const tokens = asked(share);
  const registry = openRegistry(output, key);
  let found = 0;
  // The first half has the filter and, in a small registry, the rows be read.
  const half = LOOKUPS / 2;
  for (let index = 0; index < half; index++) found += registry.lookup(tokens[index] ?? "").length;
  const since = process.cpuUsage();
  for (let index = half; index < LOOKUPS; index++) found += registry.lookup(tokens[index] ?? "").length;
  const rate = half / cpuSeconds(since);
  registry.close();
  if (found < LOOKUPS * share * 0.999 || found > LOOKUPS * share * 1.001)
    throw new Error(`${found} hits, where ${LOOKUPS * share} were expected`);
  return Math.round(rate);
}

const [misses, half, hits] = [rateOf(0), rateOf(0.5), rateOf(1)];
const lookupPeakMiB = process.resourceUsage().maxRSS / 1024;

console.log(
  JSON.stringify({
    identifiers: built.counts.identifiers,
    bits: built.bits,
    sourceBytes: made,
    making,
    buildSeconds,
    buildCpuSeconds,
    buildPeakMiB,
    bytes: built.bytes,
    openMillis: opens.toSorted((one, other) => one - other)[Math.floor(OPENED / 2)],
    misses,
    half,
    hits,
    lookupPeakMiB,
  }),
);
