'use strict';
// Elements and numbers. Text of strangers is only ever set as textContent: it cannot become markup.

/** An element with attributes and children; strings become text, null is left out. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === false) continue;
    if (key === 'on') {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else {
      node.setAttribute(key, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

const none = 'no data';

/** Digits in groups of three, as the text report writes them. */
function grouped(value) {
  if (value === null || value === undefined) return none;
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

function counted(value, noun) {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || value === 0 ? 0 : size >= 10 ? 1 : 2);
}

/** Nanoseconds in the unit that suits. */
function duration(ns) {
  if (ns === null || ns === undefined) return none;
  const units = [[1e9, 's'], [1e6, 'ms'], [1e3, '\u00b5s']];
  for (const [size, unit] of units) {
    if (Math.abs(ns) >= size) return `${digits(ns / size)} ${unit}`;
  }
  return `${Math.round(ns)} ns`;
}

/** The same for axes: no digits that say nothing. */
function durationTick(ns) {
  return duration(ns).replace(/\.0+ /, ' ').replace(/(\.\d*[1-9])0+ /, '$1 ');
}

function rate(perSecond) {
  if (perSecond === null || perSecond === undefined) return none;
  return perSecond >= 1000 ? `${grouped(perSecond)}/s` : `${digits(perSecond)}/s`;
}

function bytes(value) {
  if (value === null || value === undefined) return none;
  const units = [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']];
  for (const [size, unit] of units) {
    if (value >= size) return `${digits(value / size)} ${unit}`;
  }
  return counted(value, 'byte');
}

function share(part, whole) {
  if (!whole) return none;
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.01) return '< 0.01 %';
  return `${percent === 0 || percent === 100 ? percent : percent.toFixed(2)} %`;
}

const signs = {
  kept: '\u2713', violated: '\u2717', inconclusive: '?', not_tested: '\u2013', running: '\u25B6',
  no_data: '?', better: '\u2713', same: '=', worse: '\u2717', broken: '\u2717',
  'not enough data': '?',
};
/** Verdicts that look like another one: the class `is-...` has the colour. */
const looks = {
  no_data: 'inconclusive', not_tested: 'not-tested', better: 'kept', same: 'not-tested',
  worse: 'violated', broken: 'violated', 'not enough data': 'inconclusive',
};

function lookOf(verdict) {
  return `is-${looks[verdict] ?? verdict}`;
}

function words(verdict) {
  return verdict.replace('_', ' ');
}

function badge(verdict) {
  return el('span', {class: `badge ${lookOf(verdict)}`}, `${signs[verdict]} ${words(verdict)}`);
}

function say(text) {
  byId('said').textContent = text;
}

/** Copies text; where the page may not use the clipboard, the old way. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el('textarea', {readonly: true, class: 'visually-hidden'});
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

function copyButton(text, what) {
  const button = el('button',
    {type: 'button', class: 'copy', 'aria-label': `Copy ${what}`}, 'Copy');
  const said = (word) => {
    button.textContent = word;
    say(`${what}: ${word}`);
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  button.addEventListener('click', async () => {
    said(await copyText(text) ? 'Copied' : 'Select it and copy by hand');
  });
  return button;
}

/** A table in a box that scrolls. `columns`: [title, is a number]. */
function table(caption, columns, rows, attributes) {
  const numeric = (i) => (columns[i][1] ? 'num' : null);
  return el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption},
    el('table', attributes,
      el('caption', {}, caption),
      el('thead', {}, el('tr', {},
        columns.map(([title], i) => el('th', {scope: 'col', class: numeric(i)}, title)))),
      el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell, i) => (i === 0
        ? el('th', {scope: 'row', class: numeric(i)}, cell)
        : el('td', {class: numeric(i)}, cell))))))));
}

function facts(pairs) {
  return el('dl', {class: 'facts'}, pairs.filter(([, value]) => value !== null)
    .map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

/** One figure at a glance. */
function tile(name, value, note) {
  return el('div', {class: 'tile'}, el('div', {class: 'name'}, name),
    el('div', {class: 'value'}, value), el('div', {class: 'note'}, note || '\u00a0'));
}
