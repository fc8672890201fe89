// The base map of the pages: one outline of land, the partner countries as shapes on it, and where their marks stand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { geoPath } from 'd3-geo';
import { feature, merge } from 'topojson-client';
import { atlas, pacific, PLACES } from './projection.mjs';

const WIDTH = 1000;
const HEIGHT = 660;
const STEP = 0.9;      // points nearer than this to the last kept one are dropped
const SPECK = 1.4;     // rings smaller than this print as dirt and are dropped
const FRAME = { type: 'MultiPoint', coordinates: [[93, 0], [-142, 0], [160, 28.6], [160, -47.8]] };
const ISO = { // ISO 3166-1 numeric to alpha-2
  '096': 'BN', 116: 'KH', 360: 'ID', 418: 'LA', 458: 'MY', 104: 'MM', 608: 'PH', 702: 'SG', 764: 'TH', 704: 'VN', 626: 'TL',
  '036': 'AU', 184: 'CK', 583: 'FM', 242: 'FJ', 258: 'PF', 296: 'KI', 520: 'NR', 540: 'NC', 554: 'NZ', 570: 'NU', 585: 'PW',
  598: 'PG', 584: 'MH', 882: 'WS', '090': 'SB', 776: 'TO', 548: 'VU',
};

function tidyRing(ring) {
  const numbers = ring.match(/-?\d+(\.\d+)?/g).map(Number);
  const points = numbers.flatMap((value, i) => (i % 2 ? [] : [[value, numbers[i + 1]]]));
  let last = null;
  const kept = points.filter(point => (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) > STEP) && (last = point));
  const span = axis => Math.max(...points.map(p => p[axis])) - Math.min(...points.map(p => p[axis]));
  if (kept.length < 3 || Math.max(span(0), span(1)) <= SPECK) return '';
  return `M${kept.map(point => point.join(',')).join('L')}Z`;
}

const tidy = path => (path || '').split('M').filter(Boolean).map(tidyRing).join('');

export function drawPageMap(out) {
  const countries = atlas('countries');
  const world = countries.objects.countries.geometries.filter(shape => shape.id !== '010');
  const partners = world.filter(shape => ISO[shape.id] && shape.properties.name !== 'Ashmore and Cartier Is.');
  const projection = pacific(160).fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], FRAME).clipExtent([[0, 0], [WIDTH, HEIGHT]]);
  const path = geoPath(projection).digits(1);
  const land = tidy(path(merge(countries, world)));
  const shapes = feature(countries, { type: 'GeometryCollection', geometries: partners }).features
    .map(partner => [ISO[partner.id], tidy(path(partner))]).filter(([, drawn]) => drawn);
  const points = Object.fromEntries(Object.entries(PLACES).map(([code, place]) => [
    code, projection(place).map(value => Math.round(value * 10) / 10)]));
  writeFileSync(join(out, 'points.json'), JSON.stringify({ width: WIDTH, height: HEIGHT, points }) + '\n');
  writeFileSync(join(out, 'pacific.svg'),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"><path fill="#edeff0" d="${land}"/>`
    + `<g fill="#d4e5ff" stroke="#fff" stroke-width=".7">${shapes.map(([code, drawn]) => `<path id="${code}" d="${drawn}"/>`).join('')}</g></svg>\n`);
}
