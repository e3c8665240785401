import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "../src");

/** Which rooms a room may import, besides itself and npm packages (design, *Stages*). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  containers: ["model"],
  formats: ["model"],
  "json-schema": ["model"],
  layouts: ["json-schema", "model"],
  attribution: ["model"],
  rules: ["model"],
  policy: ["model"],
  reporters: ["json-schema", "model"],
  sweep: ["model"],
  engine: [
    "attribution",
    "containers",
    "formats",
    "layouts",
    "model",
    "policy",
    "registry",
    "rules",
    "sweep",
  ],
  "layout-draft": ["engine", "model"],
  incident: ["engine", "model"],
  receipt: ["engine", "model"],
  batch: ["engine", "model"],
  split: ["engine", "model"],
  registry: ["model", "policy"],
  cli: [
    "attribution",
    "batch",
    "containers",
    "engine",
    "formats",
    "incident",
    "layout-draft",
    "layouts",
    "model",
    "policy",
    "receipt",
    "registry",
    "reporters",
    "rules",
    "split",
  ],
  // src/index.ts, the library.
  "": ["engine", "layouts", "model", "policy"],
};
/** Single files beyond the rooms above. */
const MAY_IMPORT_FILE: Readonly<Record<string, readonly string[]>> = { "index.ts": ["cli/subject-file.ts"] };
const WITHOUT_NODE = ["model", "attribution", "rules", "reporters"];
const NODE_LIBRARIES_OF_REPORTERS = ["node:util"];
const WITHOUT_PACKAGES = ["model", "attribution", "rules", "engine"];
const FORBIDDEN_MODULES =
  /^(?:node:)?(?:net|http|https|http2|tls|dgram|dns|dns\/promises|child_process|cluster|inspector|repl|vm|wasi|quic)$/;
