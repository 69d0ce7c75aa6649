// The charts of a report.

/** A row that still fills would look like a fall. */
function fullRows(series, running) {
  if (!running || series === null || series.t_s.length < 2) return series;
  return Object.fromEntries(Object.entries(series).map(([name, column]) =>
    [name, Array.isArray(column) ? column.slice(0, -1) : column]));
}

function showTime(data) {
  const series = fullRows(data.series, data.running);
  byId('time').hidden = series === null || series.t_s.length === 0;
  if (byId('time').hidden) return;
  const box = byId('time').lastElementChild;
  const per = `each point is ${seconds(series.width_s)}`;
  const top = (column) => duration(series[column].reduce((a, b) => Math.max(a, b || 0), 0));
  drawChart(box, 'latency-time', 'Response time', `by the instant of the outcome; ${per}`,
    timeSpec(series, 'ns', [
      {label: 'p50', column: 'p50_ns', colour: 'blue', fill: 'start'},
      {label: 'p90', column: 'p90_ns', colour: 'green', borderDash: [7, 3], fill: '-1'},
      {label: 'p99', column: 'p99_ns', colour: 'orange', borderDash: [3, 3], fill: '-1'},
      {label: 'max', column: 'max_ns', colour: 'red', borderDash: [1, 2], borderWidth: 1.5,
        fill: '-1'}], 'response time',
    `Highest p50 ${top('p50_ns')}, highest p99 ${top('p99_ns')}, maximum ${top('max_ns')}.`));
  drawChart(box, 'rate-time', 'Rate', `planned and achieved; ${per}`,
    timeSpec(series, 'n', [
      {label: 'planned', column: 'planned', colour: 'soft', perSecond: true, borderDash: [6, 4]},
      {label: 'sent', column: 'sent', colour: 'blue', perSecond: true},
      {label: 'answered', column: 'answered', colour: 'green', perSecond: true,
        borderDash: [2, 2]}], 'deliveries per second', 'The table has every point.'));
  const lost = Math.max(...series.failed, ...series.timed_out, 0);
  drawChart(box, 'failures-time', 'Without an answer',
    lost === 0 ? 'nothing failed, nothing timed out' : `failed and timed out; ${per}`,
    timeSpec(series, 'n', [
      {label: 'failed', column: 'failed', colour: 'red', fill: 'origin'},
      {label: 'timed out', column: 'timed_out', colour: 'purple', borderDash: [4, 3],
        fill: 'origin'}], 'deliveries', lost === 0 ? 'None.' : 'The table has every point.',
    {suggestedMax: 1}));
  drawChart(box, 'lag-time', 'Send lag', `how late the harness itself sent; ${per}`,
    timeSpec(series, 'ns', [
      {label: 'p99', column: 'lag_p99_ns', colour: 'orange', borderDash: [3, 3]},
      {label: 'max', column: 'lag_max_ns', colour: 'red', borderDash: [1, 2]}], 'send lag',
    `Maximum ${top('lag_max_ns')}.`));
}

function histogramSpec(times) {
  const perDecade = times.response_time.bins.per_decade;
  const sets = [['response time', times.response_time.bins, 'red'],
    ['service time', times.service_time.bins, 'blue']];
  const first = Math.min(...sets.map(([, bins]) => bins.first));
  const last = Math.max(...sets.map(([, bins]) => bins.first + bins.counts.length));
  const indices = Array.from({length: Math.max(0, last - first)}, (_, i) => first + i);
  const edge = (i) => 10 ** (i / perDecade);
  const count = (bins, i) => bins.counts[i - bins.first] || 0;
  return {
    words: 'The table has every bar.',
    config: (palette) => ({
      type: 'bar',
      data: {labels: indices.map((i) => durationTick(edge(i))),
        datasets: sets.map(([label, bins, colour], n) => ({label,
          data: indices.map((i) => count(bins, i)), borderColor: palette[colour],
          backgroundColor: `${palette[colour]}60`, ...(n === 0
            ? {borderWidth: 0, barPercentage: 1, categoryPercentage: 0.95, order: 2}
            : {type: 'line', stepped: 'middle', pointRadius: 0, borderWidth: 2, order: 1})}))},
      options: options(palette, {
        x: axis('time, logarithmic', {}, palette),
        y: axis('deliveries', {beginAtZero: true}, palette),
      }, {title: (items) => (items.length === 0 ? ''
        : `${duration(edge(indices[items[0].dataIndex]))} to ` +
          duration(edge(indices[items[0].dataIndex] + 1))),
      label: (item) => `${item.dataset.label}: ${grouped(item.parsed.y)}`}),
    }),
    table: () => [[['From', true], ['To', true], ...sets.map(([label]) => [label, true])],
      indices.filter((i) => sets.some(([, bins]) => count(bins, i) > 0)).map((i) =>
        [duration(edge(i)), duration(edge(i + 1)),
          ...sets.map(([, bins]) => grouped(count(bins, i)))])],
  };
}

function showLatency(data) {
  showTimes(data);
  if (data.times.response_time.count === 0) return;
  const box = byId('latency').querySelector('.charts');
  drawChart(box, 'percentiles', 'By percentile',
    'response time counts from the intended instant, service time from the first byte sent',
    percentileSpec([
      {label: 'response time', colour: 'red', times: data.times.response_time},
      {label: 'service time', colour: 'blue', borderDash: [6, 3], times: data.times.service_time},
    ]));
  drawChart(box, 'histogram', 'Histogram', 'how many deliveries took how long',
    histogramSpec(data.times));
}
