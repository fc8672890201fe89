// The map of the report: the land of the Indo-Pacific with no boundaries, and where each partner country's mark stands.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import { atlas, pacific, PLACES } from './projection.mjs';

const WIDTH = 1000;
const SPECK = 1.2;     // islands smaller than this many square units are dropped
const CORNERS = { type: 'MultiPoint', coordinates: [[91, 0], [214, 0], [153, 37], [153, -43]] };
// The report's map is smaller on paper, so some marks stand further from their neighbours.
const MOVED = {
  BN: [114.7, 4.5], KH: [104.8, 11.9], ID: [113.5, -1.0], LA: [102.9, 19.4], MY: [102.2, 4.3], MM: [96.2, 21.0], PH: [121.6, 15.6],
  SG: [103.8, 1.3], TH: [100.4, 15.2], VN: [108.2, 14.6], TL: [125.8, -8.8], AU: [134, -25], NC: [165.5, -21.3], NZ: [175.5, -39],
  PW: [134.5, 7.5], PG: [144.0, -6.3], WS: [-172.1, -13.8], SB: [160.0, -9.3], VU: [167.7, -16.2],
};
// The side on which a code stands, where below would collide with a neighbour.
const LABEL_SIDES = {
  TH: 'left', MM: 'left', LA: 'top', VN: 'right', KH: 'bottom', MY: 'left', SG: 'bottom', BN: 'top', PH: 'right', KI: 'right',
  NR: 'left', MH: 'right', TV: 'right', WS: 'right', CK: 'right', PF: 'top', SB: 'right', NC: 'left',
};

export function drawReportMap(out) {
  const topology = atlas('land');
  const projection = pacific(153);
  const height = Math.round(geoPath(projection.fitWidth(WIDTH, CORNERS)).bounds(CORNERS)[1][1]);
  projection.clipExtent([[0, 0], [WIDTH, height]]);
  const land = feature(topology, topology.objects.land);
  const parts = land.features ? land.features.flatMap(one => one.geometry.coordinates) : land.geometry.coordinates;
  const path = geoPath(projection).digits(1);
  const large = parts.filter(coordinates => path.area({ type: 'Polygon', coordinates }) > SPECK);
  const share = value => Math.round(value * 1e4) / 1e4;
  const at = Object.fromEntries(Object.entries({ ...PLACES, ...MOVED }).sort().map(([code, place]) => {
    const [x, y] = projection(place);
    return [code, { x: share(x / WIDTH), y: share(y / height), side: LABEL_SIDES[code] ?? 'bottom' }];
  }));
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'land.svg'), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}">`
    + `<path fill="#dfe1e2" d="${path({ type: 'MultiPolygon', coordinates: large })}"/></svg>\n`);
  writeFileSync(join(out, 'places.json'), JSON.stringify({ ratio: height / WIDTH, at }) + '\n');
}
