// Draws the report; on a dashboard again and again, with what the server sends.

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
  showContents();
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
  const data = begin(showAll);
  if (data.live && data.running) connect();
}

start();
