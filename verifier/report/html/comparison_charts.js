// The curves of two runs, one over the other.

/** The runs as curves that differ in colour and dash; of equal ones the lower shows in the gaps. */
function bothRuns(data, more) {
  return [{label: 'BASE', colour: 'blue', order: 2, ...more(data.base)},
    {label: 'NEW', colour: 'orange', borderDash: [6, 3], order: 1, ...more(data.new)}];
}

function showLatency(data) {
  const box = byId('latency').lastElementChild;
  const draw = (name, title, note) => {
    const sets = bothRuns(data, (run) => ({times: run[name]}))
      .filter(({times}) => times.count > 0);
    if (sets.length > 0) drawChart(box, `${name}-percentiles`, title, note, percentileSpec(sets));
  };
  draw('response_time', 'Response time', 'from the intended instant of each delivery');
  draw('service_time', 'Service time', 'from the first byte sent: the receiver\u2019s own share');
  byId('latency').hidden = box.childElementCount === 0;
}

/** A curve of both runs over the time that was measured; null when neither run has one. */
function overTime(data, name, yTitle, say, scaleOf) {
  const curves = bothRuns(data, (run) => ({points: run[name], say}))
    .filter(({points}) => points.length > 0);
  if (curves.length === 0) return null;
  const highest = curves.map(({label, points}) =>
    `${label} ${say(points.reduce((most, [, value]) => Math.max(most, value || 0), 0))}`);
  return curvesSpec(curves, `Highest of ${highest.join(', ')}.`,
    {...timeAxis(curves), title: 'seconds since the measurement began'},
    {title: yTitle, scale: scaleOf(curves)});
}

function showTime(data) {
  const box = byId('time').lastElementChild;
  const fromZero = (more) => () => ({type: 'linear', beginAtZero: true, ...more});
  const widths = [...new Set([data.base.slice_s, data.new.slice_s])].map(seconds);
  const per = widths.length === 1 ? `each point is ${widths[0]}`
    : `each point is ${widths[0]} of BASE, ${widths[1]} of NEW`;
  const draw = (name, title, note, spec) => {
    if (spec !== null) drawChart(box, `${name}-time`, title, `${note}; ${per}`, spec);
  };
  draw('p99', 'Response time p99', 'by the intended instant',
    overTime(data, 'p99', 'response time', duration, durationsOf));
  draw('p50', 'Response time p50', 'by the intended instant',
    overTime(data, 'p50', 'response time', duration, durationsOf));
  draw('rate', 'Rate', 'answers',
    overTime(data, 'rate', 'answers per second', rate, fromZero({})));
  draw('failures', 'Failures', 'share of all deliveries',
    overTime(data, 'failures', 'failures', percent, fromZero({suggestedMax: 0.01, tick: percent})));
  byId('time').hidden = box.childElementCount === 0;
}
