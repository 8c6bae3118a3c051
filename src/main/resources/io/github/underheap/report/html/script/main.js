import { painterOf, legend, packageHues, scheme } from './colours.js';
import { makeControls, showCrumbs, showLegend, showMatched } from './controls.js';
import { read } from './data.js';
import { makeDetails } from './details.js';
import { $, isStill } from './dom.js';
import { exact } from './figures.js';
import { makeFlame } from './flame.js';
import { showHead } from './head.js';
import { makeKeys } from './keys.js';
import { makeOutline } from './outline.js';
import { inkOn } from './painter.js';
import { find, matchedIn } from './search.js';
import { makeState } from './state.js';
import { makeTable } from './table.js';
import { addressOf, makeTree, nodeAt, rowsEndingAt } from './tree.js';
import { makeVerdicts } from './verdicts.js';
import { lives, weigh } from './weights.js';

// Puts the parts together: the state says what is shown, and each change of it brings the parts up to date that it touches.

const data = read($('data').textContent);
$('data').textContent = '';

const MODES = data.isComparison
  ? [['change', 'Change'], ['package', 'Package'], ['verdict', 'Verdict']]
  : [['package', 'Package'], ['verdict', 'Verdict'], ...(data.isTimed ? [['life', 'Life']] : [])];

function firstMetric() {
  const most = data.metrics.find(metric => metric.measured && data.sides.some(side => Number(side.totals[metric.key]) > 0));
  const asked = data.metrics.find(metric => metric.measured && metric.key === data.view.metric);
  return (asked ?? most ?? data.metrics.find(metric => metric.measured)).key;
}

const state = makeState(
  {
    metric: firstMetric(),
    colour: MODES[0][0],
    isInverted: false,
    isUpward: false,
    query: data.view.search,
    zoom: '',
    chosen: '',
    // Of sites whose stacks end at the box that is chosen, which one: 1 for the first, nothing for the box.
    site: '',
    list: 'table',
    sort: '',
    theme: '',
  },
  {
    metric: data.metrics.filter(metric => metric.measured).map(metric => metric.key),
    colour: MODES.map(([key]) => key),
    list: ['table', 'tree'],
    theme: ['', 'light', 'dark'],
  });
const { values, set } = state;

// The address of the root, where nothing would mean that nobody chose.
const ROOT = '-';

const trees = new Map();
const hues = packageHues(data);
let colours = null;
let scene = null;

function treeOf(isInverted) {
  if (!trees.has(isInverted)) {
    const tree = makeTree(data, isInverted);
    trees.set(isInverted, { tree, lifeOf: lives(tree), weights: new Map() });
  }
  return trees.get(isInverted);
}

function weightsOf(entry, key) {
  if (!entry.weights.has(key)) {
    entry.weights.set(key, weigh(entry.tree, data.metrics.find(metric => metric.key === key)));
  }
  return entry.weights.get(key);
}

/** The row that is chosen if nobody chose: the site that leaked most, else the one that weighs most; -1 if there is none. */
function standardChoice(entry, weights) {
  const leaked = data.columns[0].get('leakedBytes');
  const by = !data.isComparison && data.isLeakedKnown && leaked.isThere && weights.metric.key !== 'blocks'
    ? row => leaked.numbers[row]
    : data.isComparison && weights.all > 0
      ? row => Math.abs(data.columns[0].get(weights.metric.number).numbers[row] - data.columns[1].get(weights.metric.number).numbers[row])
      : weights.widthOf;
  let best = -1;
  for (let row = 0; row < data.count; row++) {
    // Sites that are not shown one by one are no answer.
    if (data.site[row] >= 0 && by(row) > (best < 0 ? 0 : by(best))) {
      best = row;
    }
  }
  return best;
}

/** What is chosen: `{ chosen, chosenRow }`, the box, and the site if it is one; each -1 if there is none. */
function choice(entry, weights) {
  const { tree } = entry;
  if (!values.chosen) {
    const row = standardChoice(entry, weights);
    return { chosen: row >= 0 ? tree.leaf[row] : data.count > 0 ? 0 : -1, chosenRow: row };
  }
  const chosen = nodeAt(tree, values.chosen);
  const own = rowsEndingAt(tree, chosen)[Number(values.site) - 1];
  const isAlone = tree.to[chosen] - tree.from[chosen] === 1;
  return { chosen, chosenRow: own ?? (isAlone ? tree.rows[tree.from[chosen]] : -1) };
}

