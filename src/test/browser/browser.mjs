// The browser, and pages in it that are watched: what they say, what goes wrong in them, and what they ask for.
import { chromium } from 'playwright-core';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const DESKTOP = { viewport: { width: 1360, height: 860 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--renderer-process-limit=2'] });

// A page is used again: to start a process for each takes longer than most checks.
const idle = new Map();

async function pageFor(browser, options) {
  const waiting = idle.get(options) ?? [];
  idle.set(options, waiting);
  if (waiting.length > 0) {
    return waiting.pop();
  }
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** Opens a file in a page that nobody else uses until it is closed. */
export async function open(browser, file, { options = DESKTOP, hash = '', scheme = 'light' } = {}) {
  const page = await pageFor(browser, options);
  await page.emulateMedia({ media: null, colorScheme: scheme, reducedMotion: 'reduce' });
  const troubles = [];
  const address = pathToFileURL(path.resolve(file)).href;
  page.on('console', message => troubles.push(`console: ${message.type()}: ${message.text()}`));
  page.on('pageerror', error => troubles.push('error: ' + error.stack));
  page.on('request', request => {
    if (request.url().split('#')[0] !== address && !request.url().startsWith('data:')) {
      troubles.push('request: ' + request.url());
    }
  });
  await page.goto(address + hash);
  await page.waitForFunction(() => window.underheap !== undefined);
  const close = async () => {
    page.removeAllListeners();
    await page.goto('about:blank');
    idle.get(options).push(page);
  };
  return { page, troubles, close };
}

/** The pixels of the middle of a box in the graph. */
export const boxOf = (page, name) =>
  page.evaluate(wanted => {
    const { flame, scene } = window.underheap;
    const { tree, data } = scene();
    const area = document.getElementById('graph').getBoundingClientRect();
    const box = flame.boxes().find(each => !each.count && (each.node === 0 ? 'all' : data.frames.names[tree.frame[each.node]]) === wanted);
    return box && { x: area.left + box.x + box.width / 2, y: area.top + box.top + box.row / 2, width: box.width };
  }, name);

/** Waits until changes of the state are on the screen. */
export const settled = page =>
  page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
