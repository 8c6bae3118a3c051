import { minus, sum } from './data.js';
import { below } from './tree.js';

// What a metric makes of a tree. Sums over runs of sites are differences of running sums, so no node has to hold any.

// A difference that is larger than this share of the sum has lost nothing that is seen.
const ROUNDED = 1e-6;

function running(tree, valueOf) {
  const sums = new Float64Array(tree.rows.length + 1);
  for (let place = 0; place < tree.rows.length; place++) {
    sums[place + 1] = sums[place] + valueOf(tree.rows[place]);
  }
  return sums;
}

/**
 * What some places weigh together, as a difference of running sums. Beside sums that a script rounds it may be nothing where something is: then
 * they are added up.
 */
function makeDifference(tree, sums, valueOf, isExact) {
  const added = new Map();
  return (from, to) => {
    const about = sums[to] - sums[from];
    if (isExact || about > sums[sums.length - 1] * ROUNDED) {
      return about;
    }
    const key = from * (tree.rows.length + 1) + to;
    if (!added.has(key)) {
      let sum = 0;
      for (let place = from; place < to; place++) {
        sum += valueOf(tree.rows[place]);
      }
      added.set(key, sum);
    }
    return added.get(key);
  };
}

/** The weights of a tree by a metric. Of two sides, a site is as wide as it is on the side where it is larger. */
export function weigh(tree, metric) {
  const { data } = tree;
  const sides = data.columns.map(columns => columns.get(metric.number));
  // On a side that was taken while its program ran, nothing is leaked as far as one knows: a change to or from that says nothing.
  const isKnown = metric.key !== 'leaked' || data.isLeakedKnown;
  const larger = data.isComparison
    ? row => Math.max(sides[0].numbers[row], sides[1].numbers[row])
    : row => sides[0].numbers[row];
  const widthOf = isKnown ? larger : () => 0;
  const widths = running(tree, widthOf);
  const ofSides = data.isComparison ? sides.map(side => running(tree, row => side.numbers[row])) : [widths];
  const widthIn = makeDifference(tree, widths, widthOf, sides.every(side => side.isExact));
  const width = node => widthIn(tree.from[node], tree.to[node]);
  const sorted = new Map();
  return {
    metric,
    all: widths[tree.rows.length],
    width,
    widthOf,
    running: valueOf => running(tree, valueOf),
    /** About how much a node has on a side: for colours. */
    about: (node, side) => ofSides[side][tree.to[node]] - ofSides[side][tree.from[node]],
    /** How much exactly. */
    value: (node, side) => sum(sides[side], tree.rows, tree.from[node], tree.to[node], 'add'),
    change: node =>
      minus(
        sum(sides[0], tree.rows, tree.from[node], tree.to[node], 'add'),
        sum(sides[1], tree.rows, tree.from[node], tree.to[node], 'add')),
    /** The nodes below a node that weigh something, the widest first. */
    children(node) {
      let known = sorted.get(node);
      if (!known) {
        known = [...below(tree, node)].filter(child => width(child) > 0).sort((a, b) => width(b) - width(a) || a - b);
        sorted.set(node, known);
      }
      return known;
    },
  };
}

/** The mean life of the blocks of nodes, in ns; negative where there were none. */
export function lives(tree) {
  const columns = tree.data.columns[0];
  const lifetimes = running(tree, row => columns.get('lifetime').numbers[row]);
  const blocks = running(tree, row => columns.get('totalBlocks').numbers[row]);
  return node => {
    const born = blocks[tree.to[node]] - blocks[tree.from[node]];
    return born > 0 ? (lifetimes[tree.to[node]] - lifetimes[tree.from[node]]) / born : -1;
  };
}
