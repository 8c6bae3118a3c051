import { minus, sum } from './data.js';
import { below } from './tree.js';

// What a metric makes of a tree. Sums over runs of sites are differences of running sums, so no node has to hold any.

function running(tree, valueOf) {
  const sums = new Float64Array(tree.rows.length + 1);
  for (let place = 0; place < tree.rows.length; place++) {
    sums[place + 1] = sums[place] + valueOf(tree.rows[place]);
  }
  return sums;
}

/** The weights of a tree by a metric. Of two sides, a site is as wide as it is on the side where it is larger. */
export function weigh(tree, metric) {
  const { data } = tree;
  const sides = data.columns.map(columns => columns.get(metric.number));
  const widthOf = data.isComparison
    ? row => Math.max(sides[0].numbers[row], sides[1].numbers[row])
    : row => sides[0].numbers[row];
  const widths = running(tree, widthOf);
  const ofSides = data.isComparison ? sides.map(side => running(tree, row => side.numbers[row])) : [widths];
  const width = node => widths[tree.to[node]] - widths[tree.from[node]];
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
