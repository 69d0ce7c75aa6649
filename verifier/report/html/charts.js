// What charts are made of. Lines differ in dash and point as well as in colour, and each chart has
// its numbers as a table.

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
      legend: {position: 'bottom', labels: {color: palette.ink, boxWidth: 34, boxHeight: 2,
        sort: (a, b) => a.datasetIndex - b.datasetIndex}},
      tooltip: {callbacks: tooltip},
    },
  };
}

/** The library is a block of text until the first chart needs it. */
function loadLibrary() {
  if (typeof Chart !== 'undefined') return;
  document.head.append(el('script', {}, byId('library').textContent));
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
}

function materialise(entry) {
  if (entry.chart !== null) return;
  nearby.unobserve(entry.canvas);
  loadLibrary();
  entry.chart = new Chart(entry.canvas, entry.spec.config(colours()));
}

/** A chart is drawn when somebody is about to see it: all at once they would delay the page. */
const nearby = new IntersectionObserver((seen) => {
  for (const each of seen.filter(({isIntersecting}) => isIntersecting)) {
    const entry = [...charts.values()].find(({canvas}) => canvas === each.target);
    setTimeout(() => materialise(entry));
  }
}, {rootMargin: '400px'});

/** The figure of one chart: made once, redrawn with new data. `spec`: config and table. */
function drawChart(box, id, title, note, spec) {
  const known = charts.get(id);
  if (known) {
    known.spec = spec;
    redraw(known);
    known.canvas.setAttribute('aria-label', `${title}. ${spec.words}`);
    if (known.details.open) known.fill();
    return;
  }
  const canvas = el('canvas',
    {id: `chart-${id}`, role: 'img', 'aria-label': `${title}. ${spec.words}`});
  const entry = {canvas, spec, chart: null};
  const place = el('div', {});
  entry.fill = () => place.replaceChildren(table(title, ...entry.spec.table()));
  entry.details = el('details', {on: {toggle: () => { if (entry.details.open) entry.fill(); }}},
    el('summary', {}, 'Show as a table'), place);
  box.append(el('figure', {}, el('figcaption', {}, title, el('small', {}, note)),
    el('div', {class: 'canvas'}, canvas), entry.details));
  charts.set(id, entry);
  nearby.observe(canvas);
}

function redraw({chart, spec}) {
  if (chart === null) return;
  const config = spec.config(colours());
  Object.assign(chart.data, config.data);
  chart.options = config.options;
  chart.update('none');
}

/** In other colours, or at another size. */
function redrawCharts() {
  for (const entry of charts.values()) {
    entry.chart?.resize();
    redraw(entry);
  }
}

/** Paper shows all charts, whether somebody has looked at them or not. */
function materialiseCharts() {
  for (const entry of charts.values()) materialise(entry);
}

const seconds = (value) => `${Number(value.toFixed(3))} s`;

/** Lines over one axis. `curves`: [{label, colour, points: [[x, y or null], ...], say, ...}], `say`
    puts an y into words; `x`, `y`: {title, scale}; `x.say` the same, `x.column` of the table. */
function curvesSpec(curves, words, x, y) {
  const said = (curve, value) => (value === null || value === undefined ? none : curve.say(value));
  return {
    words,
    config: (palette) => ({
      type: 'line',
      data: {datasets: curves.map(({label, colour, say, points, ...extra}) =>
        line(label, palette[colour], points.map(([at, value]) => ({x: at, y: value})), extra))},
      options: {...options(palette, {x: axis(x.title, x.scale, palette),
        y: axis(y.title, y.scale, palette)}, {
        title: (items) => (items.length > 0 ? x.say(items[0].parsed.x) : ''),
        label: (item) => `${item.dataset.label}: ${said(curves[item.datasetIndex], item.parsed.y)}`,
      }), interaction: {mode: 'nearest', intersect: false, axis: 'x'}},
    }),
    table: () => {
      const columns = curves.map(({points}) => new Map(points));
      const rows = [...new Set(columns.flatMap((column) => [...column.keys()]))]
        .sort((a, b) => a - b);
      return [[[x.column, true], ...curves.map(({label}) => [label, true])], rows.map((at) =>
        [x.say(at), ...curves.map((curve, i) => said(curve, columns[i].get(at)))])];
    },
  };
}

function timeAxis(curves) {
  return {title: 'seconds since the start', column: 'From', say: seconds, scale: {type: 'linear',
    min: 0, max: Math.max(...curves.flatMap(({points}) => points.map(([at]) => at))) || 1}};
}

function durationsOf(curves) {
  return durationAxis(curves.flatMap(({points}) => points.map(([, value]) => value)));
}

/** Columns of `series`: `unit` ns is time, n is a count or, `perSecond`, a rate. */
function timeSpec(series, unit, sets, yTitle, words, range) {
  const curves = sets.map(({column, perSecond, ...rest}) => ({...rest,
    say: unit === 'ns' ? duration : perSecond ? digits : grouped,
    points: series.t_s.map((t, i) => {
      const value = series[column][i];
      return [t, value === null || !perSecond ? value : value / series.width_s];
    })}));
  return curvesSpec(curves, words, timeAxis(curves), {title: yTitle,
    scale: unit === 'ns' ? durationsOf(curves) : {type: 'linear', beginAtZero: true, ...range}});
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

/** `sets`: [{label, colour, times, ...}], `times` with `percentiles` and `p99_ns`. */
function percentileSpec(sets) {
  const curves = sets.map(({times, ...rest}) =>
    ({...rest, say: duration, points: times.percentiles, pointRadius: 0}));
  return curvesSpec(curves,
    `${sets.map(({label, times}) => `${label} p99 ${duration(times.p99_ns)}`).join(', ')}.`,
    {title: 'percentile', column: 'Percentile', say: percentileName,
      scale: {type: 'logarithmic', min: 1,
        tick: (x) => (x > 2 && Number.isInteger(Math.log10(x)) ? percentileName(x) : null)}},
    {title: 'time', scale: durationsOf(curves)});
}
