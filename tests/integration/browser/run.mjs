// Opens the HTML report and the dashboard in Chromium and looks at them as people do.
//
// Needs the commands chromium and npm; npm gets playwright-core into the working directory once.
// Screenshots are left in the folder `screenshots` of the working directory.
//
// usage: HOOKWORTHY_BINARY=... node run.mjs

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';

import {checkDashboard} from './dashboard.mjs';
import {hostile, startReceiver} from './receiver.mjs';
import {checkReport} from './report.mjs';
import {runToEnd} from './program.mjs';

const playwright = 'playwright-core@1.65.1';
const work = process.cwd();

function loadPlaywright() {
  const require = createRequire(path.join(work, 'package.json'));
  try {
    return require('playwright-core');
  } catch {
    execFileSync('npm', ['install', '--prefix', work, '--no-save', '--no-package-lock',
      '--no-audit', '--no-fund', '--ignore-scripts', playwright],
    {stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000});
    return require('playwright-core');
  }
}

function chromiumPath() {
  const found = process.env.PATH.split(':').map((folder) => path.join(folder, 'chromium'))
    .find((file) => fs.existsSync(file));
  assert(found, 'chromium is missing; script/bootstrap --all installs it');
  return found;
}

const {chromium} = loadPlaywright();
const out = path.join(work, 'browser-out');
const screenshots = path.join(work, 'screenshots');
fs.rmSync(out, {recursive: true, force: true});
fs.mkdirSync(screenshots, {recursive: true});

const receiver = await startReceiver();
const browser = await chromium.launch({executablePath: chromiumPath(), args: ['--no-sandbox']});
try {
  const url = `http://127.0.0.1:${receiver.port}/hooks`;
  const certified = await runToEnd(['certify', url, '--phases', 'coverage,protocol', '--cases',
    '1500', '--budget', '20s', '--timeout', '5s', '--out', path.join(out, 'certificate')]);
  assert.equal(certified.code, 1, certified.stderr);
  const fired = await runToEnd(['fire', url, '-R', '500', '-d', '3s', '--mix',
    'valid=0.9,edge=0.1', '--threshold', 'response_time: p(99)<5s', '--out',
    path.join(out, 'load')]);
  assert.equal(fired.code, 1, fired.stderr);
  const tools = {browser, hostile, shot: (name) => path.join(screenshots, `${name}.png`)};
  await checkReport(tools, path.join(out, 'certificate', 'report.html'), 'certificate');
  await checkReport(tools, path.join(out, 'load', 'report.html'), 'load');
  await checkDashboard(tools, url);
} finally {
  await browser.close();
  receiver.close();
}
console.log(`screenshots: ${screenshots}`);
