// Brings the npm packages in and lays the browser's share of them in wwwroot/lib. Run by the build of Convos.Web.
import { execSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.mjs';
import { sprite } from './icons.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, 'node_modules');
const lib = path.join(root, 'wwwroot', 'lib');
const scratch = path.join(root, 'Convos.Web', 'obj');

process.on('uncaughtException', error => {
  // The form in which MSBuild takes a line for its own error.
  console.error(`build/libraries.mjs : error : ${error.message}`);
  process.exit(1);
});
if (Number(process.versions.node.split('.')[0]) < 20) {
  throw new Error(`Convos needs Node.js 20 or newer; this is ${process.version}.`);
}
fs.mkdirSync(scratch, { recursive: true });
fs.mkdirSync(lib, { recursive: true });
alone(path.join(scratch, 'libraries.lock'), () => {
  install();
  copy('htmx.org/dist/htmx.min.js');
  copy('htmx.org/dist/ext/hx-sse.min.js');
  for (const part of ['picker', 'database']) {
    copy(`emoji-picker-element/${part}.js`, `emoji/${part}.js`);
  }
  for (const locale of ['es', 'en']) {
    copy(`emoji-picker-element/i18n/${locale}.js`, `emoji/words-${locale}.js`);
    copy(`emoji-picker-element-data/${locale}/cldr/data.json`, `emoji/${locale}.json`);
  }
  for (const part of ['recorder', 'encoderWorker']) {
    copy(`opus-recorder/dist/${part}.min.js`, `opus/${part}.min.js`);
  }
  lay('icons.svg', sprite(path.join(root, 'Convos.Web', 'icons.txt'), path.join(modules, 'lucide-static')));
});

function install() {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const installed = path.join(modules, '.installed');
  if (!fs.existsSync(installed) || fs.readFileSync(installed, 'utf8') !== lock) {
    execSync('npm ci', { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  fs.writeFileSync(installed, lock);
}

function copy(file, name = path.basename(file)) {
  lay(name, fs.readFileSync(path.join(modules, file)));
}

// A build beside this one may be reading: a file is replaced whole, and only when it changed.
function lay(name, content) {
  const target = path.join(lib, name);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(Buffer.from(content))) {
    fs.utimesSync(target, new Date(), new Date());
    return;
  }
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const draft = path.join(scratch, path.basename(name));
  fs.writeFileSync(draft, content);
  fs.renameSync(draft, target);
}
