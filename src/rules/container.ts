import type { Rule } from "../model/facts.ts";
import { HAZARDS } from "./hazards/index.ts";

const CONTAINER = { owner: -1, identifier: undefined, field: "", places: [] } as const;

/** What containers themselves showed while they were listed: one rule for each hazard; its id is the observation's. */
export const HAZARD_RULES: readonly Rule[] = HAZARDS.map(({ id, level, title, help }) => ({
  id,
  level,
  words: { title, help },
  *find(facts) {
    for (const observation of facts.observations) {
      if (observation.rule !== id) continue;
      yield { ...CONTAINER, row: observation.entry, count: 1, unit: "entries", detail: observation.detail };
    }
  },
}));

export const subjectNotSeen: Rule = {
  id: "subject-not-seen",
  level: "unproven",
  words: {
    title: "None of the requester's identifiers was seen",
    help: "Either this is another person's export, or the subject file is wrong. Check that first.",
  },
  *find(facts) {
    if (facts.subject.seen > 0 || facts.judged.length === 0) return;
    yield {
      ...CONTAINER,
      row: -1,
      count: 1,
      unit: "entries",
      detail: "another person's export, or a wrong subject file",
    };
  },
};
