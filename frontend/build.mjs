// Builds everything the pages and the report need from the packages into static/dist/: npm run build
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'sass';
import { fonts } from './fonts.mjs';
import { drawPageMap } from './map/pages.mjs';
import { drawReportMap } from './map/report.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const OWN = join(ROOT, 'static/own');
const OUT = join(ROOT, 'static/dist');
const FRESH = join(ROOT, `node_modules/.build-${process.pid}`);   // two builds at once do not meet
const USWDS = join(ROOT, 'node_modules/@uswds/uswds');
const MOST_BYTES = 150_000;

// The stylesheet; fails when it grew too large or would ask another host.
function styles() {
  const css = compile(join(HERE, 'scss/tracker.scss'), {
    style: 'compressed', loadPaths: [join(USWDS, 'packages')], quietDeps: true, silenceDeprecations: ['if-function'],
  }).css.replace(/^\uFEFF/, '');
  if (/url\(["']?(https?:)?\/\//.test(css)) throw new Error('tracker.css names an address outside the site');
  if (Buffer.byteLength(css) > MOST_BYTES) throw new Error(`tracker.css is larger than ${MOST_BYTES} bytes`);
  copyImages(css);
  writeFileSync(join(FRESH, 'tracker.css'), css);
  return Buffer.byteLength(css);
}

// Only the images of the design system that the stylesheet names.
function copyImages(css) {
  for (const [, name] of css.matchAll(/url\(["']?(img\/[^"')]+)/g)) {
    mkdirSync(dirname(join(FRESH, name)), { recursive: true });
    cpSync(join(USWDS, 'dist', name), join(FRESH, name));
  }
}

function licences() {
  mkdirSync(join(FRESH, 'licences'), { recursive: true });
  cpSync(join(ROOT, 'node_modules/pretendard-gov/dist/LICENSE.txt'), join(FRESH, 'licences/pretendard-gov.txt'));
  cpSync(join(USWDS, 'LICENSE.md'), join(FRESH, 'licences/uswds.md'));
  cpSync(join(ROOT, 'node_modules/world-atlas/LICENSE'), join(FRESH, 'licences/world-atlas.txt'));
}

rmSync(FRESH, { recursive: true, force: true });
mkdirSync(FRESH, { recursive: true });
fonts(ROOT, FRESH);
const size = styles();
licences();
drawPageMap(FRESH);
drawReportMap(join(FRESH, 'report'));
cpSync(join(OWN, 'tracker.js'), join(FRESH, 'tracker.js'));
for (const name of readdirSync(OWN).filter(name => name.endsWith('.svg'))) cpSync(join(OWN, name), join(FRESH, name));
mkdirSync(dirname(OUT), { recursive: true });
if (existsSync(OUT)) renameSync(OUT, `${FRESH}-old`);
renameSync(FRESH, OUT);
rmSync(`${FRESH}-old`, { recursive: true, force: true });
console.log(`static/dist: tracker.css ${(size / 1000).toFixed(0)} kB, ${readdirSync(join(OUT, 'fonts')).length} fonts, maps`);
