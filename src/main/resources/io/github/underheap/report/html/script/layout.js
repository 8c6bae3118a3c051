// Which boxes are seen, and where: the whole graph is one wide, and a window says which part of it is on the screen.

/** Narrower boxes are drawn together. */
const NARROWEST = 1.2;

/** What lies deeper is in the tree: a canvas of more than 32,767 pixels stays empty. */
const DEEPEST = 1000;

/** Where a node lies in the whole graph, from 0 to 1. */
export function placeOf(tree, weights, path) {
  let begin = 0;
  for (let i = 1; i < path.length; i++) {
    for (const child of weights.children(path[i - 1])) {
      if (child === path[i]) {
        break;
      }
      begin += weights.width(child);
    }
  }
  const node = path[path.length - 1];
  return { from: begin / weights.all, to: (begin + weights.width(node)) / weights.all };
}

/**
 * The boxes that are seen: `{ node, x, width, depth, count }`. A box with a `count` stands for so many narrow ones below `node`.
 */
export function boxesIn(tree, weights, view, width) {
  const boxes = [];
  if (!(weights.all > 0)) {
    return boxes;
  }
  const scale = width / (view.to - view.from);
  const unit = scale / weights.all;
  const place = (node, begin, depth) => {
    const span = weights.width(node) * unit;
    const left = Math.max(begin, 0);
    boxes.push({ node, x: left, width: Math.min(begin + span, width) - left, depth, count: 0 });
    let at = begin;
    const children = weights.children(node);
    for (let i = 0; i < children.length && at < width && depth < DEEPEST; i++) {
      const own = weights.width(children[i]) * unit;
      if (own < NARROWEST) {
        const rest = at + restOf(weights, children, i) * unit;
        const from = Math.max(at, 0);
        if (rest > 0 && Math.min(rest, width) - from > 0.3) {
          boxes.push({ node, x: from, width: Math.min(rest, width) - from, depth: depth + 1, count: children.length - i });
        }
        break;
      }
      if (at + own > 0) {
        place(children[i], at, depth + 1);
      }
      at += own;
    }
  };
  place(0, -view.from * scale, 0);
  return boxes;
}

/** What the children from one on weigh together. */
function restOf(weights, children, first) {
  let rest = 0;
  for (let i = first; i < children.length; i++) {
    rest += weights.width(children[i]);
  }
  return rest;
}
