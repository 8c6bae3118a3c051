import { $, chip, element } from './dom.js';
import { amount, difference, exact, percent } from './figures.js';
import { makeRows } from './rows.js';
import { isAbove, nameOf, pathTo, rowsEndingAt, sitesIn } from './tree.js';

// The tree: the same boxes as in the graph, as lines that open.

/** Makes the tree. It calls `actions.choose(node)` and `actions.zoom(node)`. */
export function makeOutline(data, actions) {
  const owner = element('div', { id: 'nodes', class: 'grid', role: 'treegrid', tabindex: '0', 'aria-label': 'Tree of calls' });
  $('tree').append(owner);
  let scene = null;
  let open = new Set([0]);
  let lines = [];
  const height = () => (matchMedia('(max-width: 720px)').matches ? 40 : 26);
  const rows = makeRows(owner, height, makeRow, 0);

  const children = node => scene.weights.children(node);

  function makeRow(index) {
    const node = lines[index];
    const { tree, weights } = scene;
    const level = tree.depth[node] - tree.depth[scene.zoomed];
    const isOpen = open.has(node);
    const hasMore = children(node).length > 0;
    const number = tree.frame[node];
    const sites = sitesIn(tree, node);
    // Of sites whose stacks end here: a node that has more below it has their verdicts too.
    const own = rowsEndingAt(tree, node).filter(row => weights.widthOf(row) > 0);
    const word = data.verdicts[own.reduce((first, row) => Math.min(first, data.findings[data.finding[row]].verdict), data.verdicts.length - 1)];
    const made = element('div', {
      class: 'line' + (node === scene.chosen ? ' chosen' : ''),
      role: 'row',
      'aria-level': level + 1,
      'aria-expanded': hasMore ? String(isOpen) : undefined,
      'aria-selected': String(node === scene.chosen),
    });
    const value = data.isComparison
      ? difference(weights.change(node), weights.metric.unit)
      : amount(weights.value(node, 0), weights.metric.unit);
    const share = element('div', { class: 'share', role: 'gridcell' }, percent(weights.width(node) / weights.all));
    share.style.setProperty('--share', weights.width(node) / weights.all);
    const name = element('div', { class: 'branch', role: 'gridcell' },
      element('span', { class: 'twist', 'aria-hidden': 'true' }, hasMore ? (isOpen ? '▾' : '▸') : ''),
      element('b', { class: scene.isFoundNode(node) ? 'found' : '' }, nameOf(tree, node)),
      element('small', {}, node === 0 ? exact(sites) + (sites === 1 ? ' site' : ' sites') : data.frames.places[number]),
      word ? chip(word) : '');
    name.style.setProperty('--level', level);
    name.title = node === 0 ? '' : data.frames.full(number);
    const figure = element('div', { class: 'figure', role: 'gridcell' }, value);
    if (data.isComparison) {
      const change = Number(weights.change(node));
      figure.classList.toggle('more', change > 0);
      figure.classList.toggle('less', change < 0);
    }
    made.append(figure, share, name);
    made.addEventListener('click', () => {
      const isAgain = node === scene.chosen;
      rows.activate(index, true);
      actions.choose(node);
      if (hasMore && (isAgain || !isOpen)) {
        toggle(node);
      }
    });
    made.addEventListener('dblclick', () => actions.zoom(node));
    return made;
  }

  function collect() {
    lines = [];
    const next = scene.weights.all > 0 ? [scene.zoomed] : [];
    while (next.length > 0) {
      const node = next.pop();
      lines.push(node);
      if (open.has(node)) {
        for (const child of children(node).toReversed()) {
          next.push(child);
        }
      }
    }
  }

  function toggle(node) {
    if (open.has(node)) {
      open.delete(node);
    } else {
      unfold(node);
    }
    collect();
    rows.show(lines.length, false);
  }

  /** Opens a node, and what is below it as long as there is one way only. */
  function unfold(node) {
    open.add(node);
    for (let next = children(node); next.length === 1; next = children(next[0])) {
      open.add(next[0]);
    }
  }

  owner.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || lines.length === 0) {
      return;
    }
    const target = rows.target(event.key);
    const index = Math.max(0, rows.active());
    const node = lines[index];
    let next = -1;
    if (target >= 0) {
      next = target;
    } else if (event.key === 'ArrowRight' && children(node).length > 0) {
      if (!open.has(node)) {
        toggle(node);
      } else {
        next = index + 1;
      }
    } else if (event.key === 'ArrowLeft') {
      if (open.has(node)) {
        toggle(node);
      } else if (node !== scene.zoomed) {
        next = lines.indexOf(scene.tree.parent[node]);
      }
    } else if (event.key === 'Enter') {
      actions.zoom(node);
    } else {
      return;
    }
    event.preventDefault();
    if (next >= 0) {
      rows.activate(next, false);
      actions.choose(lines[next]);
    }
  });

  return {
    /** Shows the nodes below the one that is zoomed to. */
    show(nextScene) {
      if (scene === null || scene.tree !== nextScene.tree) {
        open = new Set();
      }
      scene = nextScene;
      unfold(scene.zoomed);
      if (scene.chosen > 0 && isAbove(scene.tree, scene.zoomed, scene.chosen)) {
        pathTo(scene.tree, scene.chosen).slice(0, -1).forEach(node => open.add(node));
      }
      collect();
      rows.show(lines.length, false);
      rows.activate(lines.indexOf(scene.chosen), false);
    },
    size: () => lines.length,
  };
}
