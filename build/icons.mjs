// One SVG sprite of the icons that a list names, one a line: <svg><use href="/lib/icons.svg#inbox"/></svg>.
import fs from 'node:fs';
import path from 'node:path';

const look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';

export function sprite(list, lucide) {
  const names = fs.readFileSync(list, 'utf8').split(/\s+/).filter(Boolean);
  const symbols = [...new Set(names)].sort().map(name => symbol(name, lucide, list));
  return `<!-- lucide, ISC licence -->\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
}

function symbol(name, lucide, list) {
  const file = path.join(lucide, 'icons', `${name}.svg`);
  if (!fs.existsSync(file)) {
    throw new Error(`${path.basename(list)} names the icon '${name}', which lucide-static does not have.`);
  }
  const svg = fs.readFileSync(file, 'utf8');
  const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.indexOf('</svg>')).replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24" ${look}>${shapes}</symbol>`;
}
