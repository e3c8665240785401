import type { Listed } from "../../container.ts";
import { NameTable, type DecodedName, unsafeBytes, unsafeName, unusualName } from "../names.ts";
import type { DirectoryEntry } from "./directory.ts";
import type { Say } from "./local.ts";
import type { Observations } from "./observations.ts";
import { FLAG } from "./records.ts";

const COMPANION = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)/i;

/** Says what is odd about the names of a directory, each by itself and one with another. */
export class NameOddities {
  readonly #names = new NameTable();
  readonly #entries: readonly Listed[];
  #companions = 0;

  /** `entries`: those that were named before, by their index. */
  constructor(entries: readonly Listed[]) {
    this.#entries = entries;
  }

  add(entry: DirectoryEntry, { path, encoding }: DecodedName, index: number, say: Say): void {
    const unsafe = unsafeName(path) ?? (encoding === "sure" ? undefined : unsafeBytes(entry.name));
    if (unsafe !== undefined) say("unsafe-path", unsafe);
    else {
      const unusual = unusualName(path);
      if (unusual !== undefined) say("name-unusual", unusual);
    }
    if (encoding !== "sure")
      say(
        "name-encoding",
        encoding === "utf8"
          ? "its name is UTF-8, and nothing says so"
          : "nothing says in which encoding its name is written",
      );
    else if ((entry.flags & FLAG.utf8) !== 0 && path.includes("\ufffd"))
      say("unsafe-path", "its name is not the UTF-8 it is said to be");
    if (COMPANION.test(path)) this.#companions += 1;
    const taken = this.#names.add(path, index);
    if (taken !== undefined) {
      const other = JSON.stringify(this.#entries[taken.other]?.path ?? "");
      say(taken.rule, `unpacked, it and ${other} (entry ${taken.other}) are one file`);
    }
  }

  /** What is known when all names are. */
  finish(observations: Observations): void {
    for (const [file, inside] of this.#names.filesThatAreFolders()) {
      const path = this.#entries[inside]?.path ?? "";
      observations.add(
        "name-collision",
        file,
        `its name is also that of the folder of ${JSON.stringify(path)}`,
      );
    }
    if (this.#companions > 0)
      observations.add(
        "companion-files",
        -1,
        `${this.#companions} files were left by a file manager (\`__MACOSX\`, \`.DS_Store\`, \`Thumbs.db\`); they were searched like others`,
      );
  }
}
