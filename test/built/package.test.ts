import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { corrected } from "../../fixtures/cases/corrected.ts";
import { oneStrayRow } from "../../fixtures/cases/one-stray-row.ts";
import { run, workplace, type Ended } from "../support/command.ts";

const place = workplace();
afterAll(() => place.remove());

const project = place.path("project");
mkdirSync(project);
place.write("project/package.json", `{ "name": "someone-elses", "private": true, "type": "module" }`);

const npm = (args: readonly string[], cwd: string): Promise<Ended> => run("npm", args, { cwd });
const installed = await install();

/** Packs what is built and installs it as anybody would; undefined (and a message) without a registry. */
async function install(): Promise<{ readonly files: readonly string[] } | undefined> {
  const packed = await npm(
    ["pack", "--ignore-scripts", "--json", "--pack-destination", place.folder],
    process.cwd(),
  );
  if (packed.code !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
  const tarball = readdirSync(place.folder).find((name) => name.endsWith(".tgz")) ?? "";
  const listing = await run("tar", ["-tzf", place.path(tarball)]);
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  const ended = await npm(["install", ...options, place.path(tarball)], project);
  if (ended.code === 0)
    return {
      files: listing.stdout
        .trim()
        .split("\n")
        .map((file) => file.replace(/^package\//, "")),
    };
  if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|ENETUNREACH/.test(ended.stderr)) {
    throw new Error(`npm install failed: ${ended.stderr}`);
  }
  console.warn("skipped: the package is not installed, because npm reaches no registry");
  return undefined;
}

const node = (script: string, ...args: readonly string[]): Promise<Ended> => {
  place.write("project/script.js", script);
  return run(process.execPath, ["script.js", ...args], { cwd: project });
};

describe.skipIf(installed === undefined)("the package, installed by somebody else", () => {
  it("holds the program, its types, schemas and layouts, and nothing of its workshop", () => {
    const files = installed?.files ?? [];
    for (const file of ["bin/straycheck.js", "dist/index.js", "dist/index.d.ts", "dist/engine/worker.js"])
      expect(files).toContain(file);
    for (const name of ["report", "subject", "policy", "layout", "receipt", "batch", "people", "split"])
      expect(files).toContain(`dist/schemas/${name}.schema.json`);
    const own = files.filter((file) => !file.startsWith("node_modules/"));
    expect(
      own.filter(
        (file) => /^(?:src|test|fixtures|scripts|docs)\/|\.ts$/.test(file) && !file.endsWith(".d.ts"),
      ),
    ).toEqual([]);
  });

  it("gives the report's events to whoever imports it", async () => {
    const [zip, , subjectFile] = place.fixture(oneStrayRow);
    const script = `
      import { readFileSync } from "node:fs";
      import { check, parseSubject } from "straycheck";
      const [zip, subjectFile] = process.argv.slice(2);
      const subject = parseSubject(readFileSync(subjectFile, "utf8"), subjectFile, {});
      const types = [];
      for await (const event of check({ bundles: [zip], subject })) {
        if (event.type === "verdict") console.log(event.verdict.outcome, event.verdict.exitCode);
        if (types.at(-1) !== event.type) types.push(event.type);
      }
      console.log(types.join(" "));`;
    const ended = await node(script, zip, subjectFile);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toBe("stray 1\nrun verdict totals mechanism owner finding entry end\n");
  });

  it("runs as a command", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const shown = await run("npx", ["--no-install", "straycheck", "--version"], { cwd: project });
    expect(shown.stdout.trim()).toBe(version);
    const command = [process.execPath, "node_modules/straycheck/bin/straycheck.js"] as const;
    const ended = await run(command[0], [command[1], ...place.fixture(corrected)], { cwd: project });
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(/^CLEAN/);
  });

  it("lets its schemas be imported by name", async () => {
    const names = ["report", "subject", "policy", "layout", "receipt", "batch", "people", "split"];
    const script = names
      .map(
        (name) =>
          `import ${name} from "straycheck/schemas/${name}.schema.json" with { type: "json" };\nconsole.log(typeof ${name}.$schema);`,
      )
      .join("\n");
    expect(await node(script)).toMatchObject({ code: 0, stdout: "string\n".repeat(names.length) });
  });
});
