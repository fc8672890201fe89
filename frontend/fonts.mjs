// Pretendard GOV in three layers, so that no page loads megabytes: Latin and the most frequent syllables in small files,
// the 2,350 common syllables in one, every other syllable in the full face, asked for only when one occurs.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WEIGHTS = { Regular: 400, SemiBold: 600, Bold: 700 };
const COMMON = 'U+1100-11FF,U+2212,U+2713,U+3000-318F,U+AC00-D7A3';
const HANJA = 'U+2E80-2FFF,U+3200-9FFF,U+F900-FAFF';
const FREQUENT = [117, 118, 119];   // these files keep their syllables: the name of the other language stands on each page
const LATIN = [98, 119];            // from the first to the last file of the package that holds Latin, arrows and signs

const isLatin = range => parseInt(range.slice(2), 16) < 0x2e80;

// { file number: code points } as the package's own stylesheet assigns them.
function ranges(css) {
  const found = css.matchAll(/PretendardGOV-Regular\.subset\.(\d+)\.woff2[^}]*?unicode-range:\s*([^;}]+)/g);
  return new Map([...found].map(([, number, list]) => [Number(number), list.split(',').map(range => range.trim())]));
}

// Hanja and the syllables that the common file lacks, named one by one: a browser may fetch every file whose range it meets.
function rare(common) {
  const has = new Set([...common].map(letter => letter.codePointAt(0)));
  const runs = [];
  for (let code = 0xac00; code <= 0xd7a3; code += 1) {
    if (has.has(code)) continue;
    if (runs.at(-1)?.[1] === code - 1) runs.at(-1)[1] = code;
    else runs.push([code, code]);
  }
  const hex = code => code.toString(16);
  return [HANJA, ...runs.map(([first, last]) => (first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`))].join(',');
}

function small(css) {
  return [...ranges(css)].filter(([number]) => number >= LATIN[0] && number <= LATIN[1]).map(([number, list]) => [
    `woff2-dynamic-subset/PretendardGOV-*.subset.${number}.woff2`,
    (FREQUENT.includes(number) ? list : list.filter(isLatin)).join(','),
  ]).filter(([, range]) => range);
}

// Copies the faces and writes their rules; of two faces that hold a character the later one is used.
export function fonts(root, out) {
  const from = join(root, 'node_modules/pretendard-gov/dist');
  const web = join(from, 'web/static');
  const layers = [
    ['woff2-subset/PretendardGOV-*.subset.woff2', COMMON],
    ['woff2/PretendardGOV-*.woff2', rare(readFileSync(join(root, 'node_modules/pretendard-gov/subset_glyphs.txt'), 'utf8'))],
    ...small(readFileSync(join(web, 'pretendard-gov-dynamic-subset.css'), 'utf8')),
  ];
  mkdirSync(join(out, 'fonts/otf'), { recursive: true });
  const rules = [];
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    cpSync(join(from, `public/static/PretendardGOV-${name}.otf`), join(out, `fonts/otf/PretendardGOV-${name}.otf`));
    for (const [pattern, range] of layers) {
      const file = pattern.replace('*', name);
      const target = `fonts/${file.split('/')[1]}`;
      cpSync(join(web, file), join(out, target));
      rules.push(`@font-face{font-family:"Pretendard GOV";font-weight:${weight};font-display:swap;src:url("${target}") format("woff2");unicode-range:${range}}`);
    }
  }
  writeFileSync(join(out, 'fonts.css'), `${rules.join('\n')}\n`);
}
