// What the page says is true: where it does not know, it says so, and what is told apart in one part is told apart in all.
import assert from 'node:assert/strict';
import { boxOf, open, settled } from './browser.mjs';
import { browser, click, file, hash, onPage, press, text } from './checks.mjs';

const card = (page, name) =>
  page.locator('.card').evaluateAll((cards, wanted) => {
    const found = cards.find(each => each.firstElementChild.textContent.startsWith(wanted));
    return [...found.children].slice(1).map(each => each.textContent);
  }, name);

for (const name of ['comparison-running', 'comparison-half']) {
  await onPage(`${name}: what leaked is not known`, name, {}, async page => {
    assert.deepEqual(await card(page, 'Leaked'), ['–', 'known at the end']);
    await press(page, '3');
    assert.match(await text(page, '#details'), /Total/);
    assert.match(await text(page, '#nothing'), /when the program has ended: one of these profiles was taken while it ran/);
    assert.doesNotMatch(await text(page, '#details'), /Leaked/);
    const cells = await page.locator('#sites .row:not(.head) :is(.before, .after, .change, .percent)').allInnerTexts();
    assert.deepEqual(cells.filter(each => each !== '–'), []);
    assert.deepEqual(await page.locator('#sites .row:not(.head) :is(.more, .less)').count(), 0);
  });
}

await onPage('a single profile that runs shows no leaks in its table either', 'running', {}, async page => {
  const cells = await page.locator('#sites .row:not(.head) .leaked').allInnerTexts();
  assert.ok(cells.length > 0);
  assert.deepEqual(cells.filter(each => each !== '–'), []);
  assert.doesNotMatch(await text(page, '#details'), /Leaked/);
});

for (const metric of ['live', 'leaked']) {
  await onPage(`an option that asks for ${metric} where it is not measured opens the page with what is`, 'unmeasured-' + metric, {}, async page => {
    assert.deepEqual(await page.locator('#metric [aria-pressed=true]').allInnerTexts(), ['At peak']);
    assert.equal(await page.locator('#nothing').isHidden(), true);
    assert.ok(await boxOf(page, 'Main.main'));
    await press(page, '3');
    assert.deepEqual(await page.locator('#metric [aria-pressed=true]').allInnerTexts(), ['At peak']);
    assert.doesNotMatch(await text(page, '#details'), /Leaked|Live/);
  });
}

/** The details of the line of the table whose total has so many bytes. */
async function choose(page, total) {
  await page.locator(`#sites .row:has(.total[title="${total}"])`).click();
  await settled(page);
  return text(page, '#details');
}

