import { expect, test } from "vitest";
import { CannotRun } from "../../src/model/errors.ts";
import { load, REPORTERS } from "../../src/reporters/index.ts";

test("every reporter loads as what the list says of it", async () => {
  for (const listing of REPORTERS) {
    const { name, title, machine } = await load(listing.name);
    expect({ name, title, machine }).toEqual({
      name: listing.name,
      title: listing.title,
      machine: listing.machine,
    });
  }
});

test("an unknown format is refused with the known ones", async () => {
  await expect(load("sarif\u001b")).rejects.toThrow(CannotRun);
  await expect(load("xml")).rejects.toThrow('There is no report format "xml"; there are: text, json, ');
});
