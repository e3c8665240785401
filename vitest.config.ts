import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Checks start worker threads that compile their code first; on a loaded machine that takes its time.
    testTimeout: 60_000,
    maxWorkers: 2,
    // A process of tests starts hundreds of threads one after the other. On processors with protection keys V8 then loses
    // track of pages of machine code, about once in three thousand tests, and ends the process
    // ("Check failed: jit_page.has_value()", nodejs/node#64500). The program itself starts one or two.
    execArgv: ["--no-memory-protection-keys"],
  },
});
