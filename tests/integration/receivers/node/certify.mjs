// Certifies receiver.mjs: the right one is left alone, each of its bugs is found by its clause.
//
// usage: HOOKWORTHY_BINARY=... node certify.mjs

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const binary = process.env.HOOKWORTHY_BINARY ?? "hookworthy";
const receiver = fileURLToPath(new URL("receiver.mjs", import.meta.url));

// Clauses: all MUST clauses that may be broken; the first one has to be.
const RUNS = [
  { bug: "", phases: "coverage,sequence,protocol", clauses: [] },
  { bug: "double-insert", phases: "sequence", clauses: ["converges"] },
  { bug: "refuses-null-comment", phases: "coverage", clauses: ["accepts-edges"] },
  { bug: "late-new-resurrects", phases: "sequence", clauses: ["converges"] },
];

async function start(bug) {
  const child = spawn(process.execPath, [receiver, ...(bug ? ["--bug", bug] : [])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const [, url] = /(http:\S+\/)\n/.exec(line.toString()) ?? [];
  if (!url) throw new Error(`the receiver said: ${line}`);
  return { child, url };
}

function certify(url, phases) {
  const ended = spawnSync(
    binary,
    ["certify", `${url}hooks`, "--probe", `${url}bookings/{id}`, "--phases", phases,
     "--cases", phases === "sequence" ? "130" : "100000", "--timeout", "10s",
     "--budget", phases === "sequence" ? "18s" : "90s", "--format", "json"],
    { encoding: "utf8", timeout: 150_000, maxBuffer: 64 << 20 },
  );
  if (ended.error) throw ended.error;
  return { code: ended.status, summary: JSON.parse(ended.stdout) };
}

let failures = 0;
for (const { bug, phases, clauses } of RUNS) {
  const { child, url } = await start(bug);
  const { code, summary } = certify(url, phases);
  child.kill();
  await once(child, "exit");
  const broken = summary.clauses
    .filter(({ level, verdict }) => level === "MUST" && verdict === "violated")
    .map(({ id }) => id);
  const right =
    code === (bug ? 1 : 0) &&
    broken.every((id) => clauses.includes(id)) &&
    (clauses.length === 0 || broken.includes(clauses[0]));
  console.log(`${right ? "ok  " : "FAIL"} ${bug || "no bug"}: exit ${code}, broken: ${broken}`);
  if (!right) ++failures;
}
process.exit(failures === 0 ? 0 : 1);
