// Opens the HTML report, the dashboard and the page of a comparison in Chromium and looks at them
// as people do.
//
// Needs the commands chromium and npm; npm gets playwright-core into the working directory once.
// Screenshots are left in the folder `screenshots` of the working directory.
//
// usage: HOOKWORTHY_BINARY=... node run.mjs

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import {launchChromium} from './chromium.mjs';
import {checkComparison} from './comparison.mjs';
import {checkDashboard} from './dashboard.mjs';
import {reportOfTenMinutes} from './opening.mjs';
import {hostile, startReceiver} from './receiver.mjs';
import {checkReport} from './report.mjs';
import {runToEnd} from './program.mjs';

const work = process.cwd();
const out = path.join(work, 'browser-out');
const screenshots = path.join(work, 'screenshots');
fs.rmSync(out, {recursive: true, force: true});
fs.mkdirSync(screenshots, {recursive: true});

/** A load with failures; answers come later the slower the receiver is. */
async function fire(url, seconds, folder) {
  const fired = await runToEnd(['fire', url, '-R', '500', '-d', `${seconds}s`, '--mix',
    'valid=0.9,edge=0.1', '--threshold', 'response_time: p(99)<5s', '--out', folder]);
  assert.equal(fired.code, 1, fired.stderr);
  return folder;
}

const receiver = await startReceiver();
const slower = await startReceiver(15);
const browser = await launchChromium();
try {
  const url = `http://127.0.0.1:${receiver.port}/hooks`;
  const certified = await runToEnd(['certify', url, '--phases', 'coverage,protocol', '--cases',
    '1500', '--budget', '20s', '--timeout', '5s', '--out', path.join(out, 'certificate')]);
  assert.equal(certified.code, 1, certified.stderr);
  const load = await fire(url, 7, path.join(out, 'load <img src=x onerror="window.pwned=1">'));
  const later = await fire(`http://127.0.0.1:${slower.port}/hooks`, 7, path.join(out, 'later'));
  const tools = {browser, hostile, shot: (name) => path.join(screenshots, `${name}.png`)};
  await checkReport(tools, path.join(out, 'certificate', 'report.html'), 'certificate');
  await checkReport(tools, await reportOfTenMinutes(path.join(load, 'record.ndjson'), 7, out),
    'load');
  await checkComparison(tools, [load, later], path.join(out, 'comparison.html'));
  await checkDashboard(tools, url);
} finally {
  await browser.close();
  receiver.close();
  slower.close();
}
console.log(`screenshots: ${screenshots}`);
