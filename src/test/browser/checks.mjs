// What checks of pages are made of. Each check is a line: "ok NAME", or "not ok NAME: what was wrong".
import assert from 'node:assert/strict';
import path from 'node:path';
import { launch, open, settled } from './browser.mjs';

export const folder = process.argv[2];
const only = process.argv[3];
export const file = name => path.join(folder, name + '.html');
export const browser = await launch();

export async function check(name, action) {
  if (only && !name.includes(only)) {
    return;
  }
  const began = performance.now();
  try {
    await action();
    console.log('ok ' + name);
    if (process.env.TIMES) {
      console.error(Math.round(performance.now() - began) + ' ms');
    }
  } catch (error) {
    process.exitCode = 1;
    console.log('not ok ' + name + ': ' + String(error.stack ?? error).replaceAll('\n', '\\n'));
  }
}

/** A check of one page, in which nothing may go wrong beside. */
export function onPage(name, page, options, action) {
  return check(name, async () => {
    const opened = await open(browser, file(page), options);
    try {
      await action(opened.page);
      await settled(opened.page);
      assert.deepEqual(opened.troubles, []);
      assert.equal(await opened.page.evaluate(() => window.broken), undefined);
    } finally {
      await opened.close();
    }
  });
}

export const text = (page, selector) => page.locator(selector).innerText();
export const crumbs = async page => (await page.locator('#crumbs button').allInnerTexts()).join(' > ');

/** What the address says, when it has caught up with what is shown. */
export async function hash(page) {
  await page.waitForFunction(() => !window.underheap.isAddressWritten || window.underheap.isAddressWritten());
  return page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
}

export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await settled(page);
  }
}

/** Clicks in the middle of a box. */
export async function click(page, { x, y }) {
  await page.mouse.click(x, y);
  await settled(page);
}
