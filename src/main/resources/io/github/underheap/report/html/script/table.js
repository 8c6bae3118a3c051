import { $, chip, element } from './dom.js';
import { minus } from './data.js';
import { brief, briefGrowth, difference, duration, exact, growth } from './figures.js';
import { makeRows } from './rows.js';

// The table of sites: sorted by a click on a head, filtered by the search and by what is zoomed to.

const HEADS = { peak: 'At peak', live: 'Live', leaked: 'Leaked', total: 'Total', blocks: 'Blocks' };

// A column of what was not measured, or is known only when the program has ended.
const UNKNOWN = { value: () => 0, text: () => '–', title: () => 'not known' };

const exactly = (column, row) => column.large.get(row) ?? column.numbers[row];

const compare = (a, b) => (a > b ? 1 : a < b ? -1 : 0);

/** The columns: key, head, how rows are compared, and what a cell has. */
function columnsOf(data) {
  const namedFrame = row => data.stacks.at[data.stacks.start[row] + data.named[row]];
  const lifeOf = row => {
    const blocks = data.columns[0].get('totalBlocks').numbers[row];
    return blocks > 0 ? data.columns[0].get('lifetime').numbers[row] / blocks : -1;
  };
  const verdictOf = row => data.verdicts[data.findings[data.finding[row]].verdict];
  const isKnown = metric => metric.measured && (metric.key !== 'leaked' || data.isLeakedKnown);
  const ranks = frameRanks(data);
  return {
    namedFrame,
    name: { head: 'Site', value: row => -ranks[namedFrame(row)], text: null },
    verdict: {
      head: 'Verdict',
      value: row => -data.findings[data.finding[row]].verdict,
      fill: (cell, row) => verdictOf(row) && cell.append(chip(verdictOf(row))),
    },
    ofMetric: (metric, side) => {
      const column = data.columns[side].get(metric.number);
      if (!isKnown(metric)) {
        return { ...UNKNOWN, head: HEADS[metric.key] };
      }
      return {
        head: HEADS[metric.key],
        value: row => column.numbers[row],
        // Above 2^53 what is equal as a number need not be.
        exactly: column.isExact ? null : row => exactly(column, row),
        text: row => brief(exactly(column, row), metric.unit),
        title: row => exact(exactly(column, row)),
      };
    },
    changeOf: metric => {
      const [after, before] = data.columns.map(columns => columns.get(metric.number));
      if (!isKnown(metric)) {
        return { ...UNKNOWN, head: 'Change' };
      }
      return {
        head: 'Change',
        value: row => Math.abs(after.numbers[row] - before.numbers[row]),
        text: row => difference(minus(exactly(after, row), exactly(before, row)), metric.unit),
        kind: row => Math.sign(after.numbers[row] - before.numbers[row]),
      };
    },
    percentOf: metric => {
      const [after, before] = data.columns.map(columns => columns.get(metric.number));
      if (!isKnown(metric)) {
        return { ...UNKNOWN, head: 'Per cent' };
      }
      const share = row => (before.numbers[row] ? (after.numbers[row] - before.numbers[row]) / before.numbers[row] : after.numbers[row] ? Infinity : 0);
      return {
        head: 'Per cent',
        value: row => Math.abs(share(row)),
        text: row =>
          before.numbers[row] === 0 && after.numbers[row] !== 0
            ? 'new'
            : after.numbers[row] === 0 && before.numbers[row] !== 0
              ? 'gone'
              : briefGrowth(before.numbers[row], after.numbers[row]),
        title: row => growth(before.numbers[row], after.numbers[row]),
        kind: row => Math.sign(after.numbers[row] - before.numbers[row]),
      };
    },
    life: {
      head: 'Average life',
      value: lifeOf,
      text: row => (data.isTimed && lifeOf(row) >= 0 ? duration(lifeOf(row), data.timeUnit) : '–'),
    },
  };
}

/** The place of each frame in the order of names. */
function frameRanks(data) {
  const order = Array.from({ length: data.frames.count }, (_, i) => i);
  const texts = data.frames.folded;
  order.sort((a, b) => (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : a - b));
  const ranks = new Int32Array(order.length);
  order.forEach((frame, rank) => (ranks[frame] = rank));
  return ranks;
}

