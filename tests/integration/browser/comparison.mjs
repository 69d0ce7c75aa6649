// What has to be true of the page of a comparison in a browser.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import {pathToFileURL} from 'node:url';

import {runToEnd} from './program.mjs';
import {expectCharts, expectPaper, expectTables, openPage, shootAll} from './report.mjs';

const charts = ['response_time-percentiles', 'service_time-percentiles', 'p99-time', 'p50-time',
  'rate-time', 'failures-time'];

/** The page says what the JSON document of the same comparison says. */
async function expectFigures(page, said, names) {
  assert.equal(await page.locator('#verdict').evaluate((node) =>
    node.lastChild.textContent.toLowerCase()), said.verdict);
  const rows = page.locator('#changes tbody tr');
  assert.equal(await rows.count(), said.metrics.length);
  const verdicts = await rows.locator('.badge').allTextContents();
  assert.deepEqual(verdicts.map((text) => text.slice(2)), said.metrics.map((each) => each.verdict));
  assert.equal(await rows.locator('.interval').count(),
    said.metrics.filter((each) => each.low !== null).length);
  const gates = await page.locator('#gates tbody tr').allTextContents();
  assert.equal(gates.length, 2);
  assert.match(gates[0], /^response_time: p\(99\) 10%\d.*(kept|broken|not enough data)$/);
  for (const name of names) {
    assert((await page.locator('#runs').textContent()).includes(name), name);
  }
  assert.equal(await page.locator('img').count(), 0);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
}

/** Everything can be reached and opened without a mouse. */
async function expectKeyboard(page) {
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Skip/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert(await page.evaluate(() => document.activeElement.closest('main') !== null),
    'the skip link does not lead into the page');
  const reached = await page.evaluate(() => [...document.querySelectorAll('.scroll')]
    .every((node) => node.tabIndex === 0 && node.getAttribute('aria-label')));
  assert(reached, 'a table cannot be scrolled with keys');
  const details = page.locator('figure details').first();
  await details.locator('summary').focus();
  await page.keyboard.press('Enter');
  await details.locator('tbody tr').first().waitFor();
  assert.deepEqual(await details.locator('thead th').allTextContents(),
    ['Percentile', 'BASE', 'NEW']);
  await page.keyboard.press('Enter');
}

/** `runs`: the --out directories of BASE and NEW. */
export async function checkComparison({browser, shot}, runs, file) {
  const compare = (format) => runToEnd(['compare', ...runs, '--max-regression',
    'response_time: p(99) 10%', '--max-regression', 'service_time: avg 50ms', '--format', format]);
  const [html, json] = await Promise.all([compare('html'), compare('json')]);
  assert.equal(html.code, json.code, html.stderr);
  assert(html.stderr.startsWith('NEW is: '), html.stderr);
  fs.writeFileSync(file, html.stdout);
  assert(html.stdout.length < 2_000_000, `${file} is too large`);
  const url = pathToFileURL(file).href;
  for (const colorScheme of ['light', 'dark']) {
    const {context, page, complaints, requests} = await openPage(browser, {colorScheme});
    await page.goto(url);
    await expectKeyboard(page);
    await expectFigures(page, JSON.parse(json.stdout), runs);
    await expectCharts(page, charts);
    await expectTables(page);
    await shootAll(page, shot(`comparison-${colorScheme}`));
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((each) => each !== url && !each.startsWith('data:')), []);
    await context.close();
  }
  await expectPaper(browser, url, charts, (kind) => shot(`comparison-${kind}`));
}
