// Puts the JSON Schemas that the package publishes into dist/schemas. (tsc copies only JSON that is imported.)
import { copyFileSync, mkdirSync } from "node:fs";

const SCHEMAS = {
  "report.schema.json": "src/reporters/report.schema.json",
  "people.schema.json": "src/reporters/people/people.schema.json",
  "subject.schema.json": "src/cli/subject.schema.json",
  "policy.schema.json": "src/policy/policy.schema.json",
  "evidence.schema.json": "src/incident/evidence.schema.json",
  "layout.schema.json": "src/layouts/layout.schema.json",
  "receipt.schema.json": "src/receipt/receipt.schema.json",
  "batch.schema.json": "src/batch/summary.schema.json",
  "split.schema.json": "src/split/split.schema.json",
};

mkdirSync("dist/schemas", { recursive: true });
for (const [name, path] of Object.entries(SCHEMAS)) copyFileSync(path, `dist/schemas/${name}`);
