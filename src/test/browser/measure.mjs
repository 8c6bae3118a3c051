// Measures pages: node measure.mjs FOLDER. Of five openings the middle one, in milliseconds: until something is painted, until the graph is, and
// from a click on a box to the first picture and to the last picture of the zoom.
import fs from 'node:fs';
import path from 'node:path';
import { DESKTOP, boxOf, launch } from './browser.mjs';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const browser = await launch();
const middle = values => values.sort((a, b) => a - b)[values.length >> 1];

async function once(file) {
  const context = await browser.newContext(DESKTOP);
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => window.underheap !== undefined);
  const box = await boxOf(page, 'Decoder.grow');
  const canvas = '#graph';
  const zoomed = await page.evaluate(async ({ selector, x, y }) => {
    const graph = document.querySelector(selector);
    const painted = () => Number(graph.dataset.painted);
    const began = performance.now();
    const before = painted();
    graph.dispatchEvent(new PointerEvent('pointerdown', { clientX: x, clientY: y, bubbles: true }));
    graph.dispatchEvent(new MouseEvent('click', { clientX: x, clientY: y, bubbles: true }));
    const frame = () => new Promise(done => requestAnimationFrame(done));
    let first = 0;
    let last = 0;
    let seen = before;
    for (let quiet = 0; quiet < 20; quiet++) {
      await frame();
      if (painted() !== seen) {
        seen = painted();
        quiet = 0;
        last = performance.now() - began;
        first ||= last;
      }
    }
    return { first, last };
  }, { selector: canvas, x: box.x, y: box.y });
  // The browser tells of its first picture later than of the script's end.
  const opened = await page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    ready: window.underheap.readyAfter,
  }));
  await context.close();
  return { ...opened, ...zoomed };
}

for (const sites of [1_000, 10_000, 100_000]) {
  const file = path.join(folder, `sites-${sites}.html`);
  const runs = [];
  for (let i = 0; i < 5; i++) {
    runs.push(await once(file));
  }
  const of = key => Math.round(middle(runs.map(run => run[key])));
  console.log(
    `${sites} sites, ${(fs.statSync(file).size / 1e6).toFixed(1)} MB: painted after ${of('painted')}, ready after ${of('ready')}, `
      + `first picture of a zoom after ${of('first')}, last one after ${of('last')}`);
}
await browser.close();
