// What has to be true of a report file in a browser.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import {pathToFileURL} from 'node:url';

import {median, openings} from './opening.mjs';
import {eventually} from './program.mjs';

const types = ['new', 'cancelled', 'woker_removed', 'worker_assigned', 'reschedule', 'report',
  'custom_fields_or_note_changed', 'in_work'];

/** A page that notes what it complains of and what it asks for. */
export async function openPage(browser, options) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => requests.push(request.url()));
  return {context, page, complaints, requests};
}

/** The whole page, as somebody sees it who scrolls from its top. */
export async function shootAll(page, path) {
  await page.evaluate(() => scrollTo({top: 0, behavior: 'instant'}));
  await page.screenshot({path, fullPage: true});
}

/** Distinct colours of a canvas: one when nothing is drawn. */
export function coloursOf(page, id) {
  return page.locator(`#chart-${id}`).evaluate((canvas) => {
    // A copy: reading the canvas itself makes Chromium complain and draw in another way.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) {
      seen.add((data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3]);
    }
    return seen.size;
  });
}

export const reportCharts = ['latency-time', 'rate-time', 'failures-time', 'lag-time',
  'percentiles', 'histogram'];

/** All charts are drawn when somebody gets to them; without `scroll`: they are drawn anyway. */
export async function expectCharts(page, ids, {scroll} = {scroll: true}) {
  for (const id of ids) {
    if (scroll) await page.locator(`#chart-${id}`).scrollIntoViewIfNeeded();
    await eventually(`chart ${id}`, async () => (await coloursOf(page, id)) > 5);
    assert(await page.locator(`#chart-${id}`).getAttribute('aria-label'), `${id} has no label`);
  }
}

async function expectMatrix(page, whole) {
  const columns = await page.locator('.matrix thead th').allTextContents();
  assert.deepEqual(columns.slice(1), types);
  const cell = page.locator('.matrix tbody button').first();
  await cell.click();
  assert.match(await page.locator('.matrix .detail h3').textContent(), /\u00b7/);
  await cell.click();
  assert.equal(await page.locator('.matrix .detail').count(), 0);
  if (!whole) return;
  assert((await page.locator('.matrix td.all').count()) > 10);
  assert((await page.locator('.matrix td.hole, .matrix td.some').count()) > 0, 'no hole is shown');
  const edges = await page.locator('.matrix').textContent();
  await page.getByLabel('Violations').check();
  assert.notEqual(await page.locator('.matrix').textContent(), edges);
  await page.getByLabel('Edges').check();
}

async function expectEvidence(page, hostile) {
  const clause = page.locator('.clause[data-clause="never-5xx-or-drop"]');
  assert.match(await clause.locator('summary').first().textContent(), /violated/);
  if ((await clause.getAttribute('open')) === null) await clause.locator('summary').first().click();
  const shown = clause.locator('.evidence').filter({hasText: 'onerror'}).first();
  const request = shown.locator('pre').first();
  assert(!(await request.isVisible()), 'evidence is open from the start');
  await shown.locator('summary').focus();
  await page.keyboard.press('Enter');
  await request.waitFor({state: 'visible'});
  const answer = await shown.getByLabel('Response', {exact: true}).textContent();
  assert(answer.includes(hostile.slice(0, 60)), answer);
  assert(!answer.includes('\u202e'), 'a direction mark got through');
  for (const name of ['Send it again', 'Send it with curl']) {
    const line = await shown.getByLabel(name, {exact: true}).textContent();
    await shown.getByLabel(`Copy ${name}`).click();
    await page.getByText('Copied').first().waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), line);
  }
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator('img').count(), 0);
}

export async function expectTables(page) {
  const details = page.locator('figure details');
  for (let i = 0; i < await details.count(); ++i) {
    await details.nth(i).locator('summary').click();
    await details.nth(i).locator('tbody tr').first().waitFor();
    await details.nth(i).locator('summary').click();
  }
}

/** On a telephone nothing is wider than the screen; on paper all charts are drawn. */
export async function expectPaper(browser, url, charts, shot) {
  const viewport = {width: 390, height: 800};
  const {context, page, complaints} = await openPage(browser, {viewport});
  await page.goto(url);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= 390, `${wide} pixels wide on a telephone`);
  await page.setViewportSize({width: 1000, height: 1400});
  await page.pdf({path: shot('print').replace('.png', '.pdf'), printBackground: true});
  await expectCharts(page, charts, {scroll: false});
  await page.setViewportSize(viewport);
  await shootAll(page, shot('narrow'));
  assert.deepEqual(complaints, []);
  await context.close();
}

export async function checkReport({browser, hostile, shot}, file, name) {
  assert(fs.statSync(file).size < 2_000_000, `${file} is too large`);
  const url = pathToFileURL(file).href;
  const ms = await openings(browser, file, 5);
  console.log(`${name}: ${fs.statSync(file).size} bytes, opens in ${Math.round(median(ms))} ms ` +
    `(median of ${ms.length}, ${Math.round(ms[0])} to ${Math.round(ms.at(-1))} ms)`);
  for (const colorScheme of ['light', 'dark']) {
    const {context, page, complaints, requests} = await openPage(browser, {colorScheme});
    await page.goto(url);
    assert.match(await page.title(), /^Violated: /);
    assert.match(await page.locator('#verdict').textContent(), /Violated/);
    const waits = await page.evaluate(() => typeof Chart === 'undefined');
    assert(waits || name !== 'certificate', 'charts that nobody sees are drawn');
    await expectCharts(page, reportCharts);
    await expectMatrix(page, name === 'certificate');
    await shootAll(page, shot(`${name}-${colorScheme}`));
    await expectTables(page);
    await expectEvidence(page, hostile);
    await page.locator('#clauses').screenshot({path: shot(`${name}-${colorScheme}-evidence`)});
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((each) => each !== url && !each.startsWith('data:')), []);
    await context.close();
  }
  await expectPaper(browser, url, reportCharts, (kind) => shot(`${name}-${kind}`));
}
