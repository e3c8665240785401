// Lists one archive in turn with yauzl alone and with the map (which runs yauzl beside itself), and prints the CPU time
// of each run in milliseconds. `node listing.ts <dist> <archive> <rounds>`
import path from "node:path";
import { pathToFileURL } from "node:url";
import { fromRandomAccessReader, RandomAccessReader, type Entry } from "yauzl";

interface Window {
  readonly size: number;
  view(position: number, length: number): Buffer | undefined;
  close(): void;
}

/** What the built package is asked for. */
interface Built {
  readonly FileWindow: new (file: string, bytes?: number) => Window;
  listContainer(
    bytes: Window,
    headers: Window,
    kind: string,
    name: string,
    options: object,
  ): Promise<unknown>;
  readonly DEFAULT_LIMITS: object;
  readonly whatBytesLookLike: unknown;
}

/** yauzl with a cached window, as zip.md 4 measured it: its own file reader is eight times slower. */
class CachedReader extends RandomAccessReader {
  readonly #window: Window;

  constructor(window: Window) {
    super();
    this.#window = window;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#window.view(position, length)?.copy(buffer, offset);
    queueMicrotask(() => callback(null));
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}

async function load(dist: string): Promise<Built> {
  const from = (file: string): Promise<Record<string, unknown>> =>
    import(pathToFileURL(path.join(dist, file)).href) as Promise<Record<string, unknown>>;
  const files = ["containers/bytes.js", "containers/index.js", "model/limits.js", "formats/index.js"];
  return Object.assign({}, ...(await Promise.all(files.map(from)))) as Built;
}

function listWithYauzl(window: Window): Promise<readonly Entry[]> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false };
    fromRandomAccessReader(new CachedReader(window), window.size, options, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const entries: Entry[] = [];
      zip.on("entry", (entry: Entry) => {
        entries.push(entry);
        zip.readEntry();
      });
      zip.on("error", reject);
      zip.on("end", () => resolve(entries));
      zip.readEntry();
    });
  });
}

async function cpuMillis(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const [dist = "", archive = "", rounds = "9"] = process.argv.slice(2);
const built = await load(dist);
const open = (bytes?: number): Window => new built.FileWindow(archive, bytes);
const options = {
  bounds: { ...built.DEFAULT_LIMITS, maxBytes: Number.MAX_SAFE_INTEGER },
  canDecrypt: false,
  looksLike: built.whatBytesLookLike,
  onProgress: () => {},
};
const figures: { yauzl: number[]; map: number[] } = { yauzl: [], map: [] };
for (let round = 0; round < Number(rounds); round += 1) {
  const [forYauzl, bytes, headers] = [open(), open(), open(4096)];
  figures.yauzl.push(await cpuMillis(() => listWithYauzl(forYauzl)));
  figures.map.push(await cpuMillis(() => built.listContainer(bytes, headers, "zip", archive, options)));
  for (const window of [forYauzl, bytes, headers]) window.close();
}
console.log(JSON.stringify(figures));
