import type { PeopleReport } from "../../model/people.ts";
import { encode } from "../json.ts";
import type { PeopleReporter } from "./index.ts";

/** One `straycheck-people/1` document, a line for each person, tie and file. */
export const peopleJson: PeopleReporter = {
  name: "json",
  render: (report) => Promise.resolve(jsonOf(report)),
};

function jsonOf(report: PeopleReport): string {
  const members = Object.entries(report).map(([key, value]: [string, unknown]) => {
    if (!Array.isArray(value) || value.length === 0) return `\n  ${encode(key)}: ${encode(value)}`;
    const lines = value.map((one: unknown) => `\n    ${encode(one)}`);
    return `\n  ${encode(key)}: [${lines.join(",")}\n  ]`;
  });
  return `{${members.join(",")}\n}\n`;
}