const FORBIDDEN_CALLS: readonly (readonly [string, RegExp])[] = [
  ["fetch", /(?<![.\w"'`])fetch\s*\(/],
  ["WebSocket", /\bnew\s+(?:WebSocket|EventSource|XMLHttpRequest|WebTransport)\b/],
  ["eval", /(?<![.\w])eval\s*\(|\bnew\s+Function\s*\(/],
  ["process.exit(", /\bprocess\s*\.\s*(?:exit|abort|kill|reallyExit|dlopen|binding)\s*\(/],
];
const CONSOLE_OF_THE_PROCESS =
  /\bprocess\s*\.\s*(?:stdout|stderr|stdin|argv|env|on|once|exitCode)\b|\bconsole\s*\.\s*\w+\s*\(/;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  /** Without comments and the contents of strings. */
  readonly code: string;
  readonly imports: readonly string[];
}

const files = sourceFiles();

function sourceFiles(): SourceFile[] {
  const paths = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  return paths.sort().map((name) => {
    const path = name.split(sep).join("/");
    const text = readFileSync(join(SOURCE, name), "utf8");
    return {
      path,
      room: path.includes("/") ? path.slice(0, path.indexOf("/")) : "",
      code: bare(text),
      imports: importsOf(text),
    };
  });
}

/** The code without comments; strings become empty, so that words in them are no calls. */
function bare(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (found) =>
    found.startsWith("/") ? " " : '""',
  );
}

function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/^\s*\/\/[^\n]*/gm, " ");
  const forms = [
    /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gm,
    /^\s*import\s*["']([^"']+)["']/gm,
    /\b(?:import|require)\s*\(\s*["']([^"']+)["']/g,
    /\bnew\s+URL\(\s*["'](\.[^"']+\.[jt]s)["']/g,
  ];
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1] ?? ""));
}

/** The path below `src` that a relative import means. */
function target(file: SourceFile, specifier: string): string {
  return relative(SOURCE, join(SOURCE, dirname(file.path), specifier))
    .split(sep)
    .join("/");
}

function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function breaches(check: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

describe("the import rules", () => {
  it("are held against the whole of src, every room of it", () => {
    expect(files.length).toBeGreaterThan(80);
    const rooms = new Set(files.map((file) => file.room));
    expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
    // A search that finds no imports would hold every rule.
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(300);
    expect(files.find((file) => file.path === "engine/check.ts")?.imports).toContain(
      "../containers/index.ts",
    );
    expect(files.find((file) => file.path === "cli/commands/check.ts")?.imports).toContain("../run-check.ts");
  });

  it("keep every room to the rooms below it", () => {
    const found = breaches((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => target(file, specifier))
        .filter((path) => {
          const allowed = MAY_IMPORT[file.room] ?? [];
          const room = roomOf(path);
          const isOwn = room === file.room && !path.startsWith("..");
          return !isOwn && !allowed.includes(room) && !(MAY_IMPORT_FILE[file.path] ?? []).includes(path);
        })
        .map((path) => `imports ${path}`),
    );
    expect(found).toEqual([]);
  });

  it("let other rooms in through the index of containers, formats, layouts, receipt, rules, reporters", () => {
    const closed = ["containers", "formats", "layouts", "receipt", "rules", "reporters"];
    const found = breaches((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => target(file, specifier))
        .filter((path) => closed.includes(roomOf(path)) && roomOf(path) !== file.room)
        .filter((path) => path !== `${roomOf(path)}/index.ts`)
        .map((path) => `reaches past the index to ${path}`),
    );
    expect(found).toEqual([]);
  });

  it("keep the pure rooms free of node and of packages", () => {
    const found = breaches((file) =>
      file.imports
        .filter((specifier) => !specifier.startsWith("."))
        .filter((specifier) => {
          if (!specifier.startsWith("node:")) return WITHOUT_PACKAGES.includes(file.room);
          const isPlainHelper = file.room === "reporters" && NODE_LIBRARIES_OF_REPORTERS.includes(specifier);
          return WITHOUT_NODE.includes(file.room) && !isPlainHelper;
        })
        .map((specifier) => `imports ${specifier}`),
    );
    expect(found).toEqual([]);
  });

  it("name node's own modules with node:", () => {
    const bareNames = /^(?:fs|path|os|util|events|stream|zlib|crypto|url|timers|worker_threads)(?:\/|$)/;
    expect(breaches((file) => file.imports.filter((specifier) => bareNames.test(specifier)))).toEqual([]);
  });
});

describe("nothing in src", () => {
  it("opens a socket or starts a process", () => {
    const modules = breaches((file) => file.imports.filter((specifier) => FORBIDDEN_MODULES.test(specifier)));
    const calls = breaches((file) =>
      FORBIDDEN_CALLS.filter(([, pattern]) => pattern.test(file.code)).map(([name]) => `calls ${name}`),
    );
    expect([...modules, ...calls]).toEqual([]);
  });

  it("but the command line touches the process's streams, arguments, environment or exit code", () => {
    expect(
      breaches((file) =>
        file.room !== "cli" && CONSOLE_OF_THE_PROCESS.test(file.code) ? ["touches the process"] : [],
      ),
    ).toEqual([]);
  });

  it("has a search behind these rules that would see a breach", () => {
    const calls = (code: string): string[] =>
      FORBIDDEN_CALLS.filter(([, pattern]) => pattern.test(bare(code))).map(([name]) => name);
    expect(calls('await fetch("https://example.org")')).toEqual(["fetch"]);
    expect(calls("process.exit(0); eval(text); new WebSocket(url)")).toEqual([
      "WebSocket",
      "eval",
      "process.exit(",
    ]);
    expect(calls('// fetch(this)\nconst text = "eval(1)"; prefetch(); cache.fetch(1)')).toEqual([]);
    expect(
      importsOf(
        'import a, {\n  b,\n} from "node:net";\nconst c = await import("node:tls");\nimport "node:dns";',
      ),
    ).toEqual(["node:net", "node:dns", "node:tls"]);
    expect(FORBIDDEN_MODULES.test("http")).toBe(true);
    expect(CONSOLE_OF_THE_PROCESS.test("process.stdout.write(1)")).toBe(true);
  });
});
