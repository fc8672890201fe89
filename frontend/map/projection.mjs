// What both maps share: a projection centred on the Pacific, and where each partner country's mark stands.
// Rules of both: land is one outline without boundaries of non-partners, nothing is named, no sea names.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoEqualEarth } from 'd3-geo';

const require = createRequire(import.meta.url);

export const atlas = name => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}-50m.json`)));
export const pacific = longitude => geoEqualEarth().rotate([-longitude, 0]);

// A point on land inside the country or its main island, degrees east and north; never a centroid in the water.
export const PLACES = {
  BN: [114.9, 4.9], KH: [105.0, 12.6], ID: [110.5, -7.2], LA: [102.5, 19.8], MY: [102.0, 4.6], MM: [96.0, 20.5],
  PH: [121.3, 15.6], SG: [103.9, 1.2], TH: [100.9, 15.9], VN: [108.4, 14.4], TL: [125.6, -8.7], AU: [146, -32],
  CK: [-159.8, -21.2], FM: [158.2, 6.9], FJ: [178.0, -17.8], PF: [-149.5, -17.6], KI: [173.0, 1.4], NR: [166.9, -0.5],
  NC: [165.6, -21.4], NZ: [175.5, -39.5], NU: [-169.9, -19.05], PW: [134.5, 7.4], PG: [145.2, -6.4], MH: [171.2, 7.1],
  WS: [-172.1, -13.7], SB: [160.1, -9.5], TO: [-175.2, -21.2], TV: [179.2, -8.5], VU: [167.4, -16.2],
};
