// What has to be true of a dashboard in a browser.

import assert from 'node:assert/strict';

import {eventually, start} from './program.mjs';
import {expectCharts, openPage, reportCharts, shootAll} from './report.mjs';

const verdictOf = (page) => page.locator('#verdict').textContent();

async function deliveries(page) {
  const text = await page.locator('.tile .value').first().textContent();
  return Number(text.replace(/\D/g, ''));
}

export async function checkDashboard({browser, shot}, target) {
  const run = start(['fire', target, '-R', '300', '-d', '8s', '--dashboard', '127.0.0.1:0',
    '--keep-dashboard']);
  try {
    const url = await eventually('the dashboard\'s address',
      () => /Dashboard: (\S+)/.exec(run.said.stderr)?.[1]);
    const {context, page, complaints, requests} = await openPage(browser, {});
    await page.goto(url);
    assert.match(await verdictOf(page), /Running/);
    const before = await eventually('deliveries', () => deliveries(page));
    await eventually('news', async () => (await deliveries(page)) > before);
    await expectCharts(page, reportCharts);
    await shootAll(page, shot('dashboard-running'));
    await page.reload();
    assert.match(await verdictOf(page), /Running/);
    assert((await deliveries(page)) >= before, 'a reload begins anew');
    await eventually('the end', async () => !/Running/.test(await verdictOf(page)));
    assert.match(await verdictOf(page), /Violated/);
    assert.match(await page.locator('#live').textContent(), /ended/);
    assert((await page.locator('.clause').count()) > 10);
    await page.reload();
    assert.match(await verdictOf(page), /Violated/);
    await shootAll(page, shot('dashboard-ended'));
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((each) => !each.startsWith(url) && !each.startsWith('data:')),
      []);
    await context.close();
    assert.equal(run.child.exitCode, null, 'the dashboard did not stay');
    run.child.kill('SIGINT');
    const {code, stderr} = await run.ended;
    assert.equal(code, 1, stderr);
  } finally {
    run.child.kill('SIGKILL');
  }
}
