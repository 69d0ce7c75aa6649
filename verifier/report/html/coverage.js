// Coverage as a matrix: callback type by field, what was tried of what the plan has.

const kindViews = [['edge', 'Edges'], ['violation', 'Violations']];
let coverageView = 'edge';

/** How a cell looks and what it says for one kind. */
function cellState(cell, kind) {
  if (!cell) return ['absent', '\u00b7', 'this type has no such field'];
  const part = cell[kind];
  if (!part) {
    const sent = cell.other ? cell.other.sent : 0;
    return sent > 0 ? ['sent', grouped(sent), `${counted(sent, 'delivery').replace('ys', 'ies')}`]
      : ['absent', '\u00b7', 'nothing planned'];
  }
  const {of, tried, violated} = part;
  const ratio = of === null ? String(tried) : `${tried}/${of}`;
  const long = of === null ? `${tried} tried` : `${tried} of ${of} tried`;
  if (violated > 0) return ['broken', `\u2717 ${ratio}`, `${long}, ${violated} broke a clause`];
  if (of !== null && of > 0 && tried === 0) return ['hole', `\u25CB ${ratio}`, `hole: ${long}`];
  if (of !== null && tried < of) return ['some', `\u25D0 ${ratio}`, long];
  if (tried === 0) return ['absent', '\u00b7', 'nothing planned'];
  return ['all', `\u2713 ${ratio}`, long];
}

function fieldName(field) {
  if (field === '*') return 'no field in particular';
  return field === '' ? 'the callback as a whole' : field;
}

function cellDetail(coverage, type, field, cell) {
  const kinds = coverage.kinds;
  const rows = (cell.labels || []).map(([kind, label, sent, violated]) => [label || '(canonical)',
    words(kinds[kind]), grouped(sent), violated > 0 ? `\u2717 ${grouped(violated)}` : '\u2713 0']);
  const missing = kindViews.map(([kind, name]) => {
    const part = cell[kind];
    const left = part && part.of !== null ? part.of - part.tried : 0;
    return left > 0 ? `${left} planned ${name.toLowerCase()} were not tried. ` : '';
  }).join('');
  return el('div', {class: 'detail'},
    el('h3', {}, `${coverage.types[type]} \u00b7 ${fieldName(coverage.fields[field])}`),
    missing ? el('p', {class: 'is-inconclusive'}, missing) : null,
    cell.unlisted > 0 ? el('p', {class: 'soft'}, `${counted(cell.unlisted, 'label')} not listed; ` +
      'this page is bounded.') : null,
    rows.length > 0 ? table('Cases', [['Label'], ['Kind'], ['Deliveries', true],
      ['Broke a clause', true]], rows) : el('p', {class: 'soft'}, 'Nothing was tried here.'));
}

/** Opens what a cell holds in a row of its own below it; closes it when it is open. */
function toggleCell(button, detail) {
  const row = button.closest('tr');
  const wasOpen = button.getAttribute('aria-expanded') === 'true';
  const table = row.closest('table');
  table.querySelector('tr.opened')?.remove();
  table.querySelector('[aria-expanded=true]')?.setAttribute('aria-expanded', 'false');
  if (wasOpen) return;
  row.after(el('tr', {class: 'opened'}, el('td', {colspan: row.children.length}, detail())));
  button.setAttribute('aria-expanded', 'true');
}

function matrixCell(coverage, t, f, cell) {
  const [look, text, long] = cellState(cell, coverageView);
  if (!cell) return el('td', {class: look, title: long}, text);
  const label = `${coverage.types[t]}, ${fieldName(coverage.fields[f])}: ${long}`;
  const button = el('button', {type: 'button', 'aria-label': label, 'aria-expanded': 'false',
    title: long, on: {click: () => toggleCell(button, () => cellDetail(coverage, t, f, cell))}},
  text);
  return el('td', {class: look}, button);
}

/** A name that may be broken behind its underscores. */
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((part) => [el('wbr', {}), part]);
}

function matrix(coverage, cells) {
  const head = el('tr', {}, el('th', {scope: 'col'}, 'Field'),
    coverage.types.map((type) => el('th', {scope: 'col'}, breakable(type))));
  const rows = coverage.fields.map((field, f) => el('tr', {},
    el('th', {scope: 'row', class: 'mono'}, fieldName(field)),
    coverage.types.map((type, t) => matrixCell(coverage, t, f, cells.get(`${t} ${f}`)))));
  return el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Coverage matrix'},
    el('table', {class: 'matrix'}, el('thead', {}, head), el('tbody', {}, rows)));
}

function coverageLegend() {
  const key = (look, sign, text) => el('span', {}, el('span', {class: `key ${look}`}, sign), text);
  return el('div', {class: 'legend'}, key('all', '\u2713 5/5', 'all tried'),
    key('some', '\u25D0 3/5', 'some tried'), key('hole', '\u25CB 0/5', 'hole: none tried'),
    key('broken', '\u2717 5/5', 'tried, and a clause was broken'),
    key('absent', '\u00b7', 'not in this type'));
}

function showCoverage(data) {
  const {coverage} = data;
  const box = byId('coverage').lastElementChild;
  byId('coverage').hidden = data.running;  // counted when the run has ended
  if (coverage.fields.length === 0) {
    box.replaceChildren(el('p', {class: 'soft'}, 'Nothing was delivered.'));
    return;
  }
  const cells = new Map(coverage.cells.map((cell) => [`${cell.t} ${cell.f}`, cell]));
  const of = ([tried, goal], noun) => (goal === null ? counted(tried, noun)
    : `${grouped(tried)} of ${counted(goal, noun)}`);
  const {totals} = coverage;
  const holder = el('div', {});
  const draw = () => holder.replaceChildren(matrix(coverage, cells));
  const choices = el('fieldset', {}, el('legend', {}, 'Show'), kindViews.map(([kind, name]) =>
    el('label', {}, el('input', {type: 'radio', name: 'kind', value: kind,
      checked: kind === coverageView, on: {change: () => { coverageView = kind; draw(); }}}),
    ` ${name}`)));
  draw();
  box.replaceChildren(
    el('p', {}, [of(totals.types, 'type'), of(totals.fields, 'field'), of(totals.edges, 'edge'),
      of(totals.violations, 'violation'), ...coverage.explored.map((each) =>
      `${grouped(each.tried)}${each.of === null ? '' : ` of ${grouped(each.of)}`} ${each.what}`),
    ].join(' \u00b7 '),
    el('span', {class: 'soft'}, '. Choose a cell to see its cases.')),
    choices, coverageLegend(), holder,
    coverage.unlisted > 0 ? el('p', {class: 'soft'},
      `${counted(coverage.unlisted, 'cell')} not shown; this page is bounded.`) : '');
}
