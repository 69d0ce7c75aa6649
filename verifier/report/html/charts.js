// The charts. Lines differ in dash and point as well as in colour, and each chart has its numbers
// as a table.

const light = {ink: '#16202b', soft: '#566372', grid: '#e3e7ec', blue: '#0072b2', orange: '#b87400',
  green: '#00805f', red: '#c44e00', purple: '#a85f8f', sky: '#2f8fc4'};
const dark = {ink: '#e7ecf2', soft: '#a3b0be', grid: '#2c3641', blue: '#56b4e9', orange: '#f0b429',
  green: '#3fd0a0', red: '#ff8c4b', purple: '#e39cc6', sky: '#8fd0f5'};
let printing = false;
const charts = new Map();

function colours() {
  return !printing && matchMedia('(prefers-color-scheme: dark)').matches ? dark : light;
}

function line(label, colour, points, extra) {
  return {label, data: points, borderColor: colour, backgroundColor: `${colour}2e`,
    borderWidth: 2, pointRadius: points.length > 60 ? 0 : 2, pointHoverRadius: 4, tension: 0,
    spanGaps: false, ...extra};
}

/** Powers of ten and their halves are enough on a logarithmic axis. */
function logTick(value) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const lead = Math.round(value / power);
  return lead === 1 || lead === 2 || lead === 5;
}

function durationAxis(values) {
  const known = values.filter((v) => v !== null && v > 0);
  const wide = known.length > 0 && Math.max(...known) > 30 * Math.min(...known);
  return {type: wide ? 'logarithmic' : 'linear', beginAtZero: !wide,
    tick: (value) => (wide && !logTick(value) ? null : durationTick(value))};
}

function axis(title, options, palette) {
  const {tick, ...rest} = options;
  return {...rest, title: {display: true, text: title, color: palette.soft},
    grid: {color: palette.grid}, border: {color: palette.grid},
    ticks: {color: palette.soft, maxRotation: 0, autoSkipPadding: 14,
      ...(tick ? {callback: tick} : {})}};
}

function options(palette, scales, tooltip) {
  return {
    animation: false, responsive: true, maintainAspectRatio: false, normalized: true,
    interaction: {mode: 'index', intersect: false, axis: 'x'}, scales,
    plugins: {
      legend: {position: 'bottom', labels: {color: palette.ink, boxWidth: 34, boxHeight: 2}},
      tooltip: {callbacks: tooltip},
    },
  };
}

/** The figure of one chart: made once, redrawn with new data. `spec`: config and table. */
function drawChart(box, id, title, note, spec) {
  const config = spec.config(colours());
  const known = charts.get(id);
  if (known) {
    Object.assign(known.chart.data, config.data);
    known.chart.options = config.options;
    known.chart.update('none');
    known.spec = spec;
    known.canvas.setAttribute('aria-label', `${title}. ${spec.words}`);
    if (known.details.open) known.fill();
    return;
  }
  const canvas = el('canvas',
    {id: `chart-${id}`, role: 'img', 'aria-label': `${title}. ${spec.words}`});
  const entry = {canvas, spec};
  const place = el('div', {});
  entry.fill = () => place.replaceChildren(table(title, ...entry.spec.table()));
  entry.details = el('details', {on: {toggle: () => { if (entry.details.open) entry.fill(); }}},
    el('summary', {}, 'Show as a table'), place);
  box.append(el('figure', {}, el('figcaption', {}, title, el('small', {}, note)),
    el('div', {class: 'canvas'}, canvas), entry.details));
  entry.chart = new Chart(canvas, config);
  charts.set(id, entry);
}

function redrawCharts() {
  for (const {chart, spec} of charts.values()) {
    const config = spec.config(colours());
    Object.assign(chart.data, config.data);
    chart.options = config.options;
    chart.resize();
    chart.update('none');
  }
}

const seconds = (value) => `${Number(value.toFixed(3))} s`;
const titleOf = (items) => (items.length > 0 ? seconds(items[0].parsed.x) : '');
const nsLabel = (item) => `${item.dataset.label}: ${duration(item.parsed.y)}`;

function timeSpec(series, unit, sets, yTitle, words, range) {
  const scale = range || {};
  const points = (column, perSecond) => series.t_s.map((t, i) => ({x: t,
    y: series[column][i] === null ? null
      : perSecond ? series[column][i] / series.width_s : series[column][i]}));
  return {
    words,
    config: (palette) => ({
      type: 'line',
      data: {datasets: sets.map(({label, column, colour, perSecond, ...extra}) =>
        line(label, palette[colour], points(column, perSecond), extra))},
      options: options(palette, {
        x: axis('seconds since the start', {type: 'linear', min: 0,
          max: Math.max(...series.t_s) || 1}, palette),
        y: axis(yTitle, unit === 'ns'
          ? durationAxis(sets.flatMap(({column}) => series[column]))
          : {type: 'linear', beginAtZero: true, ...scale}, palette),
      }, {title: titleOf, label: unit === 'ns' ? nsLabel
        : (item) => `${item.dataset.label}: ${digits(item.parsed.y)}`}),
    }),
    table: () => [[['From', true], ...sets.map(({label}) => [label, true])],
      series.t_s.map((t, i) => [seconds(t), ...sets.map(({column, perSecond}) => {
        const value = series[column][i];
        if (value === null) return none;
        return unit === 'ns' ? duration(value)
          : perSecond ? digits(value / series.width_s) : grouped(value);
      })])],
  };
}

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

/** 1/(1-q) as people say it: 10 is 90 %, 1000 is 99.9 %. */
function percentileName(x) {
  if (x <= 1) return '0 %';
  const nines = Math.log10(x);
  if (Math.abs(nines - Math.round(nines)) < 1e-6) {
    const n = Math.round(nines);
    return n === 1 ? '90 %' : `99${n > 2 ? `.${'9'.repeat(n - 2)}` : ''} %`;
  }
  return `${Number((100 * (1 - 1 / x)).toPrecision(Math.max(3, Math.ceil(nines) + 2)))} %`;
}

function percentileSpec(times) {
  const points = (name) => times[name].percentiles.map(([x, ns]) => ({x, y: ns}));
  const all = ['response_time', 'service_time'].flatMap((name) =>
    times[name].percentiles.map(([, ns]) => ns));
  return {
    words: `Response time p99 ${duration(times.response_time.p99_ns)}, service time p99 ` +
      `${duration(times.service_time.p99_ns)}.`,
    config: (palette) => ({
      type: 'line',
      data: {datasets: [
        line('response time', palette.red, points('response_time'), {pointRadius: 0}),
        line('service time', palette.blue, points('service_time'),
          {pointRadius: 0, borderDash: [6, 3]})]},
      options: {...options(palette, {
        x: axis('percentile', {type: 'logarithmic', min: 1,
          tick: (x) => (x > 2 && Number.isInteger(Math.log10(x)) ? percentileName(x) : null)},
        palette),
        y: axis('time', durationAxis(all), palette),
      }, {title: (items) => (items.length > 0 ? percentileName(items[0].parsed.x) : ''),
        label: nsLabel}), interaction: {mode: 'nearest', intersect: false, axis: 'x'}},
    }),
    table: () => [[['Percentile', true], ['response time', true], ['service time', true]],
      times.response_time.percentiles.map(([x, ns], i) => {
        const other = times.service_time.percentiles[i];
        return [percentileName(x), duration(ns),
          other && other[0] === x ? duration(other[1]) : none];
      })],
  };
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
    percentileSpec(data.times));
  drawChart(box, 'histogram', 'Histogram', 'how many deliveries took how long',
    histogramSpec(data.times));
}
