import { $, button, chip, copy, element, say } from './dom.js';
import { minus, sum } from './data.js';
import { amount, difference, duration, exact, growth, percent } from './figures.js';
import { nameOf, pathTo } from './tree.js';

// What is chosen: its verdict and why, its numbers, and its stack.

const WORDS = {
  peakBytes: 'At peak',
  peakBlocks: 'Blocks at peak',
  liveBytes: 'Live',
  liveBlocks: 'Live blocks',
  totalBytes: 'Total',
  totalBlocks: 'Blocks',
  ownPeakBytes: 'Peak by itself',
  ownPeakBlocks: 'Blocks then',
  lastBirth: 'Last block of the peak',
  interrupted: 'Bookings broken off',
  partBytes: 'Bytes of parts',
  partBlocks: 'Parts',
  partFreedBytes: 'Bytes of freed parts',
  partFreedBlocks: 'Freed parts',
  failedCloses: 'Failed closes',
  lateBlocks: 'Late blocks',
  backingBytes: 'Given beyond that',
};

const LARGE = 10000;

/** Shows what is chosen: a node, which may be one site. Calls `actions.zoom(node)` and `actions.search(text)`. */
export function makeDetails(data, actions) {
  const place = $('details');
  let stackText = '';

  const total = (key, side) => sum(data.columns[side].get(key), null, 0, data.count, 'add');

  function numberRow(words, title, value, rest) {
    return [element('dt', { title }, words), element('dd', {}, value, rest ? element('small', {}, rest) : '')];
  }

  function numbers(scene, node) {
    const { tree } = scene;
    const rows = [];
    const add = (key, words, unit, title, rule) => {
      const of = side => sum(data.columns[side].get(key), tree.rows, tree.from[node], tree.to[node], rule);
      if (!data.columns.some(side => side.get(key).isThere)) {
        return;
      }
      const after = of(0);
      if (data.isComparison) {
        const before = of(1);
        const share = growth(before, after);
        rows.push(...numberRow(
          words, `${title} ${exact(before)} → ${exact(after)}`,
          rule === 'max' ? amount(after, unit) : difference(minus(after, before), unit),
          `${amount(before, unit)} → ${amount(after, unit)}${share && share !== '±0' ? ', ' + share : ''}`));
        return;
      }
      const all = total(key, 0);
      const isShare = rule === 'add' && Number(all) > 0;
      const isShort = unit !== 'bytes' || Number(after) < LARGE;
      rows.push(...numberRow(
        words, title, amount(after, unit),
        [isShort ? '' : exact(after) + ' B', isShare ? percent(Number(after) / Number(all)) : ''].filter(Boolean).join(' · ')));
    };
    for (const metric of data.metrics.filter(each => each.measured)) {
      if (metric.key === 'leaked') {
        add('leakedBytes', 'Leaked', 'bytes', 'Live bytes of sites that leaked.', 'add');
      }
    }
    for (const number of data.numbers) {
      if (number.unit === 'nanos') {
        const last = sum(data.columns[0].get(number.key), tree.rows, tree.from[node], tree.to[node], 'max');
        if (last > 0) {
          rows.push(...numberRow(WORDS[number.key] ?? number.key, number.meaning, 'after ' + duration(Number(last), data.timeUnit)));
        }
      } else {
        add(number.key, WORDS[number.key] ?? number.key, number.unit, number.meaning, number.sum);
      }
    }
    const life = scene.lifeOf(node);
    if (data.isTimed && life >= 0) {
      rows.splice(0, 0, ...numberRow('Average life', 'From allocation to the end of a block.', duration(life, data.timeUnit)));
    }
    return element('dl', {}, ...rows);
  }

  /** The site that stands for a node: the one that weighs most. */
  function largest(scene, node) {
    const { tree, weights } = scene;
    let best = tree.rows[tree.from[node]];
    for (let i = tree.from[node] + 1; i < tree.to[node]; i++) {
      best = weights.widthOf(tree.rows[i]) > weights.widthOf(best) ? tree.rows[i] : best;
    }
    return best;
  }

  function finding(scene, node, row) {
    const found = data.findings[data.finding[row]];
    const word = data.verdicts[tree(scene).verdict[node]];
    const isOwn = data.verdicts[found.verdict] === word;
    if (!word) {
      return [];
    }
    const hint = isOwn && found.hint ? element('p', { class: 'hint' }, 'Try: ' + found.hint + '.') : '';
    const reason = isOwn ? capitalised(found.reason) + '.' : 'At least one of these sites is.';
    return [element('p', { class: 'verdict' }, chip(word)), element('p', {}, reason), hint];
  }

  const tree = scene => scene.tree;
  const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1);

  function stack(row) {
    const { start, at } = data.stacks;
    const frames = [];
    for (let i = start[row + 1] - 1; i >= start[row]; i--) {
      frames.push(at[i]);
    }
    stackText = frames.map(data.frames.full).join('\n');
    const named = start[row] + data.named[row];
    return element('ol', { class: 'stack' }, ...frames.map((frame, i) => {
      const isNamed = start[row + 1] - 1 - i === named;
      return element('li', { class: isNamed ? 'named' : data.frames.application[frame] ? '' : 'library', title: data.frames.full(frame) },
        element('span', {}, data.frames.names[frame]), ' ', element('small', {}, data.frames.places[frame]));
    }));
  }

  function origins(row) {
    const [kinds, apis] = data.origins[data.origin[row]];
    return [kinds.length ? kinds.join(', ') + (kinds.length === 1 ? ' arena' : ' arenas') : '', apis.join(', ')]
      .filter(Boolean).join(' · ');
  }

  return {
    show(scene) {
      const node = scene.chosen;
      if (node < 0 || data.count === 0) {
        place.replaceChildren(element('p', { class: 'soft' }, 'Choose a box or a line to see it here.'));
        return;
      }
      const sites = scene.tree.to[node] - scene.tree.from[node];
      const row = largest(scene, node);
      const number = scene.tree.frame[node];
      const frame = node === 0 ? -1 : number;
      const title = sites === 1 ? data.frames.names[data.stacks.at[data.stacks.start[row] + data.named[row]]] : nameOf(scene.tree, node);
      const where = frame < 0 ? '' : sites === 1 ? data.frames.full(data.stacks.at[data.stacks.start[row] + data.named[row]]) : data.frames.full(frame);
      place.replaceChildren(
        element('h2', { title: where }, title === 'all' ? 'All sites' : title),
        where ? element('p', { class: 'where' }, where) : '',
        ...finding(scene, node, row),
        sites === 1 ? element('p', { class: 'soft' }, origins(row)) : element('p', { class: 'soft' }, exact(sites) + ' sites'),
        numbers(scene, node),
        element('h3', {}, sites === 1 ? 'Stack' : 'Stack of the largest site'),
        stack(row),
        element('div', { class: 'buttons' },
          button('Copy stack', 'Copy the stack as text (y)', () => this.copyStack()),
          button('Zoom', 'Make the box as wide as the graph (z)', () => actions.zoom(node)),
          node === 0 ? '' : button('Find', 'Search for this frame everywhere', () => actions.search(data.frames.names[frame]))));
    },
    /** Puts the stack on the clipboard. */
    async copyStack() {
      if (stackText) {
        await copy(stackText);
        say('The stack is on the clipboard');
        const made = [...place.querySelectorAll('button')].find(each => each.textContent === 'Copy stack');
        if (made) {
          made.textContent = 'Copied';
          setTimeout(() => (made.textContent = 'Copy stack'), 1200);
        }
      }
    },
    stackText: () => stackText,
    pathOf: scene => pathTo(scene.tree, scene.chosen),
  };
}