function nothing(weights) {
  if (data.count === 0) {
    return 'No allocations were recorded.';
  }
  if (!weights.metric.measured) {
    return 'Not measured in this profile.';
  }
  switch (weights.metric.key) {
    case 'leaked':
      return data.isLeakedKnown ? 'Nothing leaked.' : `What leaks is known when the program has ended: ${data.isComparison ? 'one of these profiles' : 'this profile'} was taken while it ran.`;
    case 'live':
      return 'Nothing was live: everything was given back.';
    default:
      return 'Nothing to draw by ' + weights.metric.words + '.';
  }
}

function makeScene() {
  const entry = treeOf(values.isInverted);
  const { tree, lifeOf } = entry;
  const weights = weightsOf(entry, values.metric);
  let zoomed = nodeAt(tree, values.zoom);
  while (zoomed !== 0 && !(weights.width(zoomed) > 0)) {
    zoomed = tree.parent[zoomed];
  }
  const { chosen, chosenRow } = choice(entry, weights);
  const found = scene && scene.query === values.query ? scene.found : find(data, values.query);
  const isKept = scene && scene.tree === tree && scene.weights === weights && scene.found === found;
  const matchedOf = isKept ? scene.matchedOf : found && matchedIn(tree, weights, found);
  const isFoundNode = node =>
    Boolean(found) && node > 0 && (found.byVerdict >= 0
      ? rowsEndingAt(tree, node).some(row => found.rows[row] && weights.widthOf(row) > 0)
      : found.frames[tree.frame[node]] === 1);
  return {
    data,
    tree,
    weights,
    lifeOf,
    zoomed,
    chosen,
    chosenRow,
    found,
    matchedOf,
    isFoundNode,
    query: values.query,
    isSearching: Boolean(found),
    isUpward: values.isUpward,
    isFound: box => !box.count && isFoundNode(box.node),
    isGone: box => data.isComparison && !box.count && box.node > 0 && weights.about(box.node, 0) === 0,
    colours,
    colourOf: painterOf(values.colour, tree, weights, lifeOf, hues, colours),
    whyNothing: nothing(weights),
  };
}

const actions = {
  zoom: node => {
    if (node === scene.zoomed) {
      flame.reset();
    }
    set({ zoom: addressOf(scene.tree, node) });
  },
  choose: node => set({ chosen: addressOf(scene.tree, node) || ROOT, site: '' }),
  chooseRow: row => {
    const { tree } = scene;
    const node = tree.leaf[row];
    const isAlone = tree.to[node] - tree.from[node] === 1;
    set({ chosen: addressOf(tree, node) || ROOT, site: isAlone ? '' : String(rowsEndingAt(tree, node).indexOf(row) + 1) });
  },
  zoomToRow: row => actions.zoom(scene.tree.leaf[row]),
  sort: key => set({ sort: key === (data.isComparison ? 'change' : values.metric) ? '' : key }),
  search: text => set({ query: text }),
};

const updateControls = makeControls(data, state, MODES);
const flame = makeFlame(actions);
const table = makeTable(data, actions);
const outline = makeOutline(data, actions);
const details = makeDetails(data, actions);
const updateVerdicts = makeVerdicts(data, actions.search);

/** The rows of the table: those below the zoomed box that weigh something and that the search has found. */
function listed() {
  const { tree, zoomed, weights, found } = scene;
  const rows = [];
  for (let i = tree.from[zoomed]; i < tree.to[zoomed]; i++) {
    const row = tree.rows[i];
    if (weights.widthOf(row) > 0 && (!found || found.rows[row])) {
      rows.push(row);
    }
  }
  return rows;
}

