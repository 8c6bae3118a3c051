// How pages look: colours, paper and phones.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, settled } from './browser.mjs';
import { onPage, press } from './checks.mjs';

for (const scheme of ['light', 'dark']) {
  await onPage(`texts in the graph stand out enough on any colour, ${scheme}`, 'sites-1000', { scheme }, async page => {
    const weak = await page.evaluate(() => {
      const { inkOn, scene } = window.underheap;
      const { colours, data } = scene();
      const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const light = colour => {
        probe.fillStyle = colour;
        probe.fillRect(0, 0, 1, 1);
        const [red, green, blue] = [...probe.getImageData(0, 0, 1, 1).data].map(value => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const all = ['plain', 'line', 'more', 'less', 'hit'].map(name => colours[name]).concat(data.verdicts.map(colours.verdicts));
      for (let hue = 0; hue < 360; hue += 2) {
        [0, 1, 2, 3].forEach(variant => all.push(colours.box(hue, 58, variant), colours.box(hue, 62, variant)));
      }
      for (let grey = 0; grey < 256; grey++) {
        all.push(`rgb(${grey} ${grey} ${grey})`);
      }
      const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return all.filter(colour => ratio(light(colour), light(inkOn(colour))) < 4.5).map(colour => `${inkOn(colour)} on ${colour}`);
    });
    assert.deepEqual(weak, []);
  });
}

/** Prints, and looks at the page as it is on paper. */
async function printed(page, action) {
  await page.evaluate(() => addEventListener('beforeprint', () => {
    const graph = document.getElementById('graph');
    const picture = graph.getContext('2d').getImageData(0, 0, graph.width, graph.height).data;
    const root = getComputedStyle(document.documentElement);
    window.paper = {
      ink: root.getPropertyValue('--ink').trim(),
      dark: root.getPropertyValue('--dark').trim(),
      // The middle of the first row, which is the root.
      ground: [...picture.slice(4 * (graph.width * 2 + 30), 4 * (graph.width * 2 + 30) + 3)],
      width: window.underheap.flame.boxes()[0].width,
      lines: [...document.querySelectorAll('.grid .row:not(.head), .grid .line')].filter(each => each.checkVisibility()).length,
      cut: [...document.querySelectorAll('.cut')].filter(each => each.checkVisibility()).map(each => each.textContent),
    };
  }, { once: true }));
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  action(await page.evaluate(() => window.paper));
}

await onPage('a dark page is printed dark on light', 'sites-1000', { hash: '#theme=dark', scheme: 'dark' }, async page => {
  await printed(page, paper => {
    assert.equal(paper.dark, '0');
    assert.equal(paper.ink, '#1c1c1f');
    assert.ok(Math.min(...paper.ground) > 200, `the root is ${paper.ground}`);
    assert.equal(paper.width, 720);
    assert.equal(paper.lines, 60);
    assert.deepEqual(paper.cut, ['The first 60 of 1,000']);
  });
  await settled(page);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(20, 20, 22)');
  assert.equal(await page.locator('.cut').count(), 0);
  assert.ok((await page.evaluate(() => window.underheap.flame.boxes()[0].width)) > 800);
});

await onPage('a short table is printed as a whole', 'golden', { hash: '#metric=total' }, async page => {
  await printed(page, paper => {
    assert.equal(paper.lines, 8);
    assert.deepEqual(paper.cut, []);
  });
});

await onPage('on a phone a deep tree can be read, and two fingers come closer', 'deep', { options: PHONE, hash: '#metric=total&list=tree' }, async page => {
  await page.locator('#nodes').scrollIntoViewIfNeeded();
  await page.locator('#nodes').focus();
  await press(page, 'End');
  const narrow = await page.locator('#nodes .branch b').evaluateAll(names => names.filter(name => name.getBoundingClientRect().width < 60).map(name => name.textContent));
  assert.deepEqual(narrow, []);
  assert.match(await page.locator('#graph').evaluate(graph => getComputedStyle(graph).touchAction), /pinch-zoom/);
});

for (const [name, options] of [['a phone', PHONE], ['a small window', { viewport: { width: 985, height: 700 } }], ['a desktop', DESKTOP]]) {
  for (const page of ['sites-1000', 'exact', 'comparison-large']) {
    await onPage(`on ${name} no figure of ${page} is cut off`, page, { options }, async opened => {
      const cut = [];
      for (const metric of ['1', '2', '3', '4', '5']) {
        await press(opened, metric);
        cut.push(...await opened.locator('#sites .cell:not(.name, .verdict)').evaluateAll(cells =>
          cells.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.className + ': ' + cell.textContent)));
        assert.ok(await opened.locator('#sites').evaluate(table => table.scrollWidth <= table.clientWidth));
      }
      assert.deepEqual(cut, []);
    });
  }
}
