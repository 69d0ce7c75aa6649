// How long reports take to open, and the report of ten minutes that is opened.

import fs from 'node:fs';
import {createInterface} from 'node:readline';
import {pathToFileURL} from 'node:url';

import {runToEnd} from './program.mjs';

/** Milliseconds of each opening, each in a browser window of its own: from asking for the file
    until the page has been painted, with the charts that are in sight, and answers again. */
export async function openings(browser, file, times) {
  const all_ms = [];
  for (let i = 0; i < times; ++i) {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}});
    const page = await context.newPage();
    const began = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(() => new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
    }));
    all_ms.push(performance.now() - began);
    await context.close();
  }
  return all_ms.sort((a, b) => a - b);
}

export function median(sorted) {
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/** Draws a record out: every delivery takes as long as it took, but they are `factor` times further
    apart. A report has no more to show of a run that really took so long. */
async function stretchRecord(from, to, factor) {
  const out = fs.createWriteStream(to);
  for await (const line of createInterface({input: fs.createReadStream(from)})) {
    const entry = JSON.parse(line);
    if (entry.trailer) {
      entry.duration_ns = Math.round(entry.duration_ns * factor);
      for (const rate of ['planned_per_s', 'achieved_per_s']) entry.facts[rate] /= factor;
    } else if (entry.intended_ns !== undefined) {
      const later = Math.round(entry.intended_ns * (factor - 1));
      for (const instant of ['intended_ns', 'sent_ns', 'done_ns']) {
        if (entry[instant] >= 0) entry[instant] += later;
      }
    }
    out.write(`${JSON.stringify(entry)}\n`);
  }
  await new Promise((done) => { out.end(done); });
}

/** Writes the report of a run of ten minutes that begins as `record`, of `seconds`, does. */
export async function reportOfTenMinutes(record, seconds, folder) {
  const stretched = `${folder}/ten-minutes.ndjson`;
  await stretchRecord(record, stretched, 600 / seconds);
  const {stdout, stderr} = await runToEnd(['report', stretched, '--format', 'html']);
  if (!/took 600 s/.test(stderr)) throw new Error(stderr);
  const file = `${folder}/ten-minutes.html`;
  fs.writeFileSync(file, stdout);
  return file;
}
