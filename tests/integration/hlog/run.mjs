// Reads the .hlog and .hgrm files of a load with an independent implementation of HdrHistogram and
// compares them with the summary of the same run.
// Needs npm, which gets hdr-histogram-js into the working directory once.

import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import http from 'node:http';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';

const version = '3.0.1';
const work = join(process.cwd(), 'hlog');

function library() {
  if (!existsSync(join(work, 'node_modules', 'hdr-histogram-js'))) {
    execFileSync('npm', ['install', '--prefix', work, '--no-save', '--no-package-lock', '--no-fund',
      '--no-audit', `hdr-histogram-js@${version}`], {stdio: ['ignore', 'ignore', 'inherit']});
  }
  return createRequire(join(work, 'index.js'))('hdr-histogram-js');
}

/** A receiver whose answers take from 0 to 40 ms, and now and then 300 ms. */
function startReceiver() {
  let count = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const after_ms = ++count % 50 === 0 ? 300 : count % 40;
      setTimeout(() => response.end('ok'), after_ms);
    });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function fire(url, out) {
  const child = spawn(process.env.HOOKWORTHY_BINARY, ['fire', url, '-R', '200', '-d', '4s',
    '--warm-up', '1s', '--out', out, '--format', 'json'], {stdio: ['ignore', 'pipe', 'ignore']});
  let text = '';
  child.stdout.on('data', (bytes) => { text += bytes; });
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', () => { clearTimeout(timer); done(JSON.parse(text)); });
  });
}

const hdr = library();
const server = await startReceiver();
const out = mkdtempSync(join(tmpdir(), 'hookworthy-hlog-'));
try {
  const summary = await fire(`http://127.0.0.1:${server.address().port}/hooks`, out);
  const said = summary.response_time;
  assert(said.count > 100, `only ${said.count} answers`);

  const reader = new hdr.HistogramLogReader(readFileSync(join(out, 'response_time.hlog'), 'utf8'));
  const total = hdr.build({highestTrackableValue: 2 ** 43, numberOfSignificantValueDigits: 3});
  let intervals = 0;
  let before_s = -1;
  for (let each = reader.nextIntervalHistogram(); each; each = reader.nextIntervalHistogram()) {
    assert(each.startTimeStampMsec > before_s, 'intervals in order of time');
    before_s = each.startTimeStampMsec;
    assert(each.totalCount > 0);
    total.add(each);
    ++intervals;
  }
  assert(intervals >= 3, `${intervals} intervals`);
  assert.equal(total.totalCount, said.count, 'every measured delivery is in the log once');

  // The log is as precise as the rows of the series: 1/32 and 1.024 us; its own buckets add 1 %.
  for (const [percentile, name] of [[50, 'p50_ns'], [90, 'p90_ns'], [99, 'p99_ns']]) {
    const read = total.getValueAtPercentile(percentile);
    const error = Math.abs(read - said[name]) / said[name];
    assert(error < 0.045, `p${percentile}: ${read} in the log, ${said[name]} in the summary`);
  }

  // The histogram of the summary itself is exact to its three digits.
  const whole = hdr.decodeFromCompressedBase64(said.histogram);
  assert.equal(whole.totalCount, said.count);
  for (const [percentile, name] of [[50, 'p50_ns'], [99, 'p99_ns'], [99.9, 'p99_9_ns']]) {
    assert.equal(whole.getValueAtPercentile(percentile), said[name]);
  }

  const text = readFileSync(join(out, 'response_time.hgrm'), 'utf8');
  const counts = text.split('\n').map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns.length >= 3 && /^[0-9.]+$/.test(columns[1]))
    .map((columns) => Number(columns[2]));
  assert.equal(Math.max(...counts), said.count, 'the .hgrm ends with all values');
  console.log(`${intervals} intervals, ${said.count} values: read back as they were reported`);
} finally {
  server.close();
  server.closeAllConnections?.();
  rmSync(out, {recursive: true, force: true});
}
