// Takes the pictures of the documentation: node pictures.mjs PAGE COMPARISON FOLDER. The page is that of `underheap run examples/Example01_TrackingArena.java`;
// in the comparison it is the later one, and before that the tables were of 700,001 bytes and the thumbnails of 16,411.
import path from 'node:path';
import { DESKTOP, launch, open, settled } from './browser.mjs';

const [page, comparison, folder] = process.argv.slice(2);
const browser = await launch();
const desktop = { ...DESKTOP, viewport: { width: 1200, height: 720 } };

async function picture(name, file, options, prepare) {
  const opened = await open(browser, file, options);
  await prepare?.(opened.page);
  await settled(opened.page);
  await opened.page.screenshot({ path: path.join(folder, name + '.png') });
  await opened.close();
}

await picture('page', page, { options: desktop });
await picture('page-dark-verdict', page, { options: desktop, scheme: 'dark', hash: '#metric=leaked&colour=verdict&list=tree' });
await picture('page-comparison', comparison, { options: desktop });
await browser.close();
