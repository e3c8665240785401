import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

function packed(): readonly string[] {
  const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [first] = JSON.parse(printed) as readonly Packed[];
  return (first?.files ?? []).map(({ path }) => path);
}

describe("the package", () => {
  const files = packed();

  it("holds the program, its types, its schemas, and what a reader needs; nothing else", () => {
    for (const path of ["bin/straycheck.js", "dist/index.js", "dist/index.d.ts", "README.md", "LICENSE"])
      expect(files).toContain(path);
    const strange = files.filter(
      (path) =>
        !/^(?:bin\/straycheck\.js|dist\/.*\.(?:js|d\.ts|json|css)|package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/.test(
          path,
        ),
    );
    expect(strange).toEqual([]);
  });

  it("holds no test, no fixture and no script", () => {
    expect(files.filter((path) => /(?:^|\/)(?:test|fixtures|scripts)\/|\.test\./.test(path))).toEqual([]);
  });
});

describe("what other programs are given to run", () => {
  const read = (path: string): unknown => parse(readFileSync(path, "utf8"));

  it("is YAML that can be read, and pins the version of the package", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(read("ci/gitlab.yml")).toMatchObject({
      ".straycheck": { variables: { STRAYCHECK_VERSION: version }, artifacts: { when: "always" } },
    });
    expect(read(".pre-commit-hooks.yaml")).toMatchObject([{ id: "straycheck", pass_filenames: false }]);
    expect(read("action.yml")).toMatchObject({ runs: { using: "composite" } });
  });

  it("is what their schemas describe", () => {
    const require = createRequire(import.meta.url);
    const schemaOf = (path: string): object => require(`schemastore/schemas/json/${path}`) as object;
    const problems = (schema: object, document: unknown): unknown => {
      // They are of several drafts, whose names for the same keywords differ; formats are those of other programs.
      const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false });
      const { $schema: _draft, $id: _name, ...rest } = schema as { $schema?: string; $id?: string };
      const validate = ajv.compile(rest);
      return validate(document) ? [] : validate.errors;
    };
    const blocks = (path: string): readonly unknown[] =>
      [...readFileSync(path, "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) =>
        parse(text),
      );
    const gitlab = schemaOf(
      "gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json",
    );
    const job = { ...schemaOf("kubernetes-definitions.json"), $ref: "#/definitions/io.k8s.api.batch.v1.Job" };
    expect(problems(schemaOf("github-action.json"), read("action.yml"))).toEqual([]);
    expect(problems(schemaOf("pre-commit-hooks.json"), read(".pre-commit-hooks.yaml"))).toEqual([]);
    expect(problems(gitlab, read("ci/gitlab.yml"))).toEqual([]);
    const included = blocks("docs/ci.md").filter((block) => JSON.stringify(block).includes('"include"'));
    expect(included.map((block) => problems(gitlab, block))).toEqual([[]]);
    expect(blocks("docs/kubernetes.md").map((block) => problems(job, block))).toEqual([[]]);
    expect(
      problems(job, { apiVersion: "batch/v1", kind: "Job", spec: { backoffLimit: "none" } }),
    ).not.toEqual([]);
  });

  it("lets `npm pack` print the archive's name alone, which pre-commit takes for it", () => {
    expect(readFileSync(".npmrc", "utf8")).toMatch(/^foreground-scripts=false$/m);
  });

  it("puts no input of a workflow into the text of a script", () => {
    const { runs } = read("action.yml") as { runs: { steps: readonly { run: string }[] } };
    for (const { run } of runs.steps) expect(run).not.toContain("${{");
  });

  it("pins the actions of others by commit", () => {
    for (const path of [".github/workflows/ci.yml", ".github/workflows/release.yml"]) {
      const uses = readFileSync(path, "utf8").match(/uses: \S+/g) ?? [];
      expect(uses.length).toBeGreaterThan(0);
      for (const use of uses) expect(use).toMatch(/@[0-9a-f]{40}$/);
    }
  });
});
