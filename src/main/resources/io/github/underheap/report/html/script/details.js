import { $, button, chip, copy, element, refill, say } from './dom.js';
import { minus, sum } from './data.js';
import { amount, difference, duration, exact, growth, percent } from './figures.js';
import { sitesIn } from './tree.js';

// What is chosen: its verdict and why, its numbers, and its stack.

// Numbers of bytes with the blocks that they are in. Those that few sites have are shown where they are not 0.
const PAIRS = [
  ['At peak', 'peakBytes', 'peakBlocks'],
  ['Live', 'liveBytes', 'liveBlocks'],
  ['Leaked', 'leakedBytes', ''],
  ['Total', 'totalBytes', 'totalBlocks'],
  ['Peak by itself', 'ownPeakBytes', 'ownPeakBlocks'],
];

const RARE_PAIRS = [
  ['Parts', 'partBytes', 'partBlocks'],
  ['Freed parts', 'partFreedBytes', 'partFreedBlocks'],
  ['Given beyond that', 'backingBytes', ''],
  ['That nobody can close', 'uncloseableBytes', 'uncloseableBlocks'],
  ['Freed of that', 'uncloseableFreedBytes', 'uncloseableFreedBlocks'],
];

const COUNTS = [
  ['Failed closes', 'failedCloses'],
  ['Late blocks', 'lateBlocks'],
  ['Bookings broken off', 'interrupted'],
];

const LEAKED = 'Live bytes of sites that leaked.';

/** Shows what is chosen: a node, which may be one site. Calls `actions.zoom(node)` and `actions.search(text)`. */
export function makeDetails(data, actions) {
  const place = $('details');
  let stackText = '';

  const meanings = new Map(data.numbers.map(number => [number.key, number.meaning]));
  const isKnown = key => key !== '' && (key !== 'leakedBytes' || data.isLeakedKnown) && data.columns.some(side => side.get(key).isThere);
  const of = (part, key, side, rule = 'add') => sum(data.columns[side].get(key), part.rows, part.from, part.to, rule);
  const blocks = count => exact(count) + (Number(count) === 1 ? ' block' : ' blocks');

  const line = (words, title, value, share, small) => [
    element('dt', { title }, words),
    element('dd', {}, value),
    element('dd', { class: 'soft' }, share),
    small ? element('dd', { class: 'small' }, small) : '',
  ];

  function pair(part, [words, key, blocksKey]) {
    const value = of(part, key, 0);
    const count = isKnown(blocksKey) ? of(part, blocksKey, 0) : null;
    const all = Number(sum(data.columns[0].get(key), null, 0, data.count, 'add'));
    const small = exact(value) + (Number(value) === 1 ? ' byte' : ' bytes') + (count === null ? '' : ' in ' + blocks(count));
    return line(words, meanings.get(key) ?? LEAKED, amount(value, 'bytes'),
      all > 0 && key !== 'ownPeakBytes' ? percent(Number(value) / all) : '', Number(value) || Number(count) ? small : '');
  }

  function comparedPair(part, [words, key, blocksKey]) {
    const [after, before] = [of(part, key, 0), of(part, key, 1)];
    if (Number(after) === 0 && Number(before) === 0) {
      return [];
    }
    const share = growth(before, after);
    const counts = isKnown(blocksKey) ? [of(part, blocksKey, 1), of(part, blocksKey, 0)].map(exact).join(' → ') : '';
    return line(words, meanings.get(key) ?? LEAKED, difference(minus(after, before), 'bytes'), share === '±0' ? '' : share,
      `${exact(before)} → ${exact(after)} bytes` + (counts ? `, ${counts} blocks` : ''));
  }

  function counted(part, [words, key]) {
    const [after, before] = data.columns.map((_, side) => of(part, key, side));
    if (Number(after) === 0 && !Number(before)) {
      return [];
    }
    return line(words, meanings.get(key), data.isComparison ? exact(before) + ' → ' + exact(after) : exact(after), '', '');
  }

  function numbers(part) {
    const born = Number(of(part, 'totalBlocks', 0));
    const life = born > 0 ? Number(of(part, 'lifetime', 0)) / born : -1;
    const after = data.isComparison ? ' (after)' : '';
    const isThere = ([, key]) => data.columns.some((_, side) => Number(of(part, key, side)) !== 0);
    const rows = [...PAIRS.filter(([, key]) => isKnown(key)), ...RARE_PAIRS.filter(isThere)]
      .flatMap(each => (data.isComparison ? comparedPair : pair)(part, each));
    if (data.isTimed && life >= 0) {
      rows.push(...line('Average life' + after, 'From the allocation to the end of a block.', duration(life, data.timeUnit), '', ''));
    }
    const last = of(part, 'lastBirth', 0, 'max');
    if (data.isTimed && last > 0) {
      rows.push(...line('Last for the peak' + after, meanings.get('lastBirth'), 'after ' + duration(last, data.timeUnit), '', ''));
    }
    rows.push(...COUNTS.flatMap(each => counted(part, each)));
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

  function finding(verdict, row) {
    const found = data.findings[data.finding[row]];
    const word = data.verdicts[verdict];
    const isOwn = data.verdicts[found.verdict] === word;
    if (!word) {
      return [];
    }
    const hint = isOwn && found.hint ? element('p', { class: 'hint' }, 'Try: ' + found.hint + '.') : '';
    const reason = isOwn ? capitalised(found.reason) + '.' : 'At least one of these sites is.';
    return [element('p', { class: 'verdict' }, chip(word)), element('p', {}, reason), hint];
  }

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
      const { tree } = scene;
      const isSite = scene.chosenRow >= 0;
      const row = isSite ? scene.chosenRow : largest(scene, node);
      // The numbers of one row, or of all below a node.
      const part = isSite ? { rows: null, from: row, to: row + 1 } : { rows: tree.rows, from: tree.from[node], to: tree.to[node] };
      const sites = isSite ? data.sitesOf(row) : sitesIn(tree, node);
      const verdict = isSite ? data.findings[data.finding[row]].verdict : tree.verdict[node];
      // A site is called by the frame that names it, a box by its own.
      const frame = isSite ? data.stacks.at[data.stacks.start[row] + data.named[row]] : node === 0 ? -1 : tree.frame[node];
      const where = frame < 0 ? '' : data.frames.full(frame);
      refill(
        place,
        element('h2', { title: where }, frame < 0 ? 'All sites' : data.frames.names[frame]),
        where ? element('p', { class: 'where' }, where) : '',
        ...finding(verdict, row),
        element('p', { class: 'soft' }, sites === 1 ? origins(row) : exact(sites) + ' sites'),
        numbers(part),
        element('h3', {}, isSite ? 'Stack' : 'Stack of the largest site'),
        stack(row),
        element('div', { class: 'buttons' },
          button('Copy stack', 'Copy the stack as text (y)', () => this.copyStack()),
          button('Zoom', 'Make the box as wide as the graph (z)', () => actions.zoom(node)),
          frame < 0 ? '' : button('Find', 'Search for this frame everywhere', () => actions.search(data.frames.names[frame]))));
    },
    /** Puts the stack on the clipboard. */
    async copyStack() {
      if (stackText) {
        const isCopied = await copy(stackText);
        say(isCopied ? 'The stack is on the clipboard' : 'The stack could not be copied');
        const made = [...place.querySelectorAll('button')].find(each => each.textContent === 'Copy stack');
        if (made) {
          made.textContent = isCopied ? 'Copied' : 'Not copied';
          setTimeout(() => (made.textContent = 'Copy stack'), 1200);
        }
      }
    },
  };
}
