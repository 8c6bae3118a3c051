import { $, element } from './dom.js';
import { amount, difference, duration, exact, growth } from './figures.js';
import { minus } from './data.js';
import { shown } from './text.js';
import { sitesWith } from './verdicts.js';

// The top of the page: what was profiled, what to know first, and the numbers that matter.

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function when(millis) {
  const time = new Date(Number(millis));
  return Number(millis) === 0 || Number.isNaN(time.getTime()) ? '' : date.format(time);
}

function facts(side, count) {
  const isTime = side.timeUnit === 'µs';
  return [
    Number(side.pid) ? 'pid ' + side.pid + (side.host ? ' on ' + side.host : '') : side.host,
    when(side.start),
    side.duration > 0 ? (isTime ? 'ran ' : '') + duration(side.duration, side.timeUnit) : '',
    exact(count) + (count === 1 ? ' site' : ' sites'),
    side.final ? '' : 'taken while it ran',
  ].filter(Boolean).join(' · ');
}

function names(data) {
  const [after, before] = data.sides;
  $('command').textContent = after.command;
  $('command').title = after.command;
  $('facts').textContent = facts(after, after.sites);
  if (after.options) {
    $('facts').title = after.options;
  }
  if (before) {
    $('facts').textContent = 'Comparison: before ' + facts(before, before.sites) + ' — after ' + facts(after, after.sites);
  }
}

function remarks(data) {
  const [after, before] = data.sides;
  const lines = before
    ? [...before.remarks.map(line => 'before: ' + line), ...after.remarks.map(line => 'after: ' + line)]
    : after.remarks;
  $('remarks').replaceChildren(
    ...[...lines, ...data.remarks.map(shown)].map(line => element('p', { class: 'remark' }, line)));
}

const SOME_DIGITS = 10000;

function card(name, main, rest, kind, title) {
  return element(
    'div', { class: 'card ' + kind, title }, element('span', {}, name), element('b', {}, main), element('span', {}, rest));
}

/** What a metric is called in a card. */
function title(metric, side) {
  switch (metric.key) {
    case 'peak':
      return 'At the peak' + (side.timed && side.peak > 0 ? ', after ' + duration(side.peak, side.timeUnit) : '');
    case 'live':
      return side.final ? 'Live at the end' : 'Live';
    case 'leaked':
      return 'Leaked';
    case 'total':
      return 'Allocated in all';
    default:
      return 'Blocks';
  }
}

function below(metric, side, data) {
  const blocks = count => exact(count) + (Number(count) === 1 ? ' block' : ' blocks');
  switch (metric.key) {
    case 'peak':
      return blocks(side.totals.peakBlocks);
    case 'live':
      return blocks(side.totals.liveBlocks);
    case 'leaked': {
      const sites = sitesWith(data, data.verdicts.indexOf('leaked'));
      return !side.final ? 'known at the end' : sites === 0 ? 'nothing' : 'at ' + exact(sites) + (sites === 1 ? ' site' : ' sites');
    }
    case 'total':
      return blocks(side.totals.blocks);
    default:
      return '';
  }
}

function single(metric, data) {
  const [side] = data.sides;
  const value = side.totals[metric.key];
  const kind = metric.key === 'leaked' && Number(value) > 0 ? 'leaked' : '';
  if (!metric.measured) {
    return card(title(metric, side), '–', 'not measured', '', '');
  }
  if (metric.key === 'leaked' && !side.final) {
    return card(title(metric, side), '–', below(metric, side, data), '', '');
  }
  const digits = exact(value) + ' bytes';
  const more = Number(value) >= SOME_DIGITS ? digits + ' in ' + below(metric, side, data) : '';
  return card(title(metric, side), amount(value, metric.unit), below(metric, side, data), kind, more || digits);
}

function compared(metric, data) {
  const [after, before] = data.sides.map(side => side.totals[metric.key]);
  if (!metric.measured) {
    return card(title(metric, data.sides[0]), '–', 'not measured', '', '');
  }
  if (metric.key === 'leaked' && !data.isLeakedKnown) {
    return card(title(metric, data.sides[0]), '–', 'known at the end', '', '');
  }
  const change = minus(after, before);
  const kind = Number(change) > 0 ? 'more' : Number(change) < 0 ? 'less' : '';
  const percent = growth(before, after);
  return card(
    metric.key === 'peak' ? 'At the peak' : title(metric, data.sides[0]),
    difference(change, metric.unit),
    amount(before, metric.unit) + ' → ' + amount(after, metric.unit) + (percent && percent !== '±0' ? ', ' + percent : ''),
    kind,
    exact(before) + ' → ' + exact(after));
}

/** The mean of all blocks that were ever allocated. */
function life(data) {
  const all = key => data.columns[0].get(key).numbers.reduce((sum, value) => sum + value, 0);
  const blocks = all('totalBlocks');
  const failed = all('failedCloses');
  const rest = failed > 0 ? exact(failed) + (failed === 1 ? ' failed close' : ' failed closes') : 'of a block';
  return data.isTimed && blocks > 0 ? card('Average life', duration(all('lifetime') / blocks, data.timeUnit), rest, '', '') : '';
}

/** Fills the top of the page. */
export function showHead(data) {
  names(data);
  remarks(data);
  const cards = data.isComparison
    ? data.metrics.map(metric => compared(metric, data))
    : [...data.metrics.filter(metric => metric.key !== 'blocks').map(metric => single(metric, data)), life(data)];
  $('totals').replaceChildren(...cards.filter(Boolean));
}
