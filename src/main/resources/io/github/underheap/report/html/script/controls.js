import { $, element, refill } from './dom.js';
import { percent } from './figures.js';
import { nameOf, pathTo } from './tree.js';

// The bar of switches, the way to what is zoomed to, and what colours mean.

const METRICS = { peak: 'At peak', live: 'Live', leaked: 'Leaked', total: 'Total', blocks: 'Blocks' };

function choice(id, options, isPressed, choose) {
  const buttons = options.map(({ value, text, title, isOff }) =>
    element('button', { type: 'button', title, disabled: isOff, onclick: () => choose(value) }, text));
  $(id).replaceChildren(...buttons);
  return () => buttons.forEach((made, i) => made.setAttribute('aria-pressed', String(isPressed(options[i].value))));
}

/** Makes the switches; the function that it gives brings them up to date. */
export function makeControls(data, state, modes) {
  const { values, set } = state;
  const updates = [
    choice(
      'metric',
      data.metrics.map((metric, i) => ({
        value: metric.key,
        text: METRICS[metric.key],
        title: metric.measured ? `${metric.words} (${i + 1})` : 'not measured',
        isOff: !metric.measured,
      })),
      key => values.metric === key,
      key => set({ metric: key })),
    choice(
      'colour',
      modes.map(([value, text]) => ({ value, text, title: 'Colour by ' + text.toLowerCase() + ' (c for the next)' })),
      mode => values.colour === mode,
      mode => set({ colour: mode })),
    choice(
      'shape',
      [
        { value: 'isUpward', text: 'Upward', title: 'Outermost calls at the bottom (f)' },
        { value: 'isInverted', text: 'Inverted', title: 'Innermost calls first: who allocates, whoever calls (i)' },
      ],
      key => values[key],
      key => set(key === 'isInverted' ? { isInverted: !values.isInverted, zoom: '', chosen: '', site: '' } : { [key]: !values[key] })),
  ];
  const query = $('query');
  query.addEventListener('input', () => set({ query: query.value }));
  query.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (query.value) {
        set({ query: '' });
      } else {
        $('graph').focus();
      }
    } else if (event.key === 'Enter') {
      $('graph').focus();
    }
  });
  return () => {
    updates.forEach(update => update());
    if (query.value !== values.query) {
      query.value = values.query;
    }
  };
}

/** Shows the way from the root to what is zoomed to. */
export function showCrumbs(scene, zoom) {
  const path = pathTo(scene.tree, scene.zoomed);
  const steps = path.flatMap((node, i) => {
    const isLast = i === path.length - 1;
    const step = element('button', {
      type: 'button',
      'aria-current': isLast ? 'true' : undefined,
      title: node === 0 ? 'All of it' : scene.data.frames.full(scene.tree.frame[node]),
      onclick: () => zoom(node),
    }, nameOf(scene.tree, node));
    return isLast ? [step] : [step, element('span', { 'aria-hidden': 'true' }, '›')];
  });
  refill($('crumbs'), ...steps);
  $('crumbs').scrollLeft = $('crumbs').scrollWidth;
}

/** Shows what colours mean; where a search says the same, it is a button. */
export function showLegend(entries, search) {
  refill(
    $('legend'),
    ...entries.map(([colour, words, query]) => {
      const patch = element('i', { 'aria-hidden': 'true' });
      patch.style.background = colour;
      return query
        ? element('button', { type: 'button', title: 'Search for ' + query, onclick: () => search(query) }, patch, words)
        : element('span', {}, patch, words);
    }));
}

/** Says how much a search has found. */
export function showMatched(scene) {
  const { found, weights, zoomed } = scene;
  if (!found) {
    $('matched').textContent = '';
    return;
  }
  if (found.isWrong) {
    $('matched').textContent = 'no right expression';
    return;
  }
  const all = weights.width(zoomed);
  const share = all > 0 ? scene.matchedOf(zoomed) / all : 0;
  $('matched').textContent = percent(share) + ' matched';
}
