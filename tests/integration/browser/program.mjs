// Runs the program under test.

import {spawn} from 'node:child_process';
import process from 'node:process';

const limit_ms = 90_000;

/** Starts it; `ended` resolves with code, stdout and stderr. */
export function start(args) {
  const child = spawn(process.env.HOOKWORTHY_BINARY, args, {stdio: ['ignore', 'pipe', 'pipe']});
  const said = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text) => { said[name] += text; });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), limit_ms);
  const ended = new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => { clearTimeout(timer); done({code, ...said}); });
  });
  return {child, said, ended};
}

export function runToEnd(args) {
  return start(args).ended;
}

/** Waits until `found` gives something. */
export async function eventually(what, found) {
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const value = await found();
    if (value) return value;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  throw new Error(`waited in vain for ${what}`);
}
