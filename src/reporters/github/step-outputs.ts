import { ordered } from "../events.ts";
import type { Reporter } from "../reporter.ts";

/** Writes what later steps of a workflow can ask for: `verdict`, `exit-code`, `findings`, `complete`. */
export const githubOutputsReporter: Reporter = {
  name: "github-outputs",
  title: "outputs of a step of GitHub",
  machine: true,
  async *render(events) {
    let findings = 0;
    for await (const event of ordered(events)) {
      if (event.type === "verdict") {
        const { outcome, exitCode } = event.verdict;
        yield `verdict=${outcome}\nexit-code=${exitCode}\n`;
      } else if (event.type === "totals") {
        yield `complete=${event.totals.entries.notInspected === 0}\n`;
      } else if (event.type === "finding" && event.finding.level !== "note") findings += 1;
    }
    yield `findings=${findings}\n`;
  },
};
