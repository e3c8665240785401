#!/usr/bin/env node
// Plain old JavaScript: this file must still run where the program itself cannot.
process.exitCode = 2; // until a computed verdict says otherwise

var parts = process.versions.node.split(".").map(Number);
if (parts[0] < 22 || (parts[0] === 22 && parts[1] < 13)) {
  console.error("straycheck needs Node.js 22.13 or newer; this is Node.js " + process.versions.node + ".");
} else {
  import("../dist/cli/main.js")
    .then(function (program) {
      return program.main(process.argv);
    })
    .catch(function (error) {
      process.exitCode = 2;
      console.error("straycheck cannot start: " + String(error && error.message).split("\n")[0]);
    });
}
