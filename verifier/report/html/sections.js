// The parts of the page that are words and tables. Each function fills one section from the data.

function showVerdict(data) {
  showHeadline(data.running ? 'running' : data.verdict, `${data.run.command} ${data.run.target}`,
    data.reasons);
  const took = data.duration_ns === null ? '' : `, ${data.running ? 'for' : 'took'} ` +
    duration(data.duration_ns);
  byId('subject').replaceChildren(
    el('b', {}, data.run.command), ' ', el('code', {}, data.run.target),
    el('span', {class: 'soft'}, ` started ${data.run.started_at}${took}`));
}

function showTiles(data) {
  const {deliveries: counts, rate: speed, times} = data;
  const lost = counts.failed + counts.timed_out;
  const ended = counts.answered + lost;
  const tiles = [
    tile('Deliveries', grouped(ended),
      counts.planned ? `of ${grouped(counts.planned)} planned` : null),
    tile('Rate achieved', rate(speed.achieved_per_s),
      speed.planned_per_s === null ? 'no planned rate' : `planned ${rate(speed.planned_per_s)}`),
    tile('Response time p50', duration(times.response_time.p50_ns), 'from the intended instant'),
    tile('Response time p99', duration(times.response_time.p99_ns),
      `max ${duration(times.response_time.max_ns)}`),
    tile('Without an answer', grouped(lost),
      `${share(lost, ended)} \u00b7 ${grouped(counts.timed_out)} timed out`),
  ];
  if (data.running) tiles.push(tile('In flight', grouped(data.in_flight), 'at this moment'));
  const judged = data.clauses.filter((clause) => clause.verdict !== 'not_tested');
  if (judged.length > 0) {
    const kept = judged.filter((clause) => clause.verdict === 'kept').length;
    tiles.push(tile('Clauses kept', `${kept} of ${judged.length}`, 'that were tested'));
  }
  byId('tiles').replaceChildren(...tiles);
}

function sample(name, text, note) {
  return el('div', {class: 'sample'},
    el('div', {class: 'head'}, el('span', {}, el('b', {}, name), note ? ` ${note}` : ''),
      copyButton(text, name)),
    el('pre', {tabindex: 0, 'aria-label': name}, text));
}

/** A sequence: what was sent in which manner, and what came of it. */
function trial(item) {
  const {trial: view} = item;
  const again = view.repeats > 0
    ? `failed ${view.failures} of ${counted(view.repeats, 'time')} it was tried` : null;
  return [facts([
    ['Events / sending', el('code', {}, view.notation)], ['Expected', view.expected],
    ['Seen', view.seen], ['Repeated', again]]),
  sample('What was sent and answered', view.attempts)];
}

function delivery(item) {
  const cut = item.shown_bytes < item.request_bytes
    ? `first ${bytes(item.shown_bytes)} of ${bytes(item.request_bytes)}`
    : bytes(item.request_bytes);
  return [
    item.request === null
      ? el('p', {class: 'soft'}, 'The request is left out here, as this page is bounded; the ' +
        'JSON report and the record have it.')
      : sample('Request', item.request,
        `(${cut}${item.altered ? '; bytes that do not show are \ufffd here' : ''})`),
    sample('Response', item.response)];
}

function evidence(item) {
  const about = [item.type, item.field === null ? null : item.field || 'as a whole', item.label]
    .filter((word) => word).join(' \u00b7 ');
  const name = item.after === null ? item.case : `${item.after}, then ${item.case}`;
  const short = item.trial === null
    ? [about ? ` ${about}` : '', el('span', {class: 'soft'},
      ` \u00b7 expected: ${item.expect} \u00b7 answer: `), item.response]
    : [` ${item.trial.operation}`, el('span', {class: 'soft'}, ' \u00b7 seen: '), item.trial.seen];
  return el('details', {class: 'evidence'},
    el('summary', {}, el('code', {}, name), short),
    el('div', {}, item.trial === null ? delivery(item) : trial(item),
      item.replay ? sample('Send it again', item.replay) : null,
      item.curl ? sample('Send it with curl', item.curl) : null));
}

function clause(view, openFirst) {
  const broken = view.verdict === 'violated';
  const counts = view.verdict === 'not_tested' ? ['not tested']
    : [counted(view.cases, 'case'), ' \u00b7 ',
      el(broken ? 'b' : 'span', {}, counted(view.violations, 'violation')),
      view.flaky > 0 ? ` \u00b7 ${grouped(view.flaky)} flaky` : null];
  return el('details', {class: 'clause', open: broken && openFirst, 'data-clause': view.id},
    el('summary', {}, badge(view.verdict), el('span', {class: 'level'}, view.level),
      el('span', {class: 'what'}, el('code', {}, view.id), el('span', {}, view.title)),
      el('span', {class: 'counts'}, counts)),
    el('div', {class: 'body'}, el('p', {}, view.rationale),
      view.reason ? el('p', {}, el('b', {}, 'Note: '), view.reason) : null,
      view.missed > 0 && !view.reason
        ? el('p', {class: 'soft'}, `${counted(view.missed, 'case')} could not be judged.`) : null,
      view.evidence.length > 0
        ? el('p', {}, el('b', {}, `Evidence, ${view.evidence.length} of ` +
            `${counted(view.violations, 'violation')}`))
        : null,
      view.evidence.map(evidence)));
}

function showClauses(data) {
  const box = byId('clauses').lastElementChild;
  byId('clauses').hidden = data.running;  // judged when the run has ended
  if (data.clauses.length === 0) {
    box.replaceChildren(el('p', {class: 'soft'}, 'No clause was judged.'));
    return;
  }
  const rank = (view) => ['violated', 'inconclusive', 'kept', 'not_tested'].indexOf(view.verdict) +
    (view.verdict === 'violated' && view.level === 'SHOULD' ? 0.5 : 0);
  const sorted = [...data.clauses].sort((a, b) => rank(a) - rank(b));
  box.replaceChildren(...sorted.map((view, i) => clause(view, i === 0)));
}

