// Preloaded into what is measured: writes what the process has used to file descriptor 3 when it ends.
// CommonJS, and nothing loaded that Node has not loaded itself, so that it weighs next to nothing.
"use strict";
const { isMainThread } = require("node:worker_threads");

// A preload runs in every worker too; the figures of the main thread are those of the whole process.
if (isMainThread) {
  process.once("exit", () => {
    const { user, system } = process.cpuUsage();
    const { readFileSync, writeSync } = require("node:fs");
    writeSync(3, JSON.stringify({ cpuMicros: user + system, peakKiB: peakKiB(readFileSync) }));
  });
}

// `maxRSS` is only the fallback: on Linux it begins with the memory of the process that started this one.
function peakKiB(readFileSync) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
