// Opens the report of a ten-minute run with failures again and again; for script/bench report.
//
// usage: HOOKWORTHY_BINARY=... node measure.mjs TIMES FOLDER
// Prints the size of the report in bytes and the median time to open it in ms, one line each, after
// a line for people.

import fs from 'node:fs';
import process from 'node:process';

import {launchChromium} from './chromium.mjs';
import {median, openings, reportOfTenMinutes} from './opening.mjs';
import {runToEnd} from './program.mjs';
import {startReceiver} from './receiver.mjs';

const [times, folder] = process.argv.slice(2);
const seconds = 30;
const receiver = await startReceiver();
const fired = await runToEnd(['fire', `http://127.0.0.1:${receiver.port}/hooks`, '-R', '500', '-d',
  `${seconds}s`, '--mix', 'valid=0.5,edge=0.4,violation=0.1', '--threshold',
  'response_time: p(99)<5s', '--out', folder]);
receiver.close();
if (fired.code !== 1) throw new Error(fired.stderr);
const file = await reportOfTenMinutes(`${folder}/record.ndjson`, seconds, folder);
const browser = await launchChromium();
try {
  const ms = await openings(browser, file, Number(times));
  console.log(`opened in ${ms.map((each) => Math.round(each)).join(', ')} ms`);
  console.log(`size_bytes ${fs.statSync(file).size}`);
  console.log(`median_ms ${Math.round(median(ms))}`);
} finally {
  await browser.close();
}