function showThresholds(data) {
  byId('thresholds').hidden = data.thresholds.length === 0;
  const value = (each) => (each.value === null ? none
    : each.unit === 'ns' ? duration(each.value) : String(Number(each.value.toPrecision(6))));
  byId('thresholds').lastElementChild.replaceChildren(
    table('Thresholds', [['Expression'], ['Value', true], ['Verdict']],
      data.thresholds.map((each) => [el('code', {}, each.expression), value(each),
        badge(each.verdict)])));
}

function showOutcomes(data) {
  const types = data.by_type.map((line) => [line.type, grouped(line.accepted),
    grouped(line.rejected), grouped(line.failed), grouped(line.timed_out),
    share(line.failed, line.accepted + line.rejected + line.failed)]);
  const parts = [table('By callback type', [['Type'], ['Accepted', true], ['Rejected', true],
    ['Failed', true], ['Timed out', true], ['Failed share', true]], types)];
  const all = Object.values(data.status).reduce((sum, count) => sum + count, 0);
  parts.push(table('Status of answers', [['Status'], ['Answers', true], ['Share', true]],
    Object.entries(data.status).map(([code, n]) => [code, grouped(n), share(n, all)])));
  if (data.errors.length > 0) {
    parts.push(table('Failures without an answer', [['While'], ['Cause'], ['Deliveries', true]],
      data.errors.map((each) => [each.phase, words(each.cause), grouped(each.count)])));
  }
  byId('outcomes').lastElementChild.replaceChildren(...parts);
}

function showTimes(data) {
  const rows = Object.entries(data.times).map(([name, t]) => [el('code', {}, name),
    grouped(t.count), ...[t.min_ns, t.mean_ns, t.p50_ns, t.p90_ns, t.p99_ns, t.p99_9_ns, t.max_ns]
      .map(duration)]);
  byId('latency').lastElementChild.replaceChildren(table('Figures',
    [['Time'], ['Count', true], ['min', true], ['mean', true], ['p50', true], ['p90', true],
      ['p99', true], ['p99.9', true], ['max', true]], rows), el('p', {class: 'soft'},
    'response_time: from the intended instant to the answer. service_time: from the first byte ' +
    'sent to the answer. send_lag: how late the harness sent. Timeouts count at their deadline.'));
}

/** Whether the figures are the receiver's: what the harness has to say of itself. */
function honesty(data) {
  const {planned_per_s: planned, achieved_per_s: achieved} = data.rate;
  const lag = data.times.send_lag.p99_ns;
  const lines = [];
  if (planned !== null && achieved !== null && planned > 0) {
    const held = achieved >= 0.99 * planned;
    lines.push([held ? 'kept' : 'violated', held
      ? `It held its rate: ${share(Math.min(achieved, planned), planned)} of what was planned.`
      : `It fell short: ${share(achieved, planned)} of the planned rate. Response times say ` +
        'little of the receiver then.']);
  }
  const response = data.times.response_time.p99_ns;
  if (lag !== null && response !== null) {
    const small = lag <= 0.1 * response;
    lines.push([small ? 'kept' : 'inconclusive', small
      ? `It sent in time: send lag p99 ${duration(lag)}, within a tenth of the response time's p99.`
      : `Its send lag (p99 ${duration(lag)}) is more than a tenth of the response time's p99; ` +
        'the service time tells the receiver\u2019s own share.']);
  }
  const c = data.deliveries;
  const sum = c.answered + c.failed + c.timed_out + c.unsent + c.unfinished;
  if (!data.running) {
    lines.push([sum === c.planned ? 'kept' : 'violated',
      `Every delivery has one outcome: ${grouped(c.planned)} planned = ${grouped(c.answered)} ` +
      `answered + ${grouped(c.failed)} failed + ${grouped(c.timed_out)} timed out + ` +
      `${grouped(c.unsent)} unsent + ${grouped(c.unfinished)} unfinished.`]);
  }
  return lines;
}

function showHarness(data) {
  const use = data.harness;
  const cpu = use.cpu_s !== null && data.duration_ns
    ? `${digits(use.cpu_s)} s (${share(use.cpu_s, data.duration_ns / 1e9)} of one processor)`
    : none;
  byId('harness').lastElementChild.replaceChildren(el('div', {class: 'card'},
    honesty(data).map(([look, text]) => el('p', {},
      el('span', {class: `is-${look}`, 'aria-hidden': 'true'}, `${signs[look]} `), text)),
    facts([
      ['Rate', `planned ${rate(data.rate.planned_per_s)}, achieved ` +
        rate(data.rate.achieved_per_s)],
      ['Send lag', ['p50', 'p90', 'p99', 'max'].map((q) =>
        `${q} ${duration(data.times.send_lag[`${q}_ns`])}`).join(', ')],
      ['Processor time', cpu],
      ['Memory, at most', bytes(use.max_rss_bytes)],
      ['Threads', grouped(use.threads)],
      ['Connections opened', grouped(use.connections)],
    ])));
  const run = data.run;
  byId('environment').lastElementChild.replaceChildren(el('div', {class: 'card'}, facts([
    ['Made by', `hookworthy ${data.version}`],
    ['Command', run.command],
    ['Receiver', el('code', {}, run.target)],
    ['Contract', `${run.contract.title} ${run.contract.version}`],
    ['Contract, SHA-256', el('code', {}, run.contract.sha256)],
    ['Seed', String(run.seed)],
    ['Started', run.started_at],
    ['Took', duration(data.duration_ns)],
  ])));
}
