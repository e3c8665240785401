import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { formatsPage } from "./formats-page.ts";

const path = new URL("../docs/formats.md", import.meta.url);
writeFileSync(path, await format(formatsPage(), { parser: "markdown", printWidth: 110 }));
