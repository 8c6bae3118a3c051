import { $, chip, element } from './dom.js';
import { amount, exact } from './figures.js';

// How many sites have which verdict, and what they weigh by the metric that is shown. A press searches for them.

// Which number that is: what leaked weighs something else at the peak.
const OF = { peak: 'at peak', live: 'live', leaked: 'leaked', total: 'in all', blocks: 'blocks' };

/** How many sites have a verdict. */
export function sitesWith(data, verdict) {
  let sites = data.others.verdicts[verdict];
  for (let row = 0; row < data.count; row++) {
    sites += data.site[row] >= 0 && data.findings[data.finding[row]].verdict === verdict ? 1 : 0;
  }
  return sites;
}

/** What the sites of each verdict weigh. */
function weigh(data, weights) {
  const sums = [...data.others.weights[weights.metric.key]];
  for (let row = 0; row < data.count; row++) {
    if (data.site[row] >= 0) {
      sums[data.findings[data.finding[row]].verdict] += weights.widthOf(row);
    }
  }
  return sums;
}

/** Makes the buttons; the function that it gives brings them up to date. It calls `search(text)`. */
export function makeVerdicts(data, search) {
  const made = data.verdicts
    .map((word, verdict) => ({ word, verdict, query: 'is:' + word, sites: sitesWith(data, verdict) }))
    .filter(({ word, sites }) => word && sites > 0)
    .map(each => {
      const words = element('span', {});
      const press = () => search(each.button.getAttribute('aria-pressed') === 'true' ? '' : each.query);
      each.button = element('button', { type: 'button', onclick: press }, chip(each.word), words);
      each.words = words;
      return each;
    });
  $('verdicts').replaceChildren(...made.map(each => each.button));
  let shown = null;
  return ({ weights, query }) => {
    const { metric } = weights;
    const isKnown = metric.measured && (metric.key !== 'leaked' || data.isLeakedKnown);
    const sums = shown === weights ? null : weigh(data, weights);
    shown = weights;
    for (const { button, words, verdict, query: own, sites } of made) {
      button.setAttribute('aria-pressed', String(query.trim() === own));
      if (sums) {
        words.textContent = exact(sites) + (sites === 1 ? ' site' : ' sites') +
          (isKnown ? (data.isComparison && sums[verdict] > 0 ? ', up to ' : ', ') + amount(sums[verdict], metric.unit) + ' ' + OF[metric.key] : '');
        button.title = `Search for ${own}; ${metric.words}${data.isComparison ? ' on the larger side' : ''}`;
      }
    }
  };
}
