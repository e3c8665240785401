/** Colour depth for a stream: `--color` first, then NO_COLOR and FORCE_COLOR, then what the terminal can do. */
export function colorDepth(
  when: "auto" | "always" | "never",
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): 0 | 1 | 2 | 3 {
  if (when === "never") return 0;
  if (when === "always") return stream.isTTY ? (Math.max(1, depthOf(stream, env)) as 1 | 2 | 3) : 1;
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return 0;
  const force = env["FORCE_COLOR"];
  if (force !== undefined)
    return force === "0" || force === "false" ? 0 : force === "2" ? 2 : force === "3" ? 3 : 1;
  return stream.isTTY && env["TERM"] !== "dumb" ? depthOf(stream, env) : 0;
}

function depthOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): 0 | 1 | 2 | 3 {
  const bits = stream.isTTY ? stream.getColorDepth(env as Record<string, string>) : 1;
  return bits >= 24 ? 3 : bits >= 8 ? 2 : bits >= 4 ? 1 : 0;
}
