// Numbers as people read them, rounded as in the reports for a terminal. A value is a number, or a BigInt above 2^53.

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const TIMES = ['µs', 'ms', 's', 'min', 'h', 'd'];
const STEPS = [1000, 1000, 60, 60, 24];

const MILLION = 1e6;

/** All digits, in groups of three. */
export const exact = value => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** Three digits of a number below a thousand. */
const digits = value => value.toFixed(Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2);

/** A number of bytes. */
function size(value) {
  let rest = Number(value);
  if (Math.abs(rest) < 10000) {
    return exact(value) + ' B';
  }
  let unit = 0;
  while (Math.abs(rest) >= 999.5 && unit < SIZES.length - 1) {
    rest /= 1024;
    unit++;
  }
  return digits(rest) + ' ' + SIZES[unit];
}

/** Nanoseconds, or thousandths of what a tool counts in place of time. */
export function duration(nanos, unit) {
  let value = nanos / 1000;
  if (unit !== 'µs') {
    return exact(Math.round(value)) + ' ' + unit;
  }
  let at = 0;
  while (at < STEPS.length && value >= 999.5) {
    value /= STEPS[at];
    at++;
  }
  return digits(value) + ' ' + TIMES[at];
}

/** A share, never rounded to nothing. */
export function percent(share) {
  const value = share * 100;
  if (value > 0 && value < 0.05) {
    return '<0.1 %';
  }
  return (value < 99.95 ? value.toFixed(1) : exact(Math.round(value))) + ' %';
}

/** A change in per cent of what was there; empty if that was nothing. */
export function growth(before, after) {
  const [from, to] = [Number(before), Number(after)];
  if (from === to) {
    return '±0';
  }
  if (from === 0) {
    return '';
  }
  const amount = percent(Math.abs(to - from) / Math.abs(from));
  const sign = to > from ? '+' : '-';
  return amount.startsWith('<') ? '<' + sign + amount.slice(1) : sign + amount;
}

/** The same in a few letters: how many times as much, where that is many. */
export function briefGrowth(before, after) {
  const times = Number(after) / Number(before);
  if (!(times >= 100 && times < Infinity)) {
    return growth(before, after);
  }
  return times < 100 * MILLION ? '×' + exact(Math.round(times)) : '>×100 M';
}

/** A number of a unit. */
export const amount = (value, unit) => (unit === 'bytes' ? size(value) : exact(value));

/** The same, but with fewer digits where there are a hundred million. */
export const brief = (value, unit) =>
  unit !== 'bytes' && Number(value) >= 100 * MILLION ? exact(Math.round(Number(value) / MILLION)) + ' M' : amount(value, unit);

/** A difference with its sign. */
export const difference = (value, unit) =>
  Number(value) === 0 ? '±0' : (Number(value) > 0 ? '+' : '') + amount(value, unit);
