// Debian's Chromium, driven by Playwright, which npm gets into the working directory once.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';

const playwright = 'playwright-core@1.65.1';

function loadPlaywright() {
  const work = process.cwd();
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

export function launchChromium() {
  return loadPlaywright().chromium.launch({executablePath: chromiumPath(), args: ['--no-sandbox']});
}
