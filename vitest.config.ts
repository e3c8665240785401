import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Checks start worker threads that compile their code first; on a loaded machine that takes its time.
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
