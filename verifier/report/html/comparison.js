// Draws the comparison of two runs, which are called BASE and NEW as on the command line.

const headings = {
  better: 'NEW is better than BASE', same: 'NEW is as good as BASE',
  worse: 'NEW is worse than BASE', 'not enough data': 'Too little is known to tell NEW from BASE',
};

function showVerdict(data) {
  const {base, new: after} = data;
  showHeadline(data.verdict, `${after.source} compared with ${base.source}`, data.reasons);
  byId('subject').replaceChildren(`${headings[data.verdict]}. NEW: `,
    el('code', {}, after.source), ', BASE: ', el('code', {}, base.source));
}

/** A share as per cent, or as points of per cent where it is a difference of shares. */
function signed(metric, value) {
  if (value === null) return none;
  const points = 100 * value;
  const size = Math.abs(value) >= 100 ? String(Number(points.toPrecision(3)))
    : points.toFixed(Math.abs(value) >= 1 ? 0 : 1);
  return `${value < 0 ? '' : '+'}${size} ${metric.unit === 'share' ? 'pp' : '%'}`;
}

function percent(value) {
  return value === null ? none : `${Number((100 * value).toPrecision(3))} %`;
}

function valueText(metric, value) {
  const say = {ns: duration, per_s: rate, share: percent};
  return say[metric.unit](value);
}

function figureName(metric) {
  return `${words(metric.metric)} ${metric.aggregate}`;
}

function showTiles(data) {
  const shown = [['response_time', 'p(50)'], ['response_time', 'p(99)'], ['failures', 'rate'],
    ['throughput', 'rate']];
  const tiles = shown.map(([name, aggregate]) => data.metrics.find((each) =>
    each.metric === name && each.aggregate === aggregate)).filter((metric) => metric);
  byId('tiles').replaceChildren(...tiles.map((metric) => tile(figureName(metric),
    signed(metric, metric.change), [valueText(metric, metric.base), ' \u2192 ',
      valueText(metric, metric.new), el('div', {}, badge(metric.verdict))])));
}

/** Intervals are drawn from -extent to extent, a number of one digit: a tenth at least, with room
    for all that say something. */
function extentOf(metrics) {
  const telling = metrics.filter(({low, verdict}) => low !== null && verdict !== 'not enough data');
  const most = Math.max(0.1, ...telling.flatMap(({low, high}) => [-low, high]));
  const power = 10 ** Math.floor(Math.log10(most) + 1e-9);
  return Math.ceil(most / power - 1e-9) * power;
}

/** An interval on a line, for the eye only: its ends stand beside it. */
function interval(metric, extent) {
  const {low, high, change} = metric;
  if (low === null || high === null) return '';
  const at = (value) => 50 + 50 * Math.max(-1, Math.min(1, value / extent));
  const part = (name, from, to) => {
    const node = el('span', {class: name});
    node.style.left = `${from}%`;
    if (to !== undefined) node.style.width = `${to - from}%`;
    return node;
  };
  return el('div', {class: `interval ${lookOf(metric.verdict)}`, 'aria-hidden': 'true'},
    part('zero', 50), part('range', at(low), at(high)), part('point', at(change)),
    low < -extent ? el('span', {class: 'less'}, '\u25C2') : null,
    high > extent ? el('span', {class: 'more'}, '\u25B8') : null);
}

function showChanges(data) {
  const extent = extentOf(data.metrics);
  const end = `${grouped(100 * extent)} %`;
  const rows = data.metrics.map((metric) => [figureName(metric), valueText(metric, metric.base),
    valueText(metric, metric.new), signed(metric, metric.change),
    metric.low === null || metric.high === null ? none
      : `${signed(metric, metric.low)} \u2026 ${signed(metric, metric.high)}`,
    interval(metric, extent), badge(metric.verdict)]);
  byId('changes').lastElementChild.replaceChildren(
    table('Figures of both runs', [['Figure'], ['BASE', true], ['NEW', true], ['Change', true],
      [`Interval, ${Number((100 * data.confidence).toFixed(2))} % confidence`, true],
      [`-${end} \u2026 +${end}`], ['Verdict']], rows),
    el('p', {class: 'soft'}, 'All intervals hold together with that confidence; an arrow says ' +
      'that one goes on. Failures are a share of all deliveries, and their change is in points ' +
      'of per cent.'));
}

function showGates(data) {
  byId('gates').hidden = data.gates.length === 0;
  const regression = (gate) => {
    if (gate.regression === null) return none;
    if (gate.unit === 'share') return signed(gate.about ?? {}, gate.regression);
    return `${gate.regression < 0 ? '' : '+'}${duration(gate.regression)}`;
  };
  const verdict = ({kept}) => (kept === null ? 'not enough data' : kept ? 'kept' : 'broken');
  const value = (gate, side) => (gate.about === null ? none
    : valueText(gate.about, gate.about[side]));
  byId('gates').lastElementChild.replaceChildren(
    table('Gates', [['Gate'], ['BASE', true], ['NEW', true], ['Regression', true], ['Verdict']],
      data.gates.map((gate) => [el('code', {}, gate.expression), value(gate, 'base'),
        value(gate, 'new'), regression(gate), badge(verdict(gate))])));
}

function showRuns(data) {
  const runs = [data.base, data.new];
  const row = (name, of) => [name, ...runs.map((run) => of(run) || none)];
  byId('runs').lastElementChild.replaceChildren(table('The two runs',
    [['What'], ['BASE'], ['NEW']], [
      row('Read from', (run) => el('code', {}, run.source)),
      row('Command', (run) => run.command),
      row('Receiver', (run) => (run.target ? el('code', {}, run.target) : '')),
      row('Started', (run) => run.started_at),
      row('Measured for', (run) => duration(run.measured_ns)),
      row('Rate planned', (run) => rate(run.planned_per_s)),
      row('Rate achieved', (run) => rate(run.achieved_per_s)),
      row('Response times', (run) => grouped(run.response_time.count)),
      row('Maximum', (run) => duration(run.response_time.max_ns)),
      row('Made by', (run) => `hookworthy ${run.version}`.trim()),
      row('Contract, SHA-256', (run) => (run.contract_sha256
        ? el('code', {}, run.contract_sha256) : '')),
    ], {class: 'runs'}));
}

begin((data) => {
  showVerdict(data);
  showTiles(data);
  showChanges(data);
  showGates(data);
  showLatency(data);
  showTime(data);
  showRuns(data);
  showContents();
});
