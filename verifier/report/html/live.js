// Draws the page; on a dashboard again and again, with what the server sends.

const drawn = new Map();

/** Redraws a part only when its data have changed, so that what is open stays open. */
function show(name, draw, data, parts) {
  const now = JSON.stringify([data.running, parts]);
  if (drawn.get(name) === now) return;
  drawn.set(name, now);
  draw(data);
}

function showAll(data) {
  show('verdict', showVerdict, data, [data.verdict, data.reasons, data.duration_ns]);
  show('tiles', showTiles, data, [data.deliveries, data.rate, data.times, data.in_flight]);
  show('clauses', showClauses, data, data.clauses);
  show('thresholds', showThresholds, data, data.thresholds);
  show('coverage', showCoverage, data, data.coverage);
  show('time', showTime, data, data.series);
  show('latency', showLatency, data, data.times);
  show('outcomes', showOutcomes, data, [data.by_type, data.status, data.errors]);
  show('harness', showHarness, data, [data.rate, data.harness, data.times, data.deliveries]);
  const sections = [...document.querySelectorAll('main > section[id]')]
    .filter((section) => !section.hidden && section.querySelector('h2'));
  byId('contents').replaceChildren(...sections.map((section) =>
    el('li', {}, el('a', {href: `#${section.id}`}, section.querySelector('h2').textContent))));
}

function connect() {
  const events = new EventSource('/events');
  events.onopen = () => { byId('live').textContent = '\u25CF live'; };
  events.onerror = () => { byId('live').textContent = '\u25CB connection lost; trying again'; };
  events.onmessage = (event) => {
    const data = JSON.parse(event.data);
    byId('live').textContent = data.running ? '\u25CF live' : 'the run has ended';
    if (!data.running) events.close();
    showAll(data);
  };
}

function start() {
  const data = JSON.parse(byId('data').textContent);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  byId('foot').textContent =
    `hookworthy ${data.run.version}. This page loads nothing from a network.`;
  showAll(data);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawCharts);
  addEventListener('beforeprint', () => {
    printing = true;
    redrawCharts();
    for (const details of document.querySelectorAll('.evidence')) {
      details.open = true;
      details.closest('.clause').open = true;
    }
  });
  addEventListener('afterprint', () => { printing = false; redrawCharts(); });
  if (data.live && data.running) connect();
}

start();
