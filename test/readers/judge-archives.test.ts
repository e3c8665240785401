import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { judgeArchives } from "../../scripts/readers/law.ts";
import { workplace } from "../support/command.ts";

const place = workplace();
afterAll(() => place.remove());

const OUTSIDE = `straycheck-outside-${process.pid}.txt`;
const bytes = Buffer.from("orderId,customer\n1,anna@example.org\n");

describe.skipIf(!existsSync("dist/index.js"))("archives before every reader that is installed", () => {
  it("are agreed on when they are sound, and write nothing outside of the reader's folder", async () => {
    const sound = place.write("sound.zip", writeZip([{ path: "orders/1.csv", bytes }]));
    const leadsOut = place.write(
      "leads-out.zip",
      writeZip(
        [join(tmpdir(), OUTSIDE), `${"../".repeat(20)}${join(tmpdir(), OUTSIDE).slice(1)}`].map((path) => ({
          path,
          bytes,
        })),
      ),
    );
    const [first, second, ...others] = await Array.fromAsync(judgeArchives([sound, leadsOut]));
    expect(others).toEqual([]);
    expect(first?.path).toBe(sound);
    expect(first?.violations).toEqual([]);
    // Where no reader is installed there is nobody to agree.
    expect(first?.isAgreed).toBe((first?.deliveries.size ?? 0) > 0);
    expect(second?.view.broken).toBeUndefined();
    expect(second?.violations).toEqual([]);
    expect(existsSync(join(tmpdir(), OUTSIDE))).toBe(false);
  });
});