function showLists(changed) {
  const isTable = values.list === 'table';
  $('table').hidden = !isTable;
  $('tree').hidden = isTable;
  for (const [id, isOn] of [['tab-table', isTable], ['tab-tree', !isTable]]) {
    $(id).setAttribute('aria-selected', String(isOn));
    $(id).tabIndex = isOn ? 0 : -1;
  }
  if (isTable) {
    if (changed.size === 0 || ['metric', 'query', 'zoom', 'sort', 'isInverted', 'list'].some(key => changed.has(key))) {
      table.show({ rows: listed(), metric: scene.weights.metric, sort: values.sort });
    }
    table.choose(scene.chosenRow);
    const sites = table.sites();
    $('counted').textContent = exact(sites) + (sites === 1 ? ' site' : ' sites');
  } else {
    outline.show(scene);
    $('counted').textContent = '';
  }
}

/** Brings up to date what is touched by changes; by none all of it. */
function show(changed, theme = values.theme) {
  const isTheme = changed.size === 0 || changed.has('theme');
  if (isTheme) {
    document.documentElement.dataset.theme = theme;
    colours = scheme();
  }
  const before = scene;
  scene = makeScene();
  updateControls();
  const isOtherGraph = !before || before.tree !== scene.tree || before.weights !== scene.weights || before.isUpward !== scene.isUpward;
  if (isOtherGraph) {
    flame.show(scene, false);
  } else if (before.zoomed !== scene.zoomed) {
    flame.show(scene, !isStill());
  } else {
    flame.refresh(scene);
  }
  showCrumbs(scene, actions.zoom);
  if (isTheme || changed.has('colour')) {
    showLegend(legend(values.colour, scene.tree, hues, colours), actions.search);
  }
  showMatched(scene);
  updateVerdicts(scene);
  showLists(changed);
  if (isOtherGraph || before.chosen !== scene.chosen || before.chosenRow !== scene.chosenRow) {
    details.show(scene);
  }
}

const isDark = () => getComputedStyle(document.documentElement).getPropertyValue('--dark').trim() === '1';
const toggleTheme = () => set({ theme: isDark() ? 'light' : 'dark' });
const nextColour = () => {
  const at = MODES.findIndex(([key]) => key === values.colour);
  set({ colour: MODES[(at + 1) % MODES.length][0] });
};

function escape() {
  if (values.query) {
    set({ query: '' });
  } else if (values.zoom) {
    actions.zoom(0);
  } else if (flame.isMoved()) {
    flame.reset();
  } else {
    set({ chosen: '', site: '' });
  }
}

function list(name, id) {
  set({ list: name });
  queueMicrotask(() => $(id).focus());
}

const metricKey = i => {
  const metric = data.metrics[i];
  return () => set({ metric: metric.key });
};

makeKeys({
  '/': () => {
    $('query').focus();
    $('query').select();
  },
  1: metricKey(0),
  2: metricKey(1),
  3: metricKey(2),
  4: metricKey(3),
  5: metricKey(4),
  c: nextColour,
  f: () => set({ isUpward: !values.isUpward }),
  i: () => set({ isInverted: !values.isInverted, zoom: '', chosen: '', site: '' }),
  g: () => $('graph').focus(),
  s: () => list('table', 'sites'),
  t: () => list('tree', 'nodes'),
  z: () => scene.chosen >= 0 && actions.zoom(scene.chosen),
  y: () => details.copyStack(),
  d: toggleTheme,
  Escape: escape,
});
$('theme').addEventListener('click', toggleTheme);
const tabs = [['tab-table', 'table'], ['tab-tree', 'tree']];
tabs.forEach(([id, name], i) => {
  $(id).addEventListener('click', () => set({ list: name }));
  $(id).addEventListener('keydown', event => {
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      event.preventDefault();
      const [other, list] = tabs[1 - i];
      set({ list });
      $(other).focus();
    }
  });
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show(new Set(['theme'])));
// Paper is light, and as wide as it is.
addEventListener('beforeprint', () => {
  show(new Set(['theme']), 'light');
  flame.print(true);
});
addEventListener('afterprint', () => {
  flame.print(false);
  show(new Set(['theme']));
});
$('skip').addEventListener('click', event => {
  event.preventDefault();
  $('graph').focus();
});

showHead(data);
state.listen(show);
show(new Set());

// For tests and for the curious.
window.underheap = { data, flame, values, scene: () => scene, isAddressWritten: state.isWritten, zoom: actions.zoom, inkOn, readyAfter: performance.now() };