await onPage('sites that no box tells apart are told apart by their lines', 'twins', {}, async page => {
  const leaked = await choose(page, '7,919');
  assert.match(leaked, /1 of 1 blocks were never freed/i);
  assert.match(leaked, /Total\s+7,919 B\s+4\.3 %\s+7,919 bytes in 1 block/);
  assert.doesNotMatch(leaked, /sites/);
  assert.deepEqual(await page.locator('#sites .chosen .total').allInnerTexts(), ['7,919 B']);
  const { site } = await hash(page);
  const other = await choose(page, '104,729');
  assert.match(other, /104,729 bytes in 2 blocks/);
  assert.doesNotMatch(other, /never freed/);
  assert.equal(await page.locator('#details .chip').count(), 0);
  assert.deepEqual(await page.locator('#sites .chosen .total').allInnerTexts(), ['102 KiB']);
  assert.notEqual((await hash(page)).site, site);
  // Of a stack that begins like another one, and ends there.
  assert.match(await choose(page, '1,009'), /1,009 bytes in 1 block\b/);
  assert.match(await choose(page, '20,011'), /20,011 bytes in 3 blocks/);
  await press(page, 's', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown');
  assert.match(await text(page, '#details'), /7,919 bytes in 1 block\b/);
  await hash(page);
  await page.reload();
  await page.waitForFunction(() => window.underheap !== undefined);
  assert.match(await text(page, '#details'), /7,919 bytes in 1 block\b/);
  const box = await boxOf(page, 'Twin.pair');
  await click(page, box);
  assert.match(await text(page, '#details'), /2 sites/);
  assert.match(await text(page, '#details'), /112,648 bytes in 3 blocks/);
});

await onPage('a search by verdict marks where a stack ends, also where another one goes on', 'twins', { hash: '#metric=total&q=is%3Aleaked' }, async page => {
  const marked = () => page.evaluate(() => {
    const { flame, scene } = window.underheap;
    const { tree, data, isFound } = scene();
    return flame.boxes().filter(isFound).map(box => data.frames.names[tree.frame[box.node]]).sort();
  });
  assert.deepEqual(await marked(), ['Twin.outer', 'Twin.pair']);
  await press(page, 't');
  assert.deepEqual((await page.locator('#nodes .found').allInnerTexts()).sort(), ['Twin.outer', 'Twin.pair']);
  const chips = await page.locator('#nodes .line').evaluateAll(lines =>
    lines.filter(each => each.querySelector('.chip.leaked')).map(each => each.querySelector('b').textContent).sort());
  assert.deepEqual(chips, ['Twin.outer', 'Twin.pair']);
});

await onPage('a search finds what is drawn, and nothing else', 'launched', { hash: '#q=execute' }, async page => {
  assert.equal(await text(page, '#matched'), '0.0 % matched');
  assert.equal(await text(page, '#counted'), '0 sites');
  await page.locator('#query').fill('Main.main');
  await settled(page);
  assert.equal(await text(page, '#matched'), '100 % matched');
});

await onPage('what is found by a press is the frame that is shown', 'golden', {}, async page => {
  const title = await text(page, '#details h2');
  assert.equal(title, 'Codec.encode');
  await page.getByRole('button', { name: 'Find' }).click();
  await settled(page);
  assert.equal(await page.inputValue('#query'), title);
  await page.locator('#crumbs button').first().click();
  await press(page, 'Escape', 'g', 'Home', 'ArrowDown');
  const inner = await text(page, '#details h2');
  assert.equal(inner, 'Main.main');
  await page.getByRole('button', { name: 'Find' }).click();
  await settled(page);
  assert.equal(await page.inputValue('#query'), inner);
});

await onPage('the row of the smaller sites counts as the sites that it stands for', 'others', { hash: '#metric=total' }, async page => {
  assert.match(await text(page, '#facts'), /1,000 sites/);
  assert.equal(await text(page, '#counted'), '1,000 sites');
  const whole = await open(browser, file('sites-1000'), { hash: '#metric=total' });
  assert.match((await card(page, 'Leaked'))[1], /^at \d+ sites$/);
  assert.deepEqual(await card(page, 'Leaked'), await card(whole.page, 'Leaked'));
  assert.deepEqual(await page.locator('#verdicts').innerText(), await whole.page.locator('#verdicts').innerText());
  await whole.close();
  await press(page, 'g', 'Home');
  assert.match(await text(page, '#said'), /, 1,000 sites/);
  assert.match(await text(page, '#details'), /1,000 sites/);
  const rest = await page.evaluate(() => window.underheap.data.count);
  assert.ok(rest < 60);
  await page.locator('#sites .row:has-text("smaller sites")').click();
  await settled(page);
  assert.match(await text(page, '#details'), new RegExp(`\\n${1001 - rest} sites`));
  await press(page, 't', 'Home');
  assert.match(await text(page, '#nodes'), /1,000 sites/);
});

await onPage('in a comparison a verdict weighs at most what the larger side does', 'comparison', {}, async page => {
  assert.deepEqual((await page.locator('#verdicts button').allInnerTexts()).map(each => each.replace(/\s+/g, ' ')), [
    'leaked 4 sites, up to 192 KiB at peak', 'live 1 site, 0 B at peak', 'churn 1 site, 0 B at peak',
    'pooled 1 site, up to 2.00 MiB at peak', 'process-lifetime 2 sites, up to 4,099 B at peak',
  ]);
});

await onPage('a comparison gives all digits', 'comparison', {}, async page => {
  await press(page, 'g', 'Home');
  const details = await text(page, '#details');
  const lines = await page.evaluate(() =>
    ['peakBytes', 'totalBytes'].map(key => window.underheap.data.columns.map(side => side.get(key).numbers.reduce((a, b) => a + b, 0).toLocaleString('en'))));
  for (const [after, before] of lines) {
    assert.ok(details.includes(`${before} → ${after} bytes`), `${before} → ${after} in ${details}`);
  }
  assert.match(details, /Average life \(after\)/);
});

for (const [name, key] of [['exact', '4'], ['comparison-exact', '4']]) {
  await onPage(`a small site is not lost beside sums above 2^53: ${name}`, name, {}, async page => {
    await press(page, key, 't');
    await press(page, 'End');
    const names = await page.locator('#nodes .branch b').allInnerTexts();
    assert.ok(names.includes('Tiny.drop'), String(names));
    await press(page, 's');
    assert.ok((await page.locator('#sites .name b').allInnerTexts()).includes('drop'));
  });
}

await onPage('the legend names packages that have their colour in the graph', 'twins', { hash: '#metric=blocks' }, async page => {
  const words = await page.locator('#legend > *').allInnerTexts();
  assert.deepEqual(words, ['com.acme', 'libraries']);
});

await onPage('the head says how much has which verdict, and finds it', 'twins', {}, async page => {
  const buttons = page.locator('#verdicts button');
  assert.deepEqual((await buttons.allInnerTexts()).map(each => each.replace(/\s+/g, ' ')), ['leaked 2 sites, 8,928 B at peak', 'churn 1 site, 48.8 KiB at peak']);
  await buttons.first().click();
  await settled(page);
  assert.equal(await page.inputValue('#query'), 'is:leaked');
  assert.equal(await text(page, '#counted'), '2 sites');
  assert.equal(await buttons.first().getAttribute('aria-pressed'), 'true');
  await buttons.first().click();
  await settled(page);
  assert.equal(await page.inputValue('#query'), '');
});