/** Makes the table. It calls `actions.chooseRow(row)`, `actions.sort(key)` and `actions.zoomToRow(row)`. */
export function makeTable(data, actions) {
  const owner = element('div', { id: 'sites', class: 'grid', role: 'grid', tabindex: '0', 'aria-label': 'Sites' });
  $('table').append(owner);
  const all = columnsOf(data);
  const head = element('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' });
  owner.append(head);
  let columns = [];
  let order = new Int32Array(0);
  let metric = null;
  let sorting = '';
  let chosen = -1;
  let largest = 1;
  const height = () => (matchMedia('(max-width: 720px)').matches ? 44 : 30);
  const rows = makeRows(owner, height, makeRow, 1);

  function makeRow(index) {
    const row = order[index];
    const made = element('div', { class: 'row' + (row === chosen ? ' chosen' : ''), role: 'row', 'aria-selected': String(row === chosen) });
    made.dataset.site = data.site[row];
    for (const [key, column] of columns) {
      const cell = element('div', { class: 'cell ' + key + (key === metric.key ? ' weighed' : ''), role: 'gridcell' });
      if (key === 'name') {
        const frame = all.namedFrame(row);
        const share = widthOf(row) / largest;
        const method = data.frames.methods[frame];
        const type = data.frames.names[frame].slice(0, -method.length);
        cell.append(type ? element('span', {}, type) : '', element('b', {}, method), element('small', {}, data.frames.places[frame]));
        cell.title = data.frames.full(frame);
        cell.style.setProperty('--share', Math.min(1, share));
      } else if (column.fill) {
        column.fill(cell, row);
      } else {
        cell.textContent = column.text(row);
        if (column.title) {
          cell.title = column.title(row);
        }
        const kind = column.kind?.(row) ?? 0;
        cell.classList.toggle('more', kind > 0);
        cell.classList.toggle('less', kind < 0);
      }
      made.append(cell);
    }
    made.addEventListener('click', () => {
      rows.activate(index, true);
      actions.chooseRow(row);
    });
    made.addEventListener('dblclick', () => actions.zoomToRow(row));
    return made;
  }

  const widthOf = row =>
    Math.max(...data.columns.map(side => side.get(metric.number).numbers[row]));

  function chooseColumns(next) {
    metric = next;
    columns = data.isComparison
      ? [
          ['name', all.name],
          ['verdict', all.verdict],
          ['before', { ...all.ofMetric(metric, 1), head: 'Before' }],
          ['after', { ...all.ofMetric(metric, 0), head: 'After' }],
          ['change', all.changeOf(metric)],
          ['percent', all.percentOf(metric)],
        ]
      : [
          ['name', all.name],
          ['verdict', all.verdict],
          ...data.metrics.map(each => [each.key, all.ofMetric(each, 0)]),
          ['life', all.life],
        ];
    owner.classList.toggle('compared', data.isComparison);
  }

  // The same elements whatever is sorted, so that the focus stays where it is.
  const heads = new Map();

  function makeHead(name) {
    const press = () => {
      const [key, direction] = sortOf(sorting);
      actions.sort(name === key && direction > 0 ? '-' + name : name);
    };
    const pressed = element('button', { type: 'button', onclick: press });
    const cell = element('div', { role: 'columnheader' }, pressed);
    heads.set(name, { cell, pressed });
    head.append(cell);
  }

  function showHeads() {
    const [key, direction] = sortOf(sorting);
    for (const [name, column] of columns) {
      if (!heads.has(name)) {
        makeHead(name);
      }
      const { cell, pressed } = heads.get(name);
      const isSorted = name === key;
      cell.className = 'cell ' + name + (name === metric.key ? ' weighed' : '');
      cell.setAttribute('aria-sort', isSorted ? (direction > 0 ? 'descending' : 'ascending') : 'none');
      pressed.textContent = column.head + (isSorted ? (direction > 0 ? ' ↓' : ' ↑') : '');
      pressed.title = 'Sort by ' + column.head.toLowerCase();
    }
  }

  /** The column that sorts: what was asked for, else the metric; and 1 if the largest come first. */
  function sortOf(sort) {
    const key = sort.replace(/^-/, '');
    const standard = data.isComparison ? 'change' : metric.key;
    return columns.some(([name]) => name === key) ? [key, sort.startsWith('-') ? -1 : 1] : [standard, 1];
  }

  function sorted(rowsToSort, sort) {
    const [key, direction] = sortOf(sort);
    const column = columns.find(([name]) => name === key)[1];
    const values = new Float64Array(data.count);
    for (const row of rowsToSort) {
      values[row] = column.value(row);
    }
    return rowsToSort.sort((a, b) => {
      const order = values[b] - values[a] || (column.exactly ? compare(column.exactly(b), column.exactly(a)) : 0);
      return order ? direction * (order > 0 ? 1 : -1) : a - b;
    });
  }

  owner.addEventListener('keydown', event => {
    if (event.target !== owner || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const target = rows.target(event.key);
    if (target >= 0) {
      event.preventDefault();
      rows.activate(target, false);
      actions.chooseRow(order[target]);
    } else if (event.key === 'Enter' && rows.active() >= 0) {
      event.preventDefault();
      actions.zoomToRow(order[rows.active()]);
    }
  });

  return {
    /** Shows rows by a metric. */
    show({ rows: wanted, metric: next, sort }) {
      chooseColumns(next);
      sorting = sort;
      showHeads();
      order = sorted(Int32Array.from(wanted), sort);
      largest = order.reduce((most, row) => Math.max(most, widthOf(row)), 0) || 1;
      rows.show(order.length, true);
    },
    /** Marks the row that is chosen. */
    choose(row) {
      chosen = row;
      rows.show(order.length, false);
    },
    /** How many sites the rows are. */
    sites: () => order.reduce((sum, row) => sum + data.sitesOf(row), 0),
  };
}
