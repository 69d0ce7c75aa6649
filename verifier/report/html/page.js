// What every page does: draws its parts, again when their data have changed, and prints.

const drawn = new Map();

/** Redraws a part only when its data have changed, so that what is open stays open. */
function show(name, draw, data, parts) {
  const now = JSON.stringify([data.running, parts]);
  if (drawn.get(name) === now) return;
  drawn.set(name, now);
  draw(data);
}

/** The verdict and why, on top of the page and, with what it is about, on the browser's tab. */
function showHeadline(verdict, subject, reasons) {
  const word = verdict[0].toUpperCase() + verdict.slice(1);
  byId('verdict').className = lookOf(verdict);
  byId('verdict').replaceChildren(
    el('span', {class: 'sign', 'aria-hidden': 'true'}, signs[verdict]), word);
  document.title = `${word}: ${subject} - hookworthy`;
  byId('reasons').replaceChildren(...reasons.map((reason) => el('li', {}, reason)));
}

/** The list of sections that have something to say. */
function showContents() {
  const sections = [...document.querySelectorAll('main > section[id]')]
    .filter((section) => !section.hidden && section.querySelector('h2'));
  byId('contents').replaceChildren(...sections.map((section) =>
    el('li', {}, el('a', {href: `#${section.id}`}, section.querySelector('h2').textContent))));
}

/** Reads the page's data, draws it by `showAll`, and keeps it right on paper and in the dark. */
function begin(showAll) {
  const data = JSON.parse(byId('data').textContent);
  byId('foot').textContent =
    `${['hookworthy', data.version].join(' ').trim()}. This page loads nothing from a network.`;
  showAll(data);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawCharts);
  addEventListener('beforeprint', () => {
    printing = true;
    materialiseCharts();
    redrawCharts();
    for (const details of document.querySelectorAll('.evidence')) {
      details.open = true;
      details.closest('.clause').open = true;
    }
  });
  addEventListener('afterprint', () => { printing = false; redrawCharts(); });
  return data;
}
