// Opens files in speedscope, as a user does: node speedscope.mjs FILE… Prints a line of JSON for each: what the viewer shows of it.
import fs from 'node:fs';
import { launch } from './browser.mjs';

const VIEWER = import.meta.resolve('speedscope/dist/release/index.html');
/** What the viewer itself has to say. */
const USUAL = /^(speedscope v|WebGL initialized|\[\.WebGL|Importing as speedscope json file|import: |Saving )/;

/** The weight of each stack by itself, outermost frame first: the viewer saves a profile as frames that open and close. */
function weights(profile, frames) {
  const sums = {};
  const open = [];
  for (const { type, frame, at } of profile.events) {
    if (type === 'O') {
      open.push({ frame, at, within: 0 });
    } else {
      const stack = open.map(each => [frames[each.frame].name, frames[each.frame].file ?? '', frames[each.frame].line ?? 0].join('|')).join('\n');
      const closed = open.pop();
      const weight = at - closed.at;
      if (weight > closed.within) {
        sums[stack] = (sums[stack] ?? 0) + weight - closed.within;
      }
      if (open.length > 0) {
        open.at(-1).within += weight;
      }
    }
  }
  return sums;
}

/** The texts of rows of a table, cell by cell. */
const texts = rows =>
  rows.evaluateAll(all => all.map(row => [...row.children].map(cell => cell.textContent.trim())));

async function show(browser, file) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const troubles = [];
  page.on('console', message => USUAL.test(message.text()) || troubles.push('console: ' + message.text()));
  page.on('pageerror', error => troubles.push('error: ' + error.stack));
  page.on('dialog', dialog => {
    troubles.push('dialog: ' + dialog.message());
    dialog.dismiss();
  });
  page.on('request', request => request.url().startsWith(new URL('.', VIEWER).href) || troubles.push('request: ' + request.url()));
  await page.goto(VIEWER);
  await page.setInputFiles('input[type=file]', file);
  await page.getByText('Export').waitFor();
  const title = await page.title();
  const first = await page.locator('span').filter({ hasText: /\(\d+\/\d+\)$/ }).first().innerText();
  const totals = await texts(page.locator('tbody tr'));

  // Each view of the profile that is shown first; the last one has a table of its frames.
  await page.keyboard.press('2');
  await page.keyboard.press('3');
  await page.getByText('Symbol Name').waitFor();
  const frames = await texts(page.locator('table > tr'));

  const saving = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const saved = JSON.parse(fs.readFileSync(await (await saving).path(), 'utf8'));
  const profiles = saved.profiles.map(profile => ({
    name: profile.name,
    unit: profile.unit,
    total: profile.endValue - profile.startValue,
    weights: Object.entries(weights(profile, saved.shared.frames)),
  }));
  await context.close();
  return { title, first, totals, frames, troubles, profiles };
}

const browser = await launch();
for (const file of process.argv.slice(2)) {
  console.log(JSON.stringify(await show(browser, file)));
}
await browser.close();
