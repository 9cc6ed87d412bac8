// The emoji picker, brought and its data loaded on first use. It writes style attributes and a style sheet into its shadow root, which our
// policy refuses; by CSSOM the same is allowed. This is the only place that knows.
import { lang } from './zone.js';

const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === 'style' && this.getRootNode() !== document) {
    this.style.cssText = value;
  } else {
    setAttribute.call(this, name, value);
  }
};

const locale = lang === 'en' ? 'en' : 'es';
const [{ default: Picker }, { default: i18n }] = await Promise.all([import('/lib/emoji/picker.js'), import(`/lib/emoji/words-${locale}.js`)]);
const picker = new Picker({ locale, i18n, dataSource: `/lib/emoji/${locale}.json` });
const written = picker.shadowRoot.querySelector('style'), sheet = new CSSStyleSheet();
sheet.replaceSync(written.textContent);
written.remove();
picker.shadowRoot.adoptedStyleSheets = [sheet];

const place = document.createElement('div');
place.id = 'emoji';
place.popover = 'auto';
place.role = 'dialog';
place.ariaLabel = i18n.regionLabel;
place.append(picker);

let answer, more, at, pressed = false, shift = false;
const isOpen = () => place.matches(':popover-open');
// A press beside the picker closes it before it becomes a click on what opened it.
document.addEventListener('pointerdown', () => { pressed = isOpen(); }, true);
picker.addEventListener('emoji-click', ({ detail }) => (shift && more ? more : choose)(detail.unicode));
for (const act of ['click', 'keydown']) {
  picker.addEventListener(act, event => { shift = event.shiftKey; }, true);
}
place.addEventListener('toggle', ({ newState }) => {
  if (newState === 'closed') {
    choose(null);
  }
});

function choose(emoji) {
  const done = answer;
  answer = null;
  if (isOpen()) {
    place.hidePopover();
  }
  done?.(emoji);
}

// Beside the anchor, with the search ready to be typed in. Null: nothing was chosen. With Shift each choice goes to `another`, and it stays open.
export async function pickEmoji(anchor, another) {
  const closes = anchor === at && (pressed || isOpen());
  pressed = false;
  choose(null);
  if (closes) {
    at = null;
    return null;
  }
  at = anchor;
  if (!place.isConnected) {
    document.body.append(place);
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const dark = scheme === 'dark' || scheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
  picker.className = dark ? 'dark' : 'light';
  const chosen = new Promise(done => { answer = done; });
  more = another;
  place.showPopover({ source: anchor });
  await searchable();
  return chosen;
}

async function searchable() {
  let search;
  while (isOpen() && !(search = picker.shadowRoot.querySelector('input.search'))) {
    await new Promise(requestAnimationFrame);
  }
  search?.focus();
  search?.select();
}
