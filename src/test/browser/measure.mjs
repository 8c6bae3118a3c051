// Measures pages: node measure.mjs FOLDER. Of five openings the middle one, in milliseconds: until something is painted, until the graph is, and
// from a click on a box to the first picture and to the last picture of the zoom.
import fs from 'node:fs';
import path from 'node:path';
import { DESKTOP, launch } from './browser.mjs';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const browser = await launch();
const middle = values => values.sort((a, b) => a - b)[values.length >> 1];

async function once(file) {
  const context = await browser.newContext(DESKTOP);
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => window.underheap !== undefined);
  // The widest box that is neither the root nor the whole of it.
  const box = await page.evaluate(() => {
    const area = document.getElementById('graph').getBoundingClientRect();
    const [widest] = window.underheap.flame.boxes().filter(each => !each.count && each.width < area.width - 2).sort((a, b) => b.width - a.width);
    return { x: area.left + widest.x + widest.width / 2, y: area.top + widest.top + widest.row / 2 };
  });
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

for (const name of ['sites-1000', 'sites-10000', 'sites-100000', 'wide', 'comparison-wide']) {
  const file = path.join(folder, name + '.html');
  const runs = [];
  for (let i = 0; i < 5; i++) {
    runs.push(await once(file));
  }
  const of = key => Math.round(middle(runs.map(run => run[key])));
  console.log(
    `${name}, ${(fs.statSync(file).size / 1e6).toFixed(1)} MB: painted after ${of('painted')}, ready after ${of('ready')}, `
      + `first picture of a zoom after ${of('first')}, last one after ${of('last')}`);
}
await browser.close();
